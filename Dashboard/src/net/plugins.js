/**
 * @typedef {import("./protocol.js").Plugin} Plugin
 * @typedef {import("./protocol.js").ScanState} ScanState
 * @typedef {import("./protocol.js").BlockedPlugin} BlockedPlugin
 */

/**
 * The plugins that fit a search: every word occurs in the name, the vendor or the kind.
 * @param {Plugin[]} plugins
 * @param {string} text
 * @param {string} kind empty for all
 */
export function searched(plugins, text, kind) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return plugins.filter((plugin) => {
        if (kind && plugin.kind !== kind) return false;
        const all = `${plugin.name} ${plugin.vendor ?? ""} ${plugin.kind ?? ""}`.toLowerCase();
        return words.every((word) => all.includes(word));
    });
}

/**
 * `Reverb Plugin` is a reverb.
 * @param {string} kind
 */
export function shortKind(kind) {
    return kind.replace(/ ?Plugin$/, "") || kind;
}

/**
 * How far a scan is, in words; empty where none is on its way.
 * @param {ScanState} scan
 */
export function scanWording({ running, done, total, problem }) {
    if (!running) return problem ? `Plugins cannot be scanned: ${problem}.` : "";
    return total > 0 ? `Looking for plugins: ${done} of ${total} files and bundles\u2026` : "Looking for plugins\u2026";
}

/**
 * What a blocked plugin is called: its id, or the name of its file.
 * @param {BlockedPlugin} blocked
 */
export function blockedName({ id, module }) {
    return id ?? module.split("/").filter(Boolean).at(-1) ?? module;
}
