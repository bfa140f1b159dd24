/** @typedef {import("./protocol.js").Plugin} Plugin */

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
