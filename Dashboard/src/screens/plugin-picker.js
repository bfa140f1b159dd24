import { make, setText } from "../core/element.js";
import { freeInsertId } from "../net/names.js";
import { blockedName, scanWording, searched, shortKind } from "../net/plugins.js";
import { openDialog } from "./dialog.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Plugin} Plugin
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../net/protocol.js").BlockedPlugin} BlockedPlugin
 * @typedef {import("../net/protocol.js").ScanState} ScanState
 */

/** More rows than these nobody reads; the search narrows them. */
const ROWS_MAX = 80;

/**
 * The list of installed plugins, searchable; a click adds one to the strip, or puts it in an insert's
 * place. While a scan is on its way it says how far that is; what is blocked is listed with the reason.
 * @param {object} parts
 * @param {Store} parts.store
 * @param {import("./ask.js").Ask} parts.ask
 * @param {() => Promise<import("../net/protocol.js").PluginListing>} parts.readPlugins
 * @param {EventTarget} parts.scans tells how far scans are
 * @param {string} trackId
 * @param {Insert | null} replaced
 */
export function openPluginPicker({ store, ask, readPlugins, scans }, trackId, replaced) {
    const strip = store.strip(trackId);
    if (!strip) return;
    const title = replaced ? `Replace ${replaced.name} on ${strip.name}` : `Add an insert to ${strip.name}`;
    /** @type {Plugin[]} */
    let plugins = [];
    let stop = () => {};
    const search = make("input", {
        type: "search",
        class: "plugin-search",
        "aria-label": "Search plugins",
        placeholder: "Name, vendor or kind",
        autofocus: true,
    });
    const kinds = make("select", { "aria-label": "Kind of plugin" }, make("option", { value: "" }, "All kinds"));
    const count = make("p", { class: "hint", role: "status" }, "Reading the list\u2026");
    const scanning = make("p", { class: "hint", role: "status", hidden: true });
    const blockedList = make("ul", {});
    const blockedTitle = make("summary", {}, "");
    const again = make("button", { type: "button", class: "quiet", onclick: retry }, "Try them again");
    const blocked = make("details", { class: "plugin-blocked", hidden: true }, blockedTitle, blockedList, again);

    async function retry() {
        await ask(again, "PLUGIN_SCAN", { scope: "blocked" });
    }
    const list = make("ul", { class: "plugin-list", "aria-label": "Plugins" });

    const dialog = openDialog({
        title,
        name: "plugin-picker",
        content: (close) => {
            /** @param {Plugin} plugin */
            function row(plugin) {
                const button = make(
                    "button",
                    { type: "button", class: "plugin", "data-uri": plugin.id, onclick: () => choose(plugin, button) },
                    make("strong", {}, plugin.name),
                    make("span", { class: "plugin-vendor" }, plugin.vendor ?? ""),
                    make("span", { class: "plugin-facts" }, factsOf(plugin)),
                );
                return make("li", {}, button);
            }
            /**
             * @param {Plugin} plugin
             * @param {HTMLElement} button
             */
            async function choose(plugin, button) {
                const what = { uri: plugin.id, format: plugin.format, name: plugin.name };
                const id = freeInsertId(store.session, trackId, plugin.name);
                const ack = replaced
                    ? await ask(button, "PLUGIN_REPLACE", {
                        track_id: trackId,
                        plugin_id: replaced.id,
                        new_plugin_id: id,
                        ...what,
                    })
                    : await ask(button, "PLUGIN_ADD", { track_id: trackId, plugin_id: id, ...what });
                if (ack) close();
            }
            function show() {
                const found = searched(plugins, search.value, kinds.value);
                list.replaceChildren(...found.slice(0, ROWS_MAX).map(row));
                const more = found.length > ROWS_MAX ? `, the first ${ROWS_MAX} are shown` : "";
                setText(count, `${found.length} of ${plugins.length} plugins${more}`);
            }
            search.addEventListener("input", show);
            kinds.addEventListener("change", show);
            search.addEventListener("keydown", (event) => {
                /** @type {HTMLElement | null} */
                const first = list.querySelector("button");
                if (event.key === "ArrowDown" && first) {
                    event.preventDefault();
                    first.focus();
                }
            });
            list.addEventListener("keydown", (event) => walk(list, event));
            function readAll() {
                readPlugins().then((listing) => {
                    plugins = listing.plugins;
                    const names = [...new Set(plugins.map(({ kind }) => kind ?? ""))].filter(Boolean).sort();
                    const chosen = kinds.value;
                    kinds.replaceChildren(
                        make("option", { value: "" }, "All kinds"),
                        ...names.map((name) => make("option", { value: name }, shortKind(name))),
                    );
                    kinds.value = names.includes(chosen) ? chosen : "";
                    showBlocked(listing.blocked ?? []);
                    if (listing.scan) showScan(listing.scan);
                    show();
                }, () => setText(count, "The list of plugins did not come. Close this and try again."));
            }
            /** @param {Event} event */
            function scanned(event) {
                const scan = /** @type {CustomEvent<ScanState>} */ (event).detail;
                showScan(scan);
                if (!scan.running) readAll();
            }
            scans.addEventListener("scan", scanned);
            stop = () => scans.removeEventListener("scan", scanned);
            readAll();
            return [make("div", { class: "row" }, search, kinds), scanning, count, list, blocked];
        },
    });
    dialog.addEventListener("close", () => stop());

    /** @param {ScanState} scan */
    function showScan(scan) {
        const text = scanWording(scan);
        scanning.hidden = !text;
        setText(scanning, text);
    }
    /** @param {BlockedPlugin[]} all */
    function showBlocked(all) {
        blocked.hidden = all.length === 0;
        setText(blockedTitle, `${all.length} blocked`);
        blockedList.replaceChildren(...all.map((one) => make(
            "li",
            {},
            make("strong", {}, blockedName(one)),
            make("span", { class: "plugin-facts" }, `${one.format.toUpperCase()} \u00b7 ${one.reason}`),
        )));
    }
}

/**
 * @param {Plugin} plugin
 */
function factsOf({ kind, audio_inputs, audio_outputs, parameters, format }) {
    const ports = `${audio_inputs}\u2192${audio_outputs}`;
    return [shortKind(kind ?? ""), ports, `${parameters} parameters`, format.toUpperCase()]
        .filter(Boolean).join(" \u00b7 ");
}

/**
 * Arrows go from row to row.
 * @param {HTMLElement} list
 * @param {KeyboardEvent} event
 */
function walk(list, event) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = [...list.querySelectorAll("button")];
    const index = rows.findIndex((row) => row === document.activeElement);
    rows[Math.min(Math.max(index + step, 0), rows.length - 1)]?.focus();
}
