import { inOrder } from "../net/address.js";
import { parameterText } from "../audio/parameter.js";
import { latencyText } from "../audio/units.js";
import { make, setText } from "../core/element.js";
import { icon } from "../ui/icons.js";
import { ObChoice } from "../ui/ob-choice.js";
import { ObSlider } from "../ui/ob-slider.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind } from "./bind.js";
import { makeInsertTools, makeMore } from "./insert-tools.js";
import { makePresets } from "./preset-tools.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../net/protocol.js").Parameter} Parameter
 */

/**
 * What makes an insert's card be built anew.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
export function insertSignature(desk, strip, insert) {
    const { id, name, uri, placeholder, reason, latency_frames, parameters } = insert;
    const ranges = inOrder(parameters).map((one) => [one.id, one.minimum, one.maximum, one.kind]);
    const facts = [strip.id, strip.name, id, name, uri, placeholder, reason, latency_frames];
    return JSON.stringify([facts, ranges]);
}

/**
 * One insert with its presets and its parameters.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 * @returns {HTMLElement}
 */
export function makeInsert(desk, strip, insert) {
    const { store } = desk;
    const { latency_frames: frames, format, uri } = insert;
    const rate = store.session?.sample_rate_hertz ?? 48_000;
    const kind = format.toUpperCase();
    const facts = frames > 0 ? `${kind} \u00b7 ${latencyText(frames, rate)}` : kind;
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
            makeInsertTools(desk, strip, insert),
        ),
        insert.placeholder ? null : makePresets(desk, strip, insert),
    );
    if (insert.placeholder) card.append(makeReason(insert));
    const parameters = inOrder(insert.parameters).map((parameter) =>
        makeParameter(store, strip, insert, parameter)
    );
    card.append(make("div", { class: "parameters" }, ...parameters), makeMore(desk, strip, insert));
    return card;
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
        control.toggleAttribute("data-live", true);
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
