import { decibelText, panText } from "../audio/units.js";
import { make, setText } from "../core/element.js";
import { inOrder, isMaster } from "../net/address.js";
import { freeId } from "../net/names.js";
import { icon } from "../ui/icons.js";
import { ObSlider } from "../ui/ob-slider.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind, follow } from "./bind.js";
import { PAN } from "./pan.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Send} Send
 */

/** A send's level as a parameter, by the law of the faders. */
const LEVEL = /** @type {import("../net/protocol.js").Parameter} */ ({
    id: "level",
    name: "Level",
    value: 0,
    normalized_value: 0.75,
    minimum: -Infinity,
    maximum: 10,
    default: 0,
    unit: "dB",
    kind: "continuous",
    law: "fader",
});

/**
 * The name of the bus that a send goes to.
 * @param {Desk} desk
 * @param {Send} send
 */
export function busName({ store }, send) {
    return store.strip(send.bus_id)?.name ?? send.bus_id;
}

/**
 * What makes a send's controls be built anew.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Send} send
 */
export function sendSignature(desk, strip, send) {
    return JSON.stringify([strip.id, strip.name, send.send_id, send.bus_id, busName(desk, send)]);
}

/**
 * A send on its strip: where it goes and how loud.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Send} send
 */
export function makeSmallSend(desk, strip, send) {
    const { control, text, connect } = makeLevel(desk, strip, send);
    const pre = make("abbr", { class: "pre-mark", title: "Taken before the fader" }, "pre");
    const frame = make(
        "li",
        { class: "small-send", "data-send": send.send_id },
        make("span", { class: "send-name", title: busName(desk, send) }, busName(desk, send)),
        pre,
        text,
        control,
    );
    connect(frame);
    /** @type {import("../net/address.js").SendAddress} */
    const address = { trackId: strip.id, sendId: send.send_id, sendField: "pre_fader" };
    follow(desk.store, address, frame, () => {
        pre.hidden = desk.store.value(address) !== true;
    });
    return frame;
}

/**
 * A send with all that it has.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Send} send
 */
export function makeSend(desk, strip, send) {
    const { store, ask } = desk;
    const name = busName(desk, send);
    const at = { trackId: strip.id, sendId: send.send_id };
    const level = makeLevel(desk, strip, send);
    const levelFrame = make(
        "div",
        { class: "send-line" },
        make("span", { class: "parameter-name" }, "Level"),
        level.control,
        level.text,
    );
    level.connect(levelFrame);

    const pan = new ObSlider(PAN);
    pan.setAttribute("aria-label", `Pan of ${strip.name} to ${name}`);
    const panReadout = make("span", { class: "readout", "aria-hidden": "true" });
    const panFrame = make(
        "div",
        { class: "send-line" },
        make("span", { class: "parameter-name" }, "Pan"),
        pan,
        panReadout,
    );
    bind({
        store,
        address: { ...at, sendField: "pan" },
        control: pan,
        frame: panFrame,
        show: (value) => {
            setText(panReadout, panText(value));
            pan.describe(panText(value));
        },
    });

    const remove = make("button", {
        type: "button",
        class: "quiet",
        "data-live": true,
        "aria-label": `Remove send of ${strip.name} to ${name}`,
        title: "Remove send",
        onclick: () => ask(remove, "SEND_REMOVE", { track_id: strip.id, send_id: send.send_id }),
    }, icon("lost"));
    const head = make(
        "div",
        { class: "send-head" },
        make("strong", { class: "send-name" }, `\u2192 ${name}`),
        makeSwitch(desk, { ...at, sendField: "pre_fader" }, "Pre", `Pre-fader, ${strip.name} to ${name}`),
        makeSwitch(desk, { ...at, sendField: "mute" }, "M", `Mute send of ${strip.name} to ${name}`),
        remove,
    );
    return make("li", { class: "send", "data-send": send.send_id }, head, levelFrame, panFrame);
}

/**
 * @param {Desk} desk
 * @param {import("../net/address.js").SendAddress} address
 * @param {string} text
 * @param {string} label
 */
function makeSwitch({ store }, address, text, label) {
    const control = new ObSwitch(text, label);
    control.className = address.sendField === "mute" ? "mute" : "tap";
    const frame = make("div", { class: "switch" }, control);
    bind({ store, address, control, frame, read: Boolean });
    return frame;
}

/**
 * The slider of a send's level and its read-out; `connect` binds them once they are in a frame.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Send} send
 */
function makeLevel(desk, strip, send) {
    const control = new ObSlider(LEVEL);
    control.setAttribute("aria-label", `Send of ${strip.name} to ${busName(desk, send)}`);
    const text = make("span", { class: "readout", "aria-hidden": "true" });
    /** @param {HTMLElement} frame */
    function connect(frame) {
        bind({
            store: desk.store,
            address: { trackId: strip.id, sendId: send.send_id, sendField: "level_decibels" },
            control,
            frame,
            read: (wire) => wire ?? -Infinity,
            write: (decibels) => (decibels === -Infinity ? null : decibels),
            show: (decibels) => {
                setText(text, decibelText(decibels));
                control.describe(decibelText(decibels));
            },
        });
    }
    return { control, text, connect };
}

/** @param {Strip | undefined} strip */
function takenBy(strip) {
    return Object.keys(strip?.sends ?? {});
}

/**
 * Adds a send to a bus that the strip has not reached yet. It begins silent, so that nothing jumps.
 * @param {Desk} desk
 * @param {Strip} strip
 */
export function makeSendAdder({ store, ask }, strip) {
    const buses = inOrder(store.session?.buses).filter(({ id }) => id !== strip.id);
    if (isMaster(strip.id) || buses.length === 0) {
        const text = isMaster(strip.id) ? "The master goes to the device." : "There is no bus to send to.";
        return make("p", { class: "hint" }, text);
    }
    const select = make(
        "select",
        { "aria-label": `Bus for a new send of ${strip.name}`, "data-live": true },
        ...buses.map(({ id, name }) => make("option", { value: id }, name)),
    );
    const add = make("button", {
        type: "button",
        class: "add-send",
        "data-live": true,
        "aria-label": `Add send to ${strip.name}`,
        onclick: () =>
            ask(add, "SEND_ADD", {
                track_id: strip.id,
                send_id: freeId(select.value, takenBy(store.strip(strip.id))),
                bus_id: select.value,
                level_decibels: null,
            }),
    }, icon("plus"), "Add send");
    return make("div", { class: "row" }, select, add);
}
