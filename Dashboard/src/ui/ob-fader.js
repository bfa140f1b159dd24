import {
    decibelsAt,
    FADER_TICKS_DECIBELS,
    LEVEL_DECIBELS_MAX,
    LEVEL_DECIBELS_MIN,
    positionAt,
    snapped,
    stepped,
} from "../audio/taper.js";
import { decibelText, fixed, spoken } from "../audio/units.js";
import { make } from "../core/element.js";
import { makeDraggable } from "./drag.js";

/**
 * A channel fader in decibels, with the scale of a console.
 *
 * Arrows move by 1 dB, with Shift by 0.1, Page keys by 6; Home is silence, End the top, Delete
 * unity. The wheel works while it has the focus. Dispatches `ob-begin`, `ob-input` with the level
 * and `ob-end`.
 */
export class ObFader extends HTMLElement {
    #value = 0;
    #isBuilt = false;
    #track = make("div", { class: "fader-track", "aria-hidden": "true" });

    connectedCallback() {
        if (this.#isBuilt) return;
        this.#isBuilt = true;
        this.setAttribute("role", "slider");
        this.setAttribute("aria-orientation", "vertical");
        this.setAttribute("aria-valuemin", String(LEVEL_DECIBELS_MIN));
        this.setAttribute("aria-valuemax", String(LEVEL_DECIBELS_MAX));
        this.tabIndex = 0;
        const ticks = FADER_TICKS_DECIBELS.map((decibels) =>
            make("span", {
                class: decibels === 0 ? "fader-tick fader-unity" : "fader-tick",
                style: `--at: ${positionAt(decibels)}`,
            }, decibels > 0 ? `+${decibels}` : fixed(decibels, 0))
        );
        this.#track.append(
            make("div", { class: "fader-slot" }),
            ...ticks,
            make("div", { class: "fader-cap" }),
        );
        this.append(this.#track);
        this.#listen();
        this.#show();
    }

    /** The level in decibels, -Infinity for silence. */
    get value() {
        return this.#value;
    }

    set value(decibels) {
        this.#value = decibels;
        if (this.#isBuilt) this.#show();
    }

    get disabled() {
        return this.getAttribute("aria-disabled") === "true";
    }

    set disabled(isDisabled) {
        this.setAttribute("aria-disabled", String(isDisabled));
    }

    #listen() {
        makeDraggable(this, {
            axis: "y",
            isEnabled: () => !this.disabled,
            travel: () => this.#track.clientHeight || 1,
            position: () => positionAt(this.#value),
            move: (position, fine) => this.#change(snapped(decibelsAt(position), fine)),
            begin: () => this.dispatchEvent(new CustomEvent("ob-begin")),
            end: () => this.dispatchEvent(new CustomEvent("ob-end")),
            reset: () => this.#change(0),
        });
        this.addEventListener("keydown", (event) => {
            const level = this.#levelAfter(event);
            if (level === null || this.disabled || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            this.#change(level);
        });
        this.addEventListener("wheel", (event) => {
            if (this.disabled || document.activeElement !== this) return;
            event.preventDefault();
            const step = event.shiftKey ? 0.1 : 0.5;
            // With Shift, browsers turn the wheel sideways.
            const direction = -Math.sign(event.deltaY || event.deltaX);
            this.#change(stepped(this.#value, direction * step));
        }, { passive: false });
    }

    /**
     * @param {KeyboardEvent} event
     * @returns {number | null} null for a key that does nothing here
     */
    #levelAfter({ key, shiftKey }) {
        const step = shiftKey ? 0.1 : 1;
        switch (key) {
            case "ArrowUp":
            case "ArrowRight":
                return stepped(this.#value, step);
            case "ArrowDown":
            case "ArrowLeft":
                return stepped(this.#value, -step);
            case "PageUp":
                return stepped(this.#value, 6);
            case "PageDown":
                return stepped(this.#value, -6);
            case "Home":
                return -Infinity;
            case "End":
                return LEVEL_DECIBELS_MAX;
            case "Delete":
            case "Backspace":
                return 0;
            default:
                return null;
        }
    }

    /** @param {number} decibels */
    #change(decibels) {
        if (decibels === this.#value) return;
        this.value = decibels;
        this.dispatchEvent(new CustomEvent("ob-input", { detail: decibels }));
    }

    #show() {
        this.style.setProperty("--position", String(positionAt(this.#value)));
        this.setAttribute("aria-valuenow", String(Math.max(this.#value, LEVEL_DECIBELS_MIN)));
        this.setAttribute("aria-valuetext", spoken(decibelText(this.#value)));
    }
}

customElements.define("ob-fader", ObFader);
