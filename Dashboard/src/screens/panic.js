import { setText } from "../core/element.js";
import { showProblem } from "../ui/problem.js";

/** So long it is held before everything is heard again. */
export const HOLD_MILLISECONDS = 700;

/**
 * Silences everything at one press, whatever else goes on; to be heard again it is held, because nobody should
 * do that by a slip. Shift+Esc silences from everywhere on the page.
 *
 * @typedef {{ setTimeout: (action: () => void, milliseconds: number) => any, clearTimeout: (timer: any) => void }} Clock
 */
export class PanicButton {
    #button;
    #parts;
    #isSilent = false;
    /** @type {any} */
    #timer = null;

    /**
     * @param {HTMLElement} button
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {Clock} parts.clock
     * @param {(words: string) => void} parts.announce says it to who hears the page
     */
    constructor(button, parts) {
        this.#button = button;
        this.#parts = parts;
        button.addEventListener("pointerdown", (event) => {
            if (/** @type {PointerEvent} */ (event).button === 0) this.#press();
        });
        button.addEventListener("keydown", (event) => {
            if (event.key !== " " && event.key !== "Enter") return;
            event.preventDefault();
            if (!event.repeat) this.#press();
        });
        button.addEventListener("keyup", (event) => event.preventDefault());
        for (const type of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"]) {
            button.addEventListener(type, () => this.#release());
        }
        // Of a screen reader, which can hold nothing; one of a pointer was taken as it began.
        button.addEventListener("click", ({ detail }) => {
            if (detail === 0) this.#ask(this.#isSilent);
        });
        this.#show();
    }

    /** @param {{ panic?: boolean }} engine */
    set engine({ panic = false }) {
        if (panic === this.#isSilent) return;
        this.#isSilent = panic;
        this.#release();
        this.#show();
        this.#parts.announce(panic ? "Everything is silenced." : "Everything is heard again.");
    }

    /** From wherever on the page. */
    silence() {
        if (!this.#isSilent) this.#ask(false);
    }

    #press() {
        if (this.#button.hasAttribute("disabled")) return;
        if (!this.#isSilent) return void this.#ask(false);
        this.#button.classList.add("is-held");
        this.#timer = this.#parts.clock.setTimeout(() => {
            this.#release();
            this.#ask(true);
        }, HOLD_MILLISECONDS);
    }

    #release() {
        if (this.#timer !== null) this.#parts.clock.clearTimeout(this.#timer);
        this.#timer = null;
        this.#button.classList.remove("is-held");
    }

    /** @param {boolean} isOff to be heard again */
    async #ask(isOff) {
        try {
            await this.#parts.request("PANIC", isOff ? { off: true } : {});
        } catch (error) {
            showProblem(this.#button, /** @type {Error} */ (error));
        }
    }

    #show() {
        setText(this.#button, this.#isSilent ? "Silent: hold" : "Panic");
        this.#button.classList.toggle("is-silent", this.#isSilent);
        const words = this.#isSilent ? "Everything is silenced. Hold to hear it again" : "Silence everything";
        this.#button.setAttribute("aria-label", words);
        this.#button.setAttribute("aria-pressed", String(this.#isSilent));
        this.#button.title = this.#isSilent ? words : `${words} (Shift+Esc)`;
    }
}
