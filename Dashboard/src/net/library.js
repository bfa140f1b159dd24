/**
 * What is on the server's disk, as far as this page needs it; read anew when somebody changes it.
 *
 * @typedef {import("./protocol.js").Preset} Preset
 */
export class Library extends EventTarget {
    #read;
    /** @type {Preset[]} */
    #presets = [];
    #question = 0;

    /** @param {(path: string) => Promise<any>} read one resource of the server */
    constructor(read) {
        super();
        this.#read = read;
    }

    get presets() {
        return this.#presets;
    }

    /** @returns {Promise<{ id: string, name: string, live: boolean }[]>} */
    async readSessions() {
        return (await this.#read("/api/sessions")).sessions;
    }

    /**
     * What was deleted or replaced, the newest first.
     * @returns {Promise<{ kind: "session" | "preset", name: string, id: string, removed_at: string }[]>}
     */
    async readTrash() {
        return (await this.#read("/api/trash")).entries;
    }

    /** Reads the presets, and says `presets` when they are there; the newest question counts. */
    async readPresets() {
        const question = ++this.#question;
        const { presets } = await this.#read("/api/presets");
        if (question !== this.#question) return;
        this.#presets = presets;
        this.dispatchEvent(new Event("presets"));
    }

    /**
     * Shows the presets now and whenever they are others, until `frame` has been taken off the page.
     * @param {{ readonly isConnected: boolean }} frame
     * @param {() => void} show
     */
    followPresets(frame, show) {
        let wasConnected = false;
        const listen = () => {
            if (wasConnected && !frame.isConnected) return this.removeEventListener("presets", listen);
            wasConnected = frame.isConnected;
            show();
        };
        this.addEventListener("presets", listen);
        show();
    }

    /**
     * Takes a `LIBRARY_CHANGED`: says `session` or `preset`.
     * @param {Record<string, any>} data
     */
    receive(data) {
        const { kind } = data;
        if (kind === "session" || kind === "preset") this.dispatchEvent(new CustomEvent(kind, { detail: data }));
    }
}
