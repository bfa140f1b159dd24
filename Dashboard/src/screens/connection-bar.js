import { setText } from "../core/element.js";
import { connectionAnnouncement, connectionWording, engineWording } from "../net/wording.js";

/**
 * How the connection and the engine are: two chips, and a line where there is no connection.
 *
 * @typedef {import("../net/connection.js").Status} Status
 * @typedef {import("../net/connection.js").State} State
 * @typedef {import("../net/protocol.js").EngineState} EngineState
 */
export class ConnectionBar {
    #byId;
    #now;
    #entered;
    /** @type {State | null} */
    #state = null;
    /** @type {{ engine: EngineState, at: number } | null} */
    #news = null;

    /**
     * @param {object} parts
     * @param {(id: string) => HTMLElement} parts.byId
     * @param {() => number} parts.now milliseconds, steady
     * @param {(status: Status, before: State | null) => void} parts.entered once for each change of state
     */
    constructor({ byId, now, entered }) {
        this.#byId = byId;
        this.#now = now;
        this.#entered = entered;
    }

    /** @param {string} words for who hears the page */
    announce(words) {
        setText(this.#byId("announcement"), words);
    }

    /** @param {EngineState} engine */
    set engine(engine) {
        this.#news = { engine, at: this.#now() };
        this.#showEngine();
    }

    /** @param {Status} status */
    show(status) {
        const byId = this.#byId;
        const wording = connectionWording(status);
        const chip = /** @type {import("../ui/ob-chip.js").ObChip} */ (byId("connection"));
        chip.wording = wording;
        chip.dataset["state"] = status.state;
        this.#showEngine(status.state === "live");
        setText(byId("banner-text"), status.reason ? `${status.reason} ${wording.text}.` : `${wording.text}.`);
        if (status.state === this.#state) return;
        const before = this.#state;
        this.#state = status.state;
        this.#change(status);
        this.#entered(status, before);
    }

    /** @param {Status} status */
    #change({ state }) {
        const byId = this.#byId;
        const isLive = state === "live";
        const words = connectionAnnouncement(/** @type {Status} */ ({ state }));
        if (words) this.announce(words);
        document.body.classList.toggle("is-frozen", !isLive);
        byId("banner").hidden = isLive || state === "connecting" || state === "syncing";
        byId("retry").hidden = state === "stale" || state === "incompatible";
        byId("reload").hidden = state !== "incompatible";
        setText(byId("link"), isLive || state === "stale" ? "Disconnect" : "Connect");
    }

    #showEngine(isLive = this.#state === "live") {
        const chip = /** @type {import("../ui/ob-chip.js").ObChip} */ (this.#byId("engine"));
        const engine = this.#news?.engine ?? null;
        chip.wording = engineWording(engine, this.#news ? this.#now() - this.#news.at : Infinity, isLive);
        chip.dataset["engine"] = engine?.state ?? "unknown";
        const words = engine?.message ? `${engine.message} ` : "";
        this.#byId("engine-button").title = `${words}Choose the device`;
    }
}
