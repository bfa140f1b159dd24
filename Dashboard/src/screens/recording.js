import { make, setText } from "../core/element.js";
import { reconcile } from "../core/list.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/takes.js").Takes} Takes
 * @typedef {import("../net/protocol.js").Strip} Strip
 */

const FORMATS = ["wav24", "wav16", "wav32f", "flac24", "flac16"];

/**
 * The recording of the strip that is selected: how, from when to when, and what came of it.
 */
export class RecordingPart {
    #parts;
    #trackId = "";
    #name = make("input", {
        "aria-label": "File name of the recording",
        placeholder: "name by date",
        autocomplete: "off",
        spellcheck: "false",
        maxlength: 100,
        "data-live": true,
    });
    #format = make(
        "select",
        { "aria-label": "Format of the recording", "data-live": true },
        ...FORMATS.map((format) => make("option", { value: format }, format)),
    );
    #button = make("button", { type: "button", class: "record", "data-live": true });
    #running = make("p", { class: "hint", role: "status" });
    #list = make("ul", { class: "takes", "aria-label": "Takes since this page was opened" });

    /**
     * @param {{ store: Store, ask: import("./ask.js").Ask, takes: Takes }} parts
     * @param {HTMLElement} root
     */
    constructor(parts, root) {
        this.#parts = parts;
        this.#button.addEventListener("click", () => this.#press());
        root.append(
            make("h3", {}, "Recording"),
            make("div", { class: "row" }, this.#button, this.#name, this.#format),
            this.#running,
            this.#list,
        );
        parts.takes.watch(() => this.#update());
    }

    /** @param {Strip} strip */
    show(strip) {
        this.#trackId = strip.id;
        this.#button.setAttribute("aria-label", `Record ${strip.name} to a file`);
        this.#update();
    }

    #update() {
        const { takes } = this.#parts;
        const path = takes.running(this.#trackId);
        const isRunning = path !== undefined;
        this.#button.setAttribute("aria-pressed", String(isRunning));
        setText(this.#button, isRunning ? "Stop recording" : "Record");
        setText(this.#running, path ? `Writes ${path}` : "");
        this.#running.hidden = !isRunning;
        this.#name.hidden = isRunning;
        this.#format.hidden = isRunning;
        reconcile(this.#list, takes.done, {
            key: ({ number }) => String(number),
            signature: ({ path }) => path,
            make: (take) => this.#makeTake(take),
        });
    }

    async #press() {
        const { ask, takes } = this.#parts;
        const trackId = this.#trackId;
        if (takes.running(trackId) !== undefined) {
            await ask(this.#button, "RECORD_STOP", { track_id: trackId });
            return;
        }
        const name = this.#name.value.trim();
        const ack = await ask(this.#button, "RECORD_START", {
            track_id: trackId,
            format: this.#format.value,
            ...(name ? { name } : {}),
        });
        if (!ack) return;
        this.#name.value = "";
        takes.began(trackId, ack.path);
    }

    /** @param {import("../net/takes.js").Take} take */
    #makeTake({ trackId, path, frames, droppedFrames, error }) {
        const { store } = this.#parts;
        const rate = store.session?.sample_rate_hertz ?? 48_000;
        const name = store.strip(trackId)?.name ?? trackId;
        const lost = droppedFrames > 0 ? `, ${droppedFrames} frames lost` : "";
        const facts = error || `${name}, ${(frames / rate).toFixed(1)} s${lost}`;
        return make(
            "li",
            { class: error || droppedFrames > 0 ? "take is-bad" : "take" },
            make("span", { class: "take-path", title: path }, path.split("/").at(-1) ?? path),
            make("span", { class: "facts" }, facts),
        );
    }
}

/**
 * Starts or stops the recording of a strip by the button on the strip itself.
 * @param {{ ask: import("./ask.js").Ask, takes: Takes }} desk
 * @param {HTMLElement} button
 * @param {string} trackId
 */
export async function toggleRecording({ ask, takes }, button, trackId) {
    if (takes.running(trackId) !== undefined) {
        await ask(button, "RECORD_STOP", { track_id: trackId });
        return;
    }
    const ack = await ask(button, "RECORD_START", { track_id: trackId });
    if (ack) takes.began(trackId, ack.path);
}

/**
 * Shows on the strips which of them are being recorded.
 * @param {HTMLElement} root
 * @param {Takes} takes
 */
export function showRecordings(root, takes) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-record]"))) {
        const isRunning = takes.running(button.dataset["record"] ?? "") !== undefined;
        button.setAttribute("aria-pressed", String(isRunning));
    }
}
