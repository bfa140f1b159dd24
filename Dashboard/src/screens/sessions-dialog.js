import { make, setText } from "../core/element.js";
import { openDialog } from "./dialog.js";

/**
 * The sessions on the server's disk; a click fades over to one, for everybody. And the live one can be
 * saved.
 * @param {object} parts
 * @param {import("./ask.js").Ask} parts.ask
 * @param {() => Promise<{ id: string, name: string, live: boolean }[]>} parts.readSessions
 */
export function openSessions({ ask, readSessions }) {
    const list = make("ul", { class: "session-list", "aria-label": "Sessions" });
    const save = make("button", {
        type: "button",
        class: "save",
        onclick: async () => {
            const ack = await ask(save, "SESSION_SAVE");
            if (ack) setText(saved, `Revision ${ack.revision} is on disk.`);
        },
    }, "Save the live session");
    const saved = make("span", { class: "facts", role: "status" });
    const words = make("p", { class: "hint", role: "status" }, "Reading the list\u2026");
    openDialog({
        title: "Sessions",
        content: (close) => {
            readSessions().then((sessions) => {
                setText(words, "Loading fades over to it for everybody. What was changed and is not on disk is gone.");
                list.replaceChildren(...sessions.map(({ id, name, live }) => {
                    const load = make("button", {
                        type: "button",
                        "data-session": id,
                        "aria-label": live ? `Load ${name} anew` : `Load ${name}`,
                        onclick: async () => {
                            if (await ask(load, "SESSION_LOAD", { session_id: id })) close();
                        },
                    }, live ? "Load anew" : "Load");
                    return make(
                        "li",
                        { class: "row" },
                        make("span", { class: "session-name" }, name),
                        live ? make("span", { class: "facts" }, "live") : null,
                        load,
                    );
                }));
            }, () => setText(words, "The list of sessions did not come. Close this and try again."));
            return [make("p", { class: "row" }, save, saved), words, list];
        },
    });
}
