import { isBipolar, moved, normalized, parameterText, rounded, valueAt } from "../audio/parameter.js";
import { LEVEL_DECIBELS_MIN } from "../audio/taper.js";
import { spoken } from "../audio/units.js";
import { make } from "../core/element.js";
import { makeDraggable } from "./drag.js";

/** @typedef {import("../net/protocol.js").Parameter} Parameter */

/** A narrow slider is dragged over at least this many pixels for its full range. */
const TRAVEL_PIXELS_MIN = 160;
const WHEEL_MILLISECONDS = 40;

/**
 * A horizontal bar for one parameter, by the parameter's own law, range and unit.
 *
 * Arrows move by 1 %, with Shift by 0.1 %, Page keys by 10 %; Home and End are the ends, Delete the
 * default. A range around zero fills from its middle. Dispatches `ob-begin`, `ob-input` with the
 * value and `ob-end`.
 */
export class ObSlider extends HTMLElement {
    /** @type {Parameter} */
    #parameter;
    #value;
    #isBuilt = false;
    #wheeledAt = 0;
    #fill = make("div", { class: "slider-fill" });

    /** @param {Parameter} parameter */
    constructor(parameter) {
        super();
        this.#parameter = parameter;
        this.#value = parameter.value;
    }

    connectedCallback() {
        if (this.#isBuilt) return;
        this.#isBuilt = true;
        const { minimum, maximum } = this.#parameter;
        this.setAttribute("role", "slider");
        this.setAttribute("aria-valuemin", String(audible(minimum)));
        this.setAttribute("aria-valuemax", String(maximum));
        this.classList.toggle("is-bipolar", isBipolar(this.#parameter));
        this.tabIndex = 0;
        const track = make("div", { class: "slider-track", "aria-hidden": "true" });
        track.append(this.#fill, make("div", { class: "slider-thumb" }));
        this.append(track);
        this.#listen();
        this.#show();
    }

    /** In the parameter's own unit. */
    get value() {
        return this.#value;
    }

    set value(value) {
        this.#value = value;
        if (this.#isBuilt) this.#show();
    }

    get disabled() {
        return this.getAttribute("aria-disabled") === "true";
    }

    set disabled(isDisabled) {
        this.setAttribute("aria-disabled", String(isDisabled));
    }

    #listen() {
        const parameter = this.#parameter;
        makeDraggable(this, {
            axis: "x",
            isEnabled: () => !this.disabled,
            travel: () => Math.max(this.clientWidth, TRAVEL_PIXELS_MIN),
            position: () => normalized(parameter, this.#value),
            move: (position) => this.#change(rounded(parameter, valueAt(parameter, position))),
            begin: () => this.dispatchEvent(new CustomEvent("ob-begin")),
            end: () => this.dispatchEvent(new CustomEvent("ob-end")),
            reset: () => this.#change(parameter.default),
        });
        this.addEventListener("keydown", (event) => {
            const value = this.#valueAfter(event);
            if (value === null || this.disabled || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            this.#change(value);
        });
        this.addEventListener("wheel", (event) => {
            if (this.disabled || document.activeElement !== this) return;
            event.preventDefault();
            // A touch pad sends many small steps; whole values would run away.
            if (event.timeStamp - this.#wheeledAt < WHEEL_MILLISECONDS) return;
            this.#wheeledAt = event.timeStamp;
            const direction = -Math.sign(event.deltaY || event.deltaX);
            this.#change(moved(parameter, this.#value, direction, event.shiftKey ? "fine" : "step"));
        }, { passive: false });
    }

    /**
     * @param {KeyboardEvent} event
     * @returns {number | null} null for a key that does nothing here
     */
    #valueAfter({ key, shiftKey }) {
        const parameter = this.#parameter;
        const size = shiftKey ? "fine" : "step";
        switch (key) {
            case "ArrowUp":
            case "ArrowRight":
                return moved(parameter, this.#value, 1, size);
            case "ArrowDown":
            case "ArrowLeft":
                return moved(parameter, this.#value, -1, size);
            case "PageUp":
                return moved(parameter, this.#value, 1, "page");
            case "PageDown":
                return moved(parameter, this.#value, -1, "page");
            case "Home":
                return parameter.minimum;
            case "End":
                return parameter.maximum;
            case "Delete":
            case "Backspace":
                return parameter.default;
            default:
                return null;
        }
    }

    /** @param {number} value */
    #change(value) {
        if (value === this.#value) return;
        this.value = value;
        this.dispatchEvent(new CustomEvent("ob-input", { detail: value }));
    }

    #show() {
        this.style.setProperty("--position", String(normalized(this.#parameter, this.#value)));
        this.setAttribute("aria-valuenow", String(audible(this.#value)));
        const text = this.dataset["text"] ?? parameterText(this.#parameter, this.#value);
        this.setAttribute("aria-valuetext", spoken(text));
    }

    /**
     * Takes the words for the value from outside: a pan of 0.5 is `R25`.
     * @param {string} text
     */
    describe(text) {
        this.dataset["text"] = text;
        this.setAttribute("aria-valuetext", spoken(text));
    }
}

/**
 * A number for those who hear it: silence is minus infinity, which is none.
 * @param {number} value
 */
function audible(value) {
    return value === -Infinity ? LEVEL_DECIBELS_MIN : value;
}

customElements.define("ob-slider", ObSlider);
