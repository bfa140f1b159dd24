import { clearProblem, showProblem } from "../ui/problem.js";

/**
 * Asks the server for something on behalf of a control: the control is busy until the answer, and a
 * refusal is shown at it.
 *
 * @typedef {(anchor: HTMLElement, type: string, data?: Record<string, any>) => Promise<any | null>} Ask
 *     the data of the ack, or null when it was refused
 */

/** Controls that work only while the connection is live. */
const CONTROLS = "ob-fader, ob-slider, ob-switch, ob-choice, ob-route";

/**
 * @param {(type: string, data: Record<string, any>) => Promise<any>} request
 * @param {(text: string, hint: string) => void} warn tells of what was done, but with a warning
 * @returns {Ask}
 */
export function makeAsk(request, warn) {
    return async (anchor, type, data = {}) => {
        if (anchor.getAttribute("aria-busy") === "true") return null;
        clearProblem();
        anchor.setAttribute("aria-busy", "true");
        try {
            const ack = await request(type, data);
            const { warning } = ack;
            if (warning) warn(...overloadWords(warning));
            return ack;
        } catch (error) {
            showProblem(anchor, /** @type {Error} */ (error));
            return null;
        } finally {
            anchor.removeAttribute("aria-busy");
        }
    };
}

/**
 * @param {{ expected_load: number, limit: number }} warning
 * @returns {[string, string]}
 */
function overloadWords({ expected_load, limit }) {
    const percent = (/** @type {number} */ part) => `${Math.round(part * 100)} %`;
    return [
        `The engine expects a load of ${percent(expected_load)}.`,
        `${percent(limit)} is the limit that it was given.`,
    ];
}

/**
 * Switches all controls in an element on or off; `data-live` marks plain buttons and fields.
 * @param {Element} root
 * @param {boolean} isEnabled
 */
export function enable(root, isEnabled) {
    for (const control of root.querySelectorAll(CONTROLS)) {
        Object.assign(control, { disabled: !isEnabled });
    }
    for (const control of root.querySelectorAll("[data-live]")) {
        control.toggleAttribute("disabled", !isEnabled);
    }
}
