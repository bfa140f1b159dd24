import { make } from "../core/element.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 */

const NAMES = ["C", "C\u266f", "D", "D\u266f", "E", "F", "F\u266f", "G", "G\u266f", "A", "A\u266f", "B", "C"];
/** C4. */
const LOWEST = 60;
const VELOCITY = 100;
const NOTE_ON = 0x90;
const NOTE_OFF = 0x80;

/**
 * An octave to play on a track that takes notes; a note sounds for as long as its key is held.
 * @param {Desk} desk
 * @param {Strip} strip
 */
export function makeKeyboard({ ask }, strip) {
    const channel = (strip.source?.channels?.[0] ?? 1) - 1;
    const keys = NAMES.map((name, index) => {
        const note = LOWEST + index;
        const key = make("button", {
            type: "button",
            class: name.length > 1 ? "key is-black" : "key",
            "data-live": true,
            "aria-label": `Play ${name}${index < 12 ? 4 : 5}`,
        }, name);
        let isDown = false;
        function press() {
            if (isDown || key.disabled) return;
            isDown = true;
            send(NOTE_ON, VELOCITY);
        }
        function release() {
            if (!isDown) return;
            isDown = false;
            send(NOTE_OFF, 0);
        }
        // An end must go out even while its beginning is under way: each note has an anchor of its own.
        const send = (/** @type {number} */ status, /** @type {number} */ velocity) => {
            const anchor = status === NOTE_ON ? key : make("span");
            return ask(anchor, "NOTE", { track_id: strip.id, bytes: [status | channel, note, velocity] });
        };
        key.addEventListener("pointerdown", (event) => {
            key.setPointerCapture(event.pointerId);
            press();
        });
        for (const type of ["pointerup", "pointercancel", "blur"]) key.addEventListener(type, release);
        key.addEventListener("keydown", (event) => {
            if ((event.key === " " || event.key === "Enter") && !event.repeat) press();
        });
        key.addEventListener("keyup", release);
        return key;
    });
    return make("div", { class: "keys", role: "group", "aria-label": `Keys of ${strip.name}` }, ...keys);
}
