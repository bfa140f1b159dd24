import { METER_TICKS_DECIBELS, deflection } from "../audio/ballistics.js";
import { decibelText, fixed, panText } from "../audio/units.js";
import { make, setText } from "../core/element.js";
import { isMaster } from "../net/address.js";
import { icon } from "../ui/icons.js";
import { ObFader } from "../ui/ob-fader.js";
import { ObSlider } from "../ui/ob-slider.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind } from "./bind.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../audio/meters.js").Meters} Meters
 */

/** Pan as a parameter, so that the slider's law and keys serve it as well. */
const PAN = /** @type {import("../net/protocol.js").Parameter} */ ({
    id: "pan",
    name: "Pan",
    value: 0,
    normalized_value: 0.5,
    minimum: -1,
    maximum: 1,
    default: 0,
    kind: "continuous",
    law: "linear",
});

/**
 * One strip of the mixer, from its name down to its fader.
 * @param {object} parts
 * @param {Store} parts.store
 * @param {Meters} parts.meters
 * @param {Strip} parts.strip
 * @param {(trackId: string, insertId: string | null) => void} parts.select
 * @returns {HTMLElement}
 */
export function makeStrip({ store, meters, strip, select }) {
    const frame = make("section", {
        class: isMaster(strip.id) ? "strip is-master" : "strip",
        "data-track": strip.id,
        "aria-label": strip.name,
    });
    frame.append(
        make(
            "button",
            {
                type: "button",
                class: "strip-name",
                "aria-pressed": "false",
                onclick: () => select(strip.id, null),
            },
            make("span", { class: "strip-title" }, strip.name),
            make("span", { class: "strip-source" }, sourceText(strip)),
        ),
        makeSlots(strip, select),
        makePan(store, strip),
        makeSwitches(store, strip),
        makeLevel(store, meters, strip),
    );
    return frame;
}

/** @param {Strip} strip */
function sourceText({ id, source }) {
    if (isMaster(id)) return "Main output";
    switch (source?.kind) {
        case "file":
            return source.path?.split("/").at(-1) ?? "File";
        case "input":
            return `In ${(source.channels ?? []).map((channel) => channel + 1).join("-")}`;
        default:
            return "No source";
    }
}

/**
 * @param {Strip} strip
 * @param {(trackId: string, insertId: string | null) => void} select
 */
function makeSlots(strip, select) {
    const slots = strip.inserts.map((insert) =>
        make(
            "li",
            {},
            make(
                "button",
                {
                    type: "button",
                    class: insert.placeholder ? "slot is-placeholder" : "slot",
                    title: insert.placeholder ? insert.reason ?? "Not installed" : insert.name,
                    "data-insert": insert.id,
                    onclick: () => select(strip.id, insert.id),
                },
                insert.placeholder ? icon("warning") : null,
                make("span", {}, insert.name),
            ),
        )
    );
    if (slots.length === 0) slots.push(make("li", { class: "slot-empty" }, "No inserts"));
    return make("ul", { class: "slots", "aria-label": `Inserts of ${strip.name}` }, ...slots);
}

/**
 * @param {Store} store
 * @param {Strip} strip
 */
function makePan(store, strip) {
    const control = new ObSlider(PAN);
    control.setAttribute("aria-label", `Pan of ${strip.name}`);
    const text = make("span", { class: "readout", "aria-hidden": "true" });
    const frame = make("div", { class: "pan" }, control, text);
    bind({
        store,
        address: { trackId: strip.id, field: "pan" },
        control,
        frame,
        show: (pan) => {
            setText(text, panText(pan));
            control.describe(panText(pan));
        },
    });
    return frame;
}

/**
 * @param {Store} store
 * @param {Strip} strip
 */
function makeSwitches(store, strip) {
    const frame = make("div", { class: "switches" });
    /** @type {["mute" | "solo", string, string][]} */
    const kinds = [["mute", "M", "Mute"], ["solo", "S", "Solo"]];
    for (const [field, text, label] of kinds) {
        if (field === "solo" && isMaster(strip.id)) continue;
        const control = new ObSwitch(text, `${label} ${strip.name}`);
        control.className = field;
        const cell = make("div", { class: "switch" }, control);
        bind({ store, address: { trackId: strip.id, field }, control, frame: cell, read: Boolean });
        frame.append(cell);
    }
    return frame;
}

/**
 * @param {Store} store
 * @param {Meters} meters
 * @param {Strip} strip
 */
function makeLevel(store, meters, strip) {
    const fader = new ObFader();
    fader.setAttribute("aria-label", `Level of ${strip.name}`);
    const readout = make("span", { class: "readout level-readout", "aria-hidden": "true" });
    const frame = make("div", { class: "fader-cell" }, fader);
    bind({
        store,
        address: { trackId: strip.id, field: "level_decibels" },
        control: fader,
        frame,
        read: (wire) => wire ?? -Infinity,
        write: (decibels) => (decibels === -Infinity ? null : decibels),
        show: (decibels) => setText(readout, decibelText(decibels)),
    });
    return make(
        "div",
        { class: "level" },
        make("div", { class: "level-row" }, makePeak(meters, strip), readout),
        make("div", { class: "level-body" }, makeMeter(strip), frame),
    );
}

/**
 * The highest peak since the last reset; a click resets it.
 * @param {Meters} meters
 * @param {Strip} strip
 */
function makePeak(meters, strip) {
    return make("button", {
        type: "button",
        class: "peak readout",
        "data-peak": strip.id,
        "aria-label": `Peak of ${strip.name}: none yet. Reset`,
        title: "Highest peak. Click to reset, with Alt all of them",
        onclick: (/** @type {MouseEvent} */ event) => {
            if (event.altKey) meters.resetAll();
            else meters.reset(strip.id);
        },
    }, fixed(-Infinity, 0));
}

/** @param {Strip} strip */
function makeMeter(strip) {
    const ticks = METER_TICKS_DECIBELS.map((decibels) =>
        make("span", { style: `--at: ${deflection(decibels)}` }, fixed(Math.abs(decibels), 0))
    );
    return make(
        "div",
        { class: "meter" },
        make("div", { class: "meter-place", "data-meter": strip.id }),
        make("div", { class: "meter-scale", "aria-hidden": "true" }, ...ticks),
    );
}

/**
 * Shows the highest peak of each strip; called a few times a second.
 * @param {HTMLElement} root
 * @param {Meters} meters
 */
export function showPeaks(root, meters) {
    /** @type {NodeListOf<HTMLElement>} */
    const readouts = root.querySelectorAll("[data-peak]");
    for (const readout of readouts) {
        const { decibels, clipped } = meters.peak(readout.dataset["peak"] ?? "");
        const text = clipped ? `CLIP ${fixed(decibels, 1)}` : fixed(decibels, 1);
        if (readout.textContent === text) continue;
        setText(readout, text);
        readout.classList.toggle("is-clipped", clipped);
        const name = readout.closest("[aria-label]:not(button)")?.getAttribute("aria-label") ?? "";
        readout.setAttribute("aria-label", `Peak of ${name}: ${text} dBFS. Reset`);
    }
}
