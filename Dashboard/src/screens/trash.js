import { make, setText } from "../core/element.js";

/**
 * What was deleted or replaced, and how it comes back.
 *
 * @typedef {{ kind: "session" | "preset", name: string, id: string, removed_at: string }} Trashed
 */

/**
 * @param {{ ask: import("./ask.js").Ask, readTrash: () => Promise<Trashed[]> }} parts
 * @param {() => void} changed called when something came back
 * @returns {{ root: HTMLElement, read: () => void }} `read` when the trash may have changed
 */
export function makeTrash({ ask, readTrash }, changed) {
    const title = make("summary", {}, "Deleted");
    const list = make("ul", { class: "session-list", "aria-label": "Deleted sessions and presets" });
    const root = make("details", { class: "trash", hidden: true }, title, list);

    /** @param {Trashed} entry */
    function makeRow({ kind, name, id, removed_at }) {
        const button = make("button", {
            type: "button",
            "aria-label": `Bring back the ${kind} ${id}`,
            onclick: async () => {
                if (await ask(button, "TRASH_RESTORE", { kind, name })) changed();
            },
        }, "Bring back");
        return make(
            "li",
            { class: "row", "data-trashed": name },
            make("span", { class: "session-name", title: name }, id),
            make("span", { class: "facts" }, `${kind}, ${new Date(removed_at).toLocaleString()}`),
            button,
        );
    }

    async function read() {
        // A list that does not come stays as it was: what is asked of it is answered all the same.
        const entries = await readTrash().catch(() => null);
        if (!entries) return;
        root.hidden = entries.length === 0;
        setText(title, `Deleted (${entries.length})`);
        list.replaceChildren(...entries.map(makeRow));
    }
    return { root, read };
}
