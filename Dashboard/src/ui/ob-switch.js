/**
 * A button that is on or off: mute, solo, or a parameter of that kind. Dispatches `ob-input` with
 * the new state.
 */
export class ObSwitch extends HTMLElement {
    #value = false;
    #button = document.createElement("button");

    /**
     * @param {string | Node} text what it says
     * @param {string} label what it is for those who hear it
     */
    constructor(text, label) {
        super();
        this.#button.type = "button";
        this.#button.append(text);
        this.#button.setAttribute("aria-label", label);
        this.#button.addEventListener("click", () => {
            if (this.disabled) return;
            this.value = !this.#value;
            this.dispatchEvent(new CustomEvent("ob-input", { detail: this.#value }));
        });
    }

    connectedCallback() {
        if (!this.#button.isConnected) this.append(this.#button);
    }

    get value() {
        return this.#value;
    }

    set value(isOn) {
        this.#value = isOn;
        this.#button.setAttribute("aria-pressed", String(isOn));
    }

    get disabled() {
        return this.#button.getAttribute("aria-disabled") === "true";
    }

    set disabled(isDisabled) {
        this.#button.setAttribute("aria-disabled", String(isDisabled));
    }
}

customElements.define("ob-switch", ObSwitch);
