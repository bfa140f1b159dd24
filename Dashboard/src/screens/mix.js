import { make, setText } from "../core/element.js";
import { MASTER_ID } from "../net/protocol.js";
import { makeChain } from "./chain.js";
import { makeStrip, showPeaks } from "./strip.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Preset} Preset
 * @typedef {import("../audio/meters.js").Meters} Meters
 * @typedef {import("../ui/ob-meter-bank.js").ObMeterBank} ObMeterBank
 */

const PEAKS_MILLISECONDS = 100;
const CONTROLS = "ob-fader, ob-slider, ob-switch, ob-choice";

/** The mixer: the strips side by side, and the inserts of the one that is selected. */
export class MixScreen {
    #store;
    #meters;
    #loadPreset;
    #bank;
    #chain;
    #title;
    /** @type {Preset[]} */
    #presets = [];
    #selected = "";
    #isEnabled = false;

    /**
     * @param {object} parts
     * @param {Store} parts.store
     * @param {Meters} parts.meters
     * @param {ObMeterBank} parts.bank
     * @param {HTMLElement} parts.chain
     * @param {HTMLElement} parts.title
     * @param {import("./chain.js").LoadPreset} parts.loadPreset
     */
    constructor({ store, meters, bank, chain, title, loadPreset }) {
        this.#store = store;
        this.#meters = meters;
        this.#bank = bank;
        this.#chain = chain;
        this.#title = title;
        this.#loadPreset = loadPreset;
        bank.meters = meters;
        store.watchStructure(() => this.#build());
        setInterval(() => showPeaks(bank, meters), PEAKS_MILLISECONDS);
    }

    /** @param {Preset[]} presets */
    set presets(presets) {
        this.#presets = presets;
        this.#buildChain();
    }

    /** Only a live connection has controls that work; what they show stays, in grey. */
    set isEnabled(/** @type {boolean} */ isEnabled) {
        this.#isEnabled = isEnabled;
        document.body.classList.toggle("is-frozen", !isEnabled);
        this.#enable(this.#bank);
        this.#enable(this.#chain);
    }

    #build() {
        const strips = this.#store.strips.map((strip) =>
            makeStrip({
                store: this.#store,
                meters: this.#meters,
                strip,
                select: (trackId, insertId) => this.#select(trackId, insertId),
            })
        );
        for (const strip of this.#bank.querySelectorAll(".strip")) strip.remove();
        this.#bank.prepend(...strips);
        this.#bank.measure();
        const isThere = this.#store.strip(this.#selected) !== undefined;
        this.#select(isThere ? this.#selected : this.#firstWithInserts(), null);
        this.#enable(this.#bank);
    }

    #firstWithInserts() {
        return this.#store.strips.find((strip) => strip.inserts.length > 0)?.id ?? MASTER_ID;
    }

    /**
     * @param {string} trackId
     * @param {string | null} insertId is brought into view where given
     */
    #select(trackId, insertId) {
        const isOther = this.#selected !== trackId;
        this.#selected = trackId;
        for (const strip of this.#bank.querySelectorAll(".strip")) {
            const isSelected = strip.getAttribute("data-track") === trackId;
            strip.classList.toggle("is-selected", isSelected);
            strip.querySelector(".strip-name")?.setAttribute("aria-pressed", String(isSelected));
        }
        if (isOther || this.#chain.childElementCount === 0) this.#buildChain();
        if (insertId === null) return;
        /** @type {HTMLElement | null} */
        const card = this.#chain.querySelector(`[data-insert="${CSS.escape(insertId)}"]`);
        card?.scrollIntoView({ block: "nearest" });
        card?.focus({ preventScroll: true });
    }

    #buildChain() {
        const strip = this.#store.strip(this.#selected);
        if (!strip) return;
        const count = strip.inserts.length;
        setText(this.#title, `${strip.name} \u00b7 ${count} ${count === 1 ? "insert" : "inserts"}`);
        const parts = {
            store: this.#store,
            strip,
            presets: this.#presets,
            loadPreset: this.#loadPreset,
        };
        this.#chain.replaceChildren(...makeChain(parts));
        this.#enable(this.#chain);
    }

    /** @param {HTMLElement} root */
    #enable(root) {
        for (const control of root.querySelectorAll(CONTROLS)) {
            Object.assign(control, { disabled: !this.#isEnabled });
        }
        for (const button of root.querySelectorAll(".load")) {
            button.toggleAttribute("disabled", !this.#isEnabled);
        }
    }
}

/**
 * What the page shows before there is a session.
 * @param {string} text
 */
export function makeEmpty(text) {
    return make("p", { class: "empty" }, text);
}
