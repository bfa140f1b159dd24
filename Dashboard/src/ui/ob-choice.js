import { make } from "../core/element.js";

/** @typedef {import("../net/protocol.js").Choice} Choice */

/** A parameter that is one of a few named values. Dispatches `ob-input` with the value. */
export class ObChoice extends HTMLElement {
    #select;
    #choices;

    /**
     * @param {Choice[]} choices
     * @param {string} label
     */
    constructor(choices, label) {
        super();
        this.#choices = choices;
        const options = choices.map(({ label: text }, index) => make("option", { value: index }, text));
        this.#select = make("select", { "aria-label": label }, ...options);
        this.#select.addEventListener("change", () => {
            const choice = choices[Number(this.#select.value)];
            if (choice) this.dispatchEvent(new CustomEvent("ob-input", { detail: choice.value }));
        });
    }

    connectedCallback() {
        if (!this.#select.isConnected) this.append(this.#select);
    }

    get value() {
        return this.#choices[Number(this.#select.value)]?.value ?? NaN;
    }

    /** The nearest choice is shown: a plugin may report 0.9999 for 1. */
    set value(value) {
        let nearest = 0;
        this.#choices.forEach((choice, index) => {
            const best = this.#choices[nearest]?.value ?? Infinity;
            if (Math.abs(choice.value - value) < Math.abs(best - value)) nearest = index;
        });
        this.#select.value = String(nearest);
    }

    get disabled() {
        return this.#select.disabled;
    }

    set disabled(isDisabled) {
        this.#select.disabled = isDisabled;
    }
}

customElements.define("ob-choice", ObChoice);
