import { METER_TICKS_DECIBELS, deflection } from "../audio/ballistics.js";
import { decibelText, fixed, panText } from "../audio/units.js";
import { make, setText } from "../core/element.js";
import { inOrder, isMaster } from "../net/address.js";
import { routesFor } from "../net/routes.js";
import { ObFader } from "../ui/ob-fader.js";
import { ObRoute } from "../ui/ob-route.js";
import { ObSlider } from "../ui/ob-slider.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind } from "./bind.js";
import { PAN } from "./pan.js";
import { toggleRecording } from "./recording.js";
import { busName, makeSmallSend } from "./sends.js";
import { makeSlots } from "./slots.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../audio/meters.js").Meters} Meters
 */

/**
 * What makes a strip be built anew; all other changes only move its controls.
 * @param {Desk} desk
 * @param {Strip} strip
 */
export function stripSignature(desk, strip) {
    const inserts = inOrder(strip.inserts).map(({ id, name, placeholder }) => [id, name, placeholder]);
    const sends = inOrder(strip.sends).map((send) => [send.send_id, busName(desk, send)]);
    return JSON.stringify([strip.id, strip.name, sourceText(desk.store, strip), inserts, sends]);
}

/**
 * One strip of the mixer, from its name down to its fader.
 * @param {Desk} desk
 * @param {Strip} strip
 * @returns {HTMLElement}
 */
export function makeStrip(desk, strip) {
    const { store, meters } = desk;
    const sends = inOrder(strip.sends).map((send) => makeSmallSend(desk, strip, send));
    return make(
        "section",
        {
            class: isMaster(strip.id) ? "strip is-master" : "strip",
            "data-track": strip.id,
            "aria-label": strip.name,
            style: `--channels: ${strip.channels}`,
        },
        make(
            "button",
            {
                type: "button",
                class: "strip-name",
                "aria-pressed": "false",
                "aria-label": `Show ${strip.name}`,
                onclick: () => desk.select(strip.id, null),
            },
            make("span", { class: "strip-title" }, strip.name),
            make("span", { class: "strip-source" }, sourceText(store, strip)),
        ),
        makeSlots(desk, strip),
        sends.length > 0
            ? make("ul", { class: "small-sends", "aria-label": `Sends of ${strip.name}` }, ...sends)
            : null,
        makeOutput(store, strip),
        makePan(store, strip),
        makeSwitches(desk, strip),
        makeLevel(store, meters, strip),
    );
}

/**
 * Where the strip goes.
 * @param {Store} store
 * @param {Strip} strip
 */
export function makeOutput(store, strip) {
    const control = new ObRoute(`Output of ${strip.name}`);
    control.dataset["routeOf"] = strip.id;
    control.routes = routesFor(store.session, strip.id);
    const frame = make("div", { class: "output" }, control);
    bind({ store, address: { trackId: strip.id, field: "output" }, control, frame });
    return frame;
}

/**
 * Offers the buses that there are now to all choices of an output.
 * @param {ParentNode} root
 * @param {Store} store
 */
export function refreshRoutes(root, store) {
    for (const control of /** @type {NodeListOf<ObRoute>} */ (root.querySelectorAll("ob-route"))) {
        control.routes = routesFor(store.session, control.dataset["routeOf"] ?? "");
    }
}

/**
 * @param {Store} store
 * @param {Strip} strip
 */
export function sourceText(store, { id, channels, source }) {
    if (isMaster(id)) return "Main output";
    if (Object.hasOwn(store.session?.buses ?? {}, id)) {
        return channels === 1 ? "Mono bus" : channels === 2 ? "Bus" : `Bus, ${channels} channels`;
    }
    switch (source?.kind) {
        case "file":
            return source.path?.split("/").at(-1) ?? "File";
        case "input":
            return `In ${(source.channels ?? []).map((channel) => channel + 1).join("-")}`;
        case "notes":
            return source.path?.split("/").at(-1) ?? midiText(source.channels ?? []);
        default:
            return "No source";
    }
}

/** @param {number[]} channels of MIDI */
function midiText(channels) {
    return channels.length === 0 || channels.length === 16 ? "MIDI" : `MIDI ${channels.join(", ")}`;
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
 * @param {Desk} desk
 * @param {Strip} strip
 */
function makeSwitches(desk, strip) {
    const { store } = desk;
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
    const record = make("button", {
        type: "button",
        class: "record",
        "data-live": true,
        "data-record": strip.id,
        "aria-label": `Record ${strip.name}`,
        "aria-pressed": "false",
        title: "Record to a file",
        onclick: () => toggleRecording(desk, record, strip.id),
    }, "R");
    frame.append(record);
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

const PEAK_TITLE = "Highest peak. Click to reset, with Alt all of them";

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
        title: PEAK_TITLE,
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
 * Shows the highest peak of each strip, and RMS and gain to who points at it; called a few times a
 * second.
 * @param {HTMLElement} root
 * @param {Meters} meters
 */
export function showPeaks(root, meters) {
    /** @type {NodeListOf<HTMLElement>} */
    const readouts = root.querySelectorAll("[data-peak]");
    for (const readout of readouts) {
        const trackId = readout.dataset["peak"] ?? "";
        const { rms, gain } = meters.body(trackId);
        readout.title = `${PEAK_TITLE}. RMS ${fixed(rms, 1)} dBFS, gain ${fixed(gain, 1)} dB`;
        const { decibels, clipped } = meters.peak(trackId);
        const text = clipped ? `CLIP ${fixed(decibels, 1)}` : fixed(decibels, 1);
        if (readout.textContent === text) continue;
        setText(readout, text);
        readout.classList.toggle("is-clipped", clipped);
        const name = readout.closest("[aria-label]:not(button)")?.getAttribute("aria-label") ?? "";
        readout.setAttribute("aria-label", `Peak of ${name}: ${text} dBFS. Reset`);
    }
}
