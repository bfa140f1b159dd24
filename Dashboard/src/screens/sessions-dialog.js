import { make, setText } from "../core/element.js";
import { showProblem } from "../ui/problem.js";
import { openDialog } from "./dialog.js";
import { makeSureButton } from "./sure.js";
import { makeTrash } from "./trash.js";

/**
 * The sessions on the server's disk: a new one, another one for everybody, and what is done with the live
 * one. The list is read anew whenever somebody changes it.
 *
 * @typedef {{ id: string, name: string, live: boolean }} Listed
 * @typedef {object} Parts
 * @property {import("./ask.js").Ask} ask
 * @property {() => Promise<Listed[]>} readSessions
 * @property {() => Promise<import("./trash.js").Trashed[]>} readTrash
 * @property {() => string} liveName
 * @property {EventTarget} library says `session` or `preset` when that list has changed
 */

const NAME = { maxlength: 64, autocomplete: "off", spellcheck: "false", required: true };

/** @param {Parts} parts */
export function openSessions(parts) {
    const { readSessions, library } = parts;
    const list = make("ul", { class: "session-list", "aria-label": "Sessions" });
    const words = make("p", { class: "hint", role: "status" }, "Reading the list\u2026");
    const trash = makeTrash(parts, () => read());
    async function read() {
        trash.read();
        try {
            const sessions = await readSessions();
            setText(words, "Loading fades over to it for everybody. What was changed and is not on disk is gone.");
            list.replaceChildren(...sessions.map((session) => makeRow(parts, session, () => dialog.close(), read)));
        } catch {
            setText(words, "The list of sessions did not come. Close this and try again.");
        }
    }
    const dialog = openDialog({
        title: "Sessions",
        name: "sessions",
        content: () => [makeLive(parts, read), makeNew(parts, () => dialog.close()), words, list, trash.root],
    });
    const lists = ["session", "preset"];
    for (const name of lists) library.addEventListener(name, read);
    dialog.addEventListener("close", () => {
        for (const name of lists) library.removeEventListener(name, read);
    });
    read();
}

/**
 * What is done with the session that plays.
 * @param {Parts} parts
 * @param {() => void} read
 */
function makeLive(parts, read) {
    const { ask, liveName } = parts;
    const name = make("input", { ...NAME, value: liveName(), "aria-label": "Name of the live session" });
    const done = make("p", { class: "facts", role: "status" });
    /** @param {string} text @param {any} ack */
    function tell(text, ack) {
        if (!ack) return;
        const problems = ack.problems?.length ?? 0;
        setText(done, problems > 0 ? `${text} ${problems} plugins did not give their state.` : text);
        read();
    }
    const rename = make("button", { type: "submit" }, "Rename");
    const save = make("button", {
        type: "button",
        class: "save primary",
        onclick: async () => {
            const ack = await ask(save, "SESSION_SAVE");
            tell(`Revision ${ack?.revision} is on disk.`, ack);
        },
    }, "Save");
    const saveAs = make("button", {
        type: "button",
        class: "save-as",
        title: "Under the name in the field, and goes on in that",
        onclick: saveUnderName,
    }, "Save as");
    /** @param {string} [replaced] the id of the session that it takes the place of */
    async function saveUnder(replaced) {
        const text = name.value.trim();
        if (!text) return name.reportValidity();
        const data = replaced ? { name: text, session_id: replaced, replace: true } : { name: text };
        const ack = await ask(saveAs, "SESSION_SAVE_AS", data);
        tell(`It goes on as \u201c${text}\u201d.`, ack);
    }
    /** A session of that name is only replaced by who says so. */
    async function saveUnderName() {
        const text = name.value.trim();
        const sessions = await parts.readSessions().catch(() => []);
        const taken = sessions.find((one) => one.name === text);
        if (!taken) return saveUnder();
        const message = taken.live
            ? `\u201c${text}\u201d is what plays.`
            : `There is a session \u201c${text}\u201d already.`;
        const hint = taken.live ? "Write another name, or press Save." : "Its files go to the trash if it is replaced.";
        const replace = { text: "Replace it", press: () => void saveUnder(taken.id) };
        showProblem(saveAs, Object.assign(new Error(message), { hint }), taken.live ? undefined : replace);
    }
    const form = make(
        "form",
        { class: "row", "aria-label": "The live session" },
        name,
        rename,
        save,
        saveAs,
    );
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        tell("Renamed. Save to keep it.", await ask(rename, "SESSION_RENAME", { name: name.value.trim() }));
    });
    return make("section", { class: "live-session" }, make("h3", {}, "The session that plays"), form, done);
}

/**
 * @param {Parts} parts
 * @param {() => void} close
 */
function makeNew({ ask }, close) {
    const name = make("input", { ...NAME, placeholder: "Name", "aria-label": "Name of the new session" });
    const create = make("button", { type: "submit", class: "create" }, "New session");
    const form = make("form", { class: "row new-session", "aria-label": "A new session" }, name, create);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (await ask(create, "SESSION_NEW", { name: name.value.trim(), open: true })) close();
    });
    return form;
}

/**
 * @param {Parts} parts
 * @param {Listed} session
 * @param {() => void} close
 * @param {() => void} read
 */
function makeRow({ ask }, { id, name, live }, close, read) {
    const load = make("button", {
        type: "button",
        "data-session": id,
        "aria-label": live ? `Load ${name} anew` : `Load ${name}`,
        onclick: async () => {
            if (await ask(load, "SESSION_LOAD", { session_id: id })) close();
        },
    }, live ? "Load anew" : "Load");
    const remove = makeSureButton({
        text: "Delete",
        sure: "Press again to delete",
        attributes: { class: "quiet", "aria-label": `Delete ${name}` },
        press: async (button) => {
            if (await ask(button, "SESSION_DELETE", { session_id: id })) read();
        },
    });
    return make(
        "li",
        { class: "row", "data-listed": id },
        make("span", { class: "session-name", title: id }, name),
        live ? make("span", { class: "facts" }, "plays") : remove,
        load,
    );
}
