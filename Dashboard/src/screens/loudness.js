import { fixed } from "../audio/units.js";
import { make, setText } from "../core/element.js";

/** @typedef {import("../net/protocol.js").Loudness} Loudness */

const UNKNOWN = "\u2013";

/** @type {[keyof Loudness, string, string, string, number][]} key, short, long, unit, decimals */
const READINGS = [
    ["momentary_lufs", "M", "Momentary loudness in LUFS, 400 ms", "", 1],
    ["short_term_lufs", "S", "Short-term loudness in LUFS, 3 s", "", 1],
    ["integrated_lufs", "I", "Integrated loudness in LUFS since the reset", "LUFS", 1],
    ["range_lu", "LRA", "Loudness range in LU", "LU", 1],
    ["true_peak_dbtp", "TP", "Highest true peak in dBTP since the reset", "dBTP", 1],
    ["correlation", "Corr", "Correlation of left and right: 1 is mono, below 0 cancels in mono", "", 2],
];

/** The loudness of the master, by EBU R 128. */
export class LoudnessReadout {
    /** @type {Map<keyof Loudness, HTMLElement>} */
    #values = new Map();

    /**
     * @param {HTMLElement} root
     * @param {import("./ask.js").Ask} ask
     */
    constructor(root, ask) {
        const rows = READINGS.map(([key, short, long, unit]) => {
            const value = make("span", { class: "loudness-value", "data-reading": key }, UNKNOWN);
            this.#values.set(key, value);
            return make(
                "div",
                { class: "loudness-reading", title: long },
                make("dt", { "aria-label": long }, short),
                make("dd", {}, value, unit ? make("small", {}, unit) : null),
            );
        });
        const reset = make("button", {
            type: "button",
            class: "quiet",
            "data-live": true,
            "aria-label": "Measure loudness anew",
            onclick: () => ask(reset, "LOUDNESS_RESET"),
        }, "Reset");
        root.append(make("dl", { class: "loudness" }, ...rows), reset);
    }

    /** What the server measured; null when it is not known. */
    set reading(/** @type {Loudness | null} */ reading) {
        for (const [key, , , , decimals] of READINGS) {
            const element = this.#values.get(key);
            if (!element) continue;
            setText(element, reading ? fixed(reading[key] ?? -Infinity, decimals) : UNKNOWN);
        }
        const correlation = reading?.correlation ?? 0;
        this.#values.get("correlation")?.classList.toggle("is-bad", correlation < 0);
    }
}
