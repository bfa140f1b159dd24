import { make, setText } from "../core/element.js";
import { icon, setIcon } from "./icons.js";

/** @typedef {import("../net/wording.js").Wording} Wording */

/** A small state: icon, word and number. Its tone colours it, but never says anything alone. */
export class ObChip extends HTMLElement {
    #icon = icon("busy");
    #text = make("span", { class: "chip-text" });

    connectedCallback() {
        if (!this.#text.isConnected) this.append(this.#icon, this.#text);
    }

    /** @param {Wording} wording */
    set wording({ icon: name, tone, text }) {
        if (this.dataset["tone"] !== tone) this.dataset["tone"] = tone;
        setIcon(this.#icon, name);
        setText(this.#text, text);
    }
}

customElements.define("ob-chip", ObChip);
