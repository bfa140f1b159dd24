/** Numbers as an audio person reads them. The minus sign is U+2212, as wide as the plus sign. */

const MINUS = "\u2212";
const INFINITE = "\u221e";

/**
 * A number with a fixed count of decimals; what rounds to zero has no sign.
 * @param {number} value
 * @param {number} decimals
 */
export function fixed(value, decimals) {
    if (value === Infinity) return INFINITE;
    if (value === -Infinity) return MINUS + INFINITE;
    const text = Math.abs(value).toFixed(decimals);
    return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function signed(value, decimals) {
    const text = fixed(value, decimals);
    return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** @param {number} decibels */
export function decibelText(decibels) {
    return `${signed(decibels, 1)} dB`;
}

/** @param {number} hertz */
function hertzText(hertz) {
    if (hertz < 100) return `${fixed(hertz, 1)} Hz`;
    if (hertz < 1000) return `${fixed(hertz, 0)} Hz`;
    return `${fixed(hertz / 1000, hertz < 10_000 ? 2 : 1)} kHz`;
}

/** @param {number} seconds */
function secondsText(seconds) {
    const milliseconds = seconds * 1000;
    if (milliseconds < 10) return `${fixed(milliseconds, 2)} ms`;
    if (milliseconds < 1000) return `${fixed(milliseconds, 1)} ms`;
    return `${fixed(seconds, 2)} s`;
}

/**
 * Where a sound sits: `L50`, `C`, `R50`.
 * @param {number} pan -1 (left) to 1 (right)
 */
export function panText(pan) {
    const percent = Math.round(Math.abs(pan) * 50);
    if (percent === 0) return "C";
    return (pan < 0 ? "L" : "R") + percent;
}

/**
 * The delay of some frames.
 * @param {number} frames
 * @param {number} sampleRateHertz
 */
export function latencyText(frames, sampleRateHertz) {
    return `${secondsText(frames / sampleRateHertz)} (${frames} frames)`;
}

/** Units that are formatted by more than a number with a name behind it. */
const FORMATS = new Map([
    ["dB", decibelText],
    ["Hz", hertzText],
    ["kHz", (/** @type {number} */ value) => hertzText(value * 1000)],
    ["MHz", (/** @type {number} */ value) => `${fixed(value, 2)} MHz`],
    ["ms", (/** @type {number} */ value) => secondsText(value / 1000)],
    ["s", secondsText],
    ["%", (/** @type {number} */ value) => `${fixed(value, 0)} %`],
    ["st", (/** @type {number} */ value) => `${signed(value, 0)} st`],
    ["semi", (/** @type {number} */ value) => `${signed(value, 0)} st`],
]);

/**
 * As many decimals as tell about 500 values of a range apart.
 * @param {number} range
 */
export function decimalsOf(range) {
    if (!(range > 0)) return 2;
    return Math.min(Math.max(2 - Math.floor(Math.log10(range)), 0), 4);
}

/**
 * A value in its unit.
 * @param {number} value
 * @param {string | null | undefined} unit as the server names it; nothing for a bare number
 * @param {number} range of the parameter, for the decimals of a bare number
 */
export function unitText(value, unit, range) {
    const format = unit ? FORMATS.get(unit) : undefined;
    if (format) return format(value);
    const number = fixed(value, decimalsOf(range));
    return unit ? `${number} ${unit}` : number;
}

const SPOKEN = new Map([
    ["dB", "decibels"], ["Hz", "hertz"], ["kHz", "kilohertz"], ["ms", "milliseconds"],
    ["s", "seconds"], ["%", "percent"], ["st", "semitones"],
]);

/**
 * The same text as a screen reader should say it.
 * @param {string} text
 */
export function spoken(text) {
    return text
        .replace(MINUS, "minus ")
        .replace(INFINITE, "infinite")
        .replace(/^\+/, "plus ")
        .replace(/[A-Za-z%]+$/, (unit) => SPOKEN.get(unit) ?? unit);
}
