import { make } from "../core/element.js";
import { icon } from "../ui/icons.js";

/**
 * Taking back and doing again, by button and by key.
 *
 * @typedef {import("../net/history.js").History} History
 */

/** Where Ctrl+Z takes back what was written. */
const WRITING = "textarea, [contenteditable], input:not([type=checkbox], [type=range], [type=button])";

/** @type {Record<"UNDO" | "REDO", { glyph: "undo" | "redo", word: string, done: string, keys: string }>} */
const WORDS = {
    UNDO: { glyph: "undo", word: "Undo", done: "Taken back", keys: "Ctrl+Z" },
    REDO: { glyph: "redo", word: "Redo", done: "Done again", keys: "Ctrl+Shift+Z" },
};

/**
 * @param {object} parts
 * @param {HTMLElement} parts.root where the two buttons go
 * @param {History} parts.history
 * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
 * @param {() => boolean} parts.isLive
 * @param {(words: string) => void} parts.announce says it to who hears the page
 * @param {import("../ui/ob-toast.js").ObToasts} parts.toasts
 */
export function connectUndo({ root, history, request, isLive, announce, toasts }) {
    /** @type {("UNDO" | "REDO")[]} */
    const types = ["UNDO", "REDO"];
    const buttons = types.map((type) => {
        const { glyph, word } = WORDS[type];
        const button = make("button", {
            type: "button",
            class: "quiet icon-button",
            id: word.toLowerCase(),
            "aria-label": word,
            "aria-disabled": "true",
            onclick: () => ask(type, false),
        }, icon(glyph));
        root.append(button);
        return { type, button };
    });

    function show() {
        for (const { type, button } of buttons) {
            const { word, keys } = WORDS[type];
            const step = type === "UNDO" ? history.undo : history.redo;
            const what = step ? `${word}: ${step.text}` : `Nothing to ${word.toLowerCase()}`;
            // It keeps the focus when the last step is gone.
            button.setAttribute("aria-disabled", String(!step || !isLive()));
            button.setAttribute("aria-label", what);
            button.title = step ? `${what} (${keys})` : what;
        }
    }

    /**
     * @param {"UNDO" | "REDO"} type
     * @param {boolean} isForced
     */
    async function ask(type, isForced) {
        if (!isLive()) return;
        const { word, done } = WORDS[type];
        try {
            const { steps = [], stopped } = await request(type, isForced ? { force: true } : {});
            if (stopped) refused(stopped, type);
            else announce(steps[0] ? `${done}: ${steps[0].text}.` : `Nothing to ${word.toLowerCase()}.`);
        } catch (error) {
            refused(/** @type {any} */ (error), type);
        }
        history.touch();
    }

    /**
     * @param {{ code: string, message: string, hint?: string }} error
     * @param {"UNDO" | "REDO"} type
     */
    function refused({ code, message, hint = "" }, type) {
        if (code === "CONNECTION_LOST" || code === "NOT_LIVE") return;
        const force = { text: `${WORDS[type].word} all the same`, press: () => void ask(type, true) };
        const isTheirs = code === "CONFLICT";
        toasts.show(message, { hint, isError: true, ...(isTheirs ? { action: force } : {}) });
    }

    addEventListener("keydown", (event) => {
        const target = /** @type {Element} */ (event.target);
        if (!(event.ctrlKey || event.metaKey) || event.altKey || target.closest(WRITING)) return;
        const key = event.key.toLowerCase();
        if (key !== "z" && !(key === "y" && event.ctrlKey && !event.shiftKey)) return;
        if (document.querySelector("dialog[open]")) return;
        event.preventDefault();
        ask(key === "y" || event.shiftKey ? "REDO" : "UNDO", false);
    });
    history.watch(show);
    show();
    return { show };
}
