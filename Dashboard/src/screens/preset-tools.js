import { make, setText } from "../core/element.js";
import { showProblem } from "../ui/problem.js";
import { makeSureButton } from "./sure.js";

/**
 * The presets of an insert: load one, save what it is now, delete one of people's own.
 *
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../net/protocol.js").Preset} Preset
 */

/** Of people's own: it can be replaced and deleted. */
const OWN = "user";

/**
 * @param {Desk} desk
 * @param {Insert} insert
 * @returns {Preset[]}
 */
function presetsFor({ library }, insert) {
    return library.presets.filter((preset) => preset.plugin?.id === insert.uri && !preset.error);
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
export function makePresets(desk, strip, insert) {
    const select = make("select", { "aria-label": `Preset for ${insert.name}`, "data-live": true });
    const load = make("button", {
        type: "button",
        class: "load",
        "aria-label": `Load preset into ${insert.name}`,
        "data-live": true,
        onclick: () => select.value && desk.loadPreset(load, strip.id, insert.id, select.value),
    }, "Load");
    const root = make("div", { class: "presets" }, select, load);
    const opener = make("button", {
        type: "button",
        class: "quiet",
        "data-live": true,
        "aria-label": `Save or delete presets of ${insert.name}`,
        "aria-expanded": "false",
        onclick: () => {
            const isOpen = form.isConnected;
            opener.setAttribute("aria-expanded", String(!isOpen));
            if (isOpen) return form.remove();
            root.after(form);
            form.querySelector("input")?.focus();
        },
    }, "Save\u2026");
    const { form, show } = makeForm(desk, strip, insert, select);
    root.append(opener);
    // In their place: who is writing a name goes on, whoever saves another one.
    desk.library.followPresets(root, () => {
        fill(select, presetsFor(desk, insert));
        show();
    });
    return root;
}

/**
 * @param {HTMLSelectElement} select which stays where it is, if that is still there
 * @param {Preset[]} presets
 */
function fill(select, presets) {
    const chosen = select.value;
    const options = presets.map(({ id, name, source }) =>
        make("option", { value: id }, source === OWN ? `${name ?? id} \u00b7 own` : name ?? id)
    );
    select.replaceChildren(...(options.length > 0 ? options : [make("option", { value: "" }, "No presets yet")]));
    if (presets.some(({ id }) => id === chosen)) select.value = chosen;
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 * @param {HTMLSelectElement} select
 * @returns {{ form: HTMLFormElement, show: () => void }} `show` when the list is another one
 */
function makeForm(desk, strip, insert, select) {
    const { ask, request } = desk;
    const own = () => presetsFor(desk, insert).filter(({ source }) => source === OWN);
    const chosen = () => own().find(({ id }) => id === select.value);
    const name = make("input", {
        "aria-label": `Name of the preset of ${insert.name}`,
        placeholder: "Name of the preset",
        maxlength: 64,
        autocomplete: "off",
        spellcheck: "false",
        required: true,
    });
    const save = make("button", { type: "submit", class: "primary" });
    const remove = makeSureButton({
        text: "Delete",
        sure: "Press again to delete",
        attributes: { class: "quiet" },
        press: async (button) => {
            if (await ask(button, "PRESET_DELETE", { preset_id: select.value })) desk.readPresets();
        },
    });
    const form = make("form", { class: "row preset-form" }, name, save, remove);

    function show() {
        const isTaken = own().some((preset) => preset.name === name.value.trim());
        setText(save, isTaken ? "Replace" : "Save");
        remove.hidden = !chosen();
        remove.setAttribute("aria-label", `Delete the preset ${chosen()?.name ?? ""}`);
    }

    /** @param {boolean} isReplacing */
    async function send(isReplacing) {
        const text = name.value.trim();
        const former = own().find((preset) => preset.name === text);
        const replaces = former ? { preset_id: former.id, replace: true } : isReplacing ? { replace: true } : {};
        const data = { track_id: strip.id, plugin_id: insert.id, name: text, ...replaces };
        if (save.getAttribute("aria-busy") === "true") return;
        save.setAttribute("aria-busy", "true");
        try {
            await request("PRESET_SAVE", data);
            desk.tell(former || isReplacing ? `Preset replaced: ${text}.` : `Preset saved: ${text}.`);
            desk.readPresets();
        } catch (error) {
            const refusal = /** @type {Error & { code?: string }} */ (error);
            const isTaken = refusal.code === "CONFLICT" && !isReplacing;
            showProblem(save, refusal, isTaken ? { text: "Replace it", press: () => send(true) } : undefined);
        } finally {
            save.removeAttribute("aria-busy");
        }
    }

    name.addEventListener("input", show);
    select.addEventListener("change", () => {
        if (chosen()) name.value = chosen()?.name ?? "";
        show();
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        send(false);
    });
    return { form, show };
}
