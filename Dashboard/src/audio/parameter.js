import { decibelsAt, positionAt, snapped, stepped } from "./taper.js";
import { decimalsOf, unitText } from "./units.js";

/** @typedef {import("../net/protocol.js").Parameter} Parameter */

/** Arrow keys move by this part of the range, with Shift by a tenth of it. */
const STEP = 0.01;
const PAGE = 0.1;
/** And of a level these are the decibels. */
const LEVEL_STEPS = { fine: 0.1, step: 1, page: 6 };

/**
 * Where a value lies in its range, by the parameter's law.
 * @param {Parameter} parameter
 * @param {number} value
 * @returns {number} 0 to 1
 */
export function normalized(parameter, value) {
    const { minimum, maximum } = parameter;
    if (parameter.law === "fader") return positionAt(value);
    if (!(maximum > minimum)) return 0;
    const inside = Math.min(Math.max(value, minimum), maximum);
    if (isLogarithmic(parameter)) return Math.log(inside / minimum) / Math.log(maximum / minimum);
    return (inside - minimum) / (maximum - minimum);
}

/**
 * The value at a place in the range: the inverse of `normalized`, on a whole number where the
 * parameter has only those.
 * @param {Parameter} parameter
 * @param {number} position 0 to 1
 */
export function valueAt(parameter, position) {
    const { minimum, maximum } = parameter;
    if (parameter.law === "fader") return decibelsAt(position);
    const inside = Math.min(Math.max(position, 0), 1);
    const value = isLogarithmic(parameter)
        ? minimum * Math.pow(maximum / minimum, inside)
        : minimum + (maximum - minimum) * inside;
    // Rounding errors must not leave the range: the server refuses what lies outside.
    return Math.min(Math.max(isStepped(parameter) ? Math.round(value) : value, minimum), maximum);
}

/**
 * The value after some keys: a step is 1 % of the range, or one where the values are whole.
 * @param {Parameter} parameter
 * @param {number} value
 * @param {number} direction 1 or -1
 * @param {"fine" | "step" | "page"} size
 */
export function moved(parameter, value, direction, size) {
    if (parameter.law === "fader") return stepped(value, direction * LEVEL_STEPS[size]);
    if (isStepped(parameter)) {
        const range = parameter.maximum - parameter.minimum;
        const step = size === "page" ? Math.max(Math.round(range * PAGE), 1) : 1;
        return valueAt(parameter, normalized(parameter, value + direction * step));
    }
    const part = size === "page" ? PAGE : size === "fine" ? STEP / 10 : STEP;
    return valueAt(parameter, normalized(parameter, value) + direction * part);
}

/** @param {Parameter} parameter */
export function isStepped(parameter) {
    return parameter.kind !== "continuous";
}

/**
 * A logarithm needs a range on one side of zero; one that touches it is shown as linear.
 * @param {Parameter} parameter
 */
function isLogarithmic({ law, minimum, maximum }) {
    return law === "logarithmic" && minimum * maximum > 0;
}

/**
 * Tells whether the bar starts in the middle: a range with as much below zero as above.
 * @param {Parameter} parameter
 */
export function isBipolar({ minimum, maximum, law }) {
    return law === "linear" && minimum < 0 && Math.abs(minimum + maximum) < 1e-6 * maximum;
}

/**
 * The value as text, by its choice or its unit.
 * @param {Parameter} parameter
 * @param {number} value
 */
export function parameterText(parameter, value) {
    const choice = parameter.choices?.find((one) => Math.abs(one.value - value) < 1e-6);
    if (choice) return choice.label;
    if (parameter.kind === "toggle") return value > 0 ? "On" : "Off";
    const range = parameter.maximum - parameter.minimum;
    if (isStepped(parameter) && !parameter.unit) return unitText(value, null, 1000);
    return unitText(value, parameter.unit, range);
}

/**
 * Rounds what a drag yields to what the read-out can tell apart; steps of keys stay exact.
 * @param {Parameter} parameter
 * @param {number} value
 */
export function rounded(parameter, value) {
    if (parameter.law === "fader") return snapped(value, false);
    const decimals = decimalsOf(parameter.maximum - parameter.minimum) + 1;
    const { minimum, maximum } = parameter;
    // Near the low end of a logarithmic range, decimals of the range are too coarse.
    const digits = isLogarithmic(parameter)
        ? Number(value.toPrecision(4))
        : Number(value.toFixed(decimals));
    return Math.min(Math.max(digits, minimum), maximum);
}
