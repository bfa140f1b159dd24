import { parameterText } from "../audio/parameter.js";
import { latencyText } from "../audio/units.js";
import { make, setText } from "../core/element.js";
import { icon } from "../ui/icons.js";
import { ObChoice } from "../ui/ob-choice.js";
import { ObSlider } from "../ui/ob-slider.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind } from "./bind.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../net/protocol.js").Parameter} Parameter
 * @typedef {import("../net/protocol.js").Preset} Preset
 * @typedef {(trackId: string, insertId: string, presetId: string) => void} LoadPreset
 */

/**
 * The inserts of one strip, each with its presets and its parameters.
 * @param {object} parts
 * @param {Store} parts.store
 * @param {Strip} parts.strip
 * @param {Preset[]} parts.presets
 * @param {LoadPreset} parts.loadPreset
 * @returns {HTMLElement[]}
 */
export function makeChain({ store, strip, presets, loadPreset }) {
    if (strip.inserts.length === 0) {
        return [make("p", { class: "empty" }, `${strip.name} has no inserts.`)];
    }
    return strip.inserts.map((insert) => {
        const { latency_frames: frames, format, uri } = insert;
        const rate = store.session?.sample_rate_hertz ?? 48_000;
        const facts = frames > 0 ? `${format.toUpperCase()} \u00b7 ${latencyText(frames, rate)}` : format.toUpperCase();
        const card = make(
            "article",
            { class: "insert", "data-insert": insert.id, "aria-label": insert.name, tabindex: "-1" },
            make(
                "header",
                { class: "insert-head" },
                make(
                    "div",
                    { class: "insert-title" },
                    make("h3", {}, insert.name),
                    make("p", { class: "facts", title: uri }, facts),
                ),
                makePresets(strip, insert, presets, loadPreset),
            ),
        );
        if (insert.placeholder) card.append(makeReason(insert));
        const parameters = insert.parameters.map((parameter) =>
            makeParameter(store, strip, insert, parameter)
        );
        card.append(make("div", { class: "parameters" }, ...parameters));
        return card;
    });
}

/** @param {Insert} insert */
function makeReason({ uri, reason }) {
    return make(
        "p",
        { class: "reason" },
        icon("warning"),
        make("span", {}, `${reason ?? "This plugin is not installed."} Audio passes. (${uri})`),
    );
}

/**
 * @param {Strip} strip
 * @param {Insert} insert
 * @param {Preset[]} presets
 * @param {LoadPreset} loadPreset
 */
function makePresets(strip, insert, presets, loadPreset) {
    const fitting = presets.filter((preset) => preset.plugin?.id === insert.uri && !preset.error);
    if (fitting.length === 0) return null;
    const options = fitting.map(({ id, name }) => make("option", { value: id }, name ?? id));
    const select = make("select", { "aria-label": `Preset for ${insert.name}` }, ...options);
    const load = make("button", {
        type: "button",
        class: "load",
        "aria-label": `Load preset into ${insert.name}`,
        onclick: () => loadPreset(strip.id, insert.id, select.value),
    }, "Load");
    return make("div", { class: "presets" }, select, load);
}

/**
 * @param {Store} store
 * @param {Strip} strip
 * @param {Insert} insert
 * @param {Parameter} parameter
 */
function makeParameter(store, strip, insert, parameter) {
    const address = { trackId: strip.id, insertId: insert.id, parameterId: parameter.id };
    const text = make("span", { class: "readout", "aria-hidden": "true" });
    const control = makeControl(parameter, `${parameter.name}, ${insert.name}`);
    const isBar = control instanceof ObSlider;
    const frame = make(
        "div",
        {
            class: isBar ? "parameter" : "parameter is-compact",
            "data-parameter": parameter.id,
        },
        make("span", { class: "parameter-name", title: parameter.name }, parameter.name),
        isBar ? text : null,
        control,
    );
    if (parameter.kind === "trigger") {
        control.addEventListener("ob-input", () => store.set(address, parameter.maximum));
        return frame;
    }
    bind({
        store,
        address,
        control: /** @type {HTMLElement & { value: any }} */ (control),
        frame,
        read: parameter.kind === "toggle" ? (value) => value > 0 : undefined,
        write: parameter.kind === "toggle" ? toggleWriter(parameter) : undefined,
        show: (value) => {
            if (!isBar) return;
            const words = store.text(address) || parameterText(parameter, value);
            setText(text, words);
            control.describe(words);
        },
    });
    return frame;
}

/** @param {Parameter} parameter */
function toggleWriter({ minimum, maximum }) {
    return (/** @type {boolean} */ isOn) => (isOn ? maximum : minimum);
}

/**
 * @param {Parameter} parameter
 * @param {string} label
 */
function makeControl(parameter, label) {
    switch (parameter.kind) {
        case "toggle":
            return new ObSwitch("On", label);
        case "choice":
            return new ObChoice(parameter.choices ?? [], label);
        case "trigger": {
            const button = make("button", { type: "button", "aria-label": label }, "Trigger");
            button.addEventListener("click", () => {
                button.dispatchEvent(new CustomEvent("ob-input", { detail: parameter.maximum }));
            });
            return button;
        }
        default: {
            const slider = new ObSlider(parameter);
            slider.setAttribute("aria-label", label);
            return slider;
        }
    }
}
