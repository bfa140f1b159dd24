/**
 * Between seconds and bars, by a song's tempos and time signatures, as the server counts. Bars and
 * beats are 0-based here and 1-based in words; a beat is in the signature's own unit.
 *
 * @typedef {import("../net/protocol.js").Song} Song
 * @typedef {{ bar: number, beat: number }} Place
 */

/** A place that is this near to a beat is on it. */
const ON_BEAT_SECONDS = 0.000_5;

/**
 * Each tempo with the second at which it begins.
 * @param {Song} song
 */
function tempoStarts({ tempos }) {
    let seconds = 0;
    return tempos.map(({ beat, bpm }, index) => {
        const last = tempos[index - 1];
        if (last) seconds += (beat - last.beat) * 60 / last.bpm;
        return { beat, bpm, seconds };
    });
}

/**
 * Each signature with the quarter note at which it begins, and the quarter notes of its bars.
 * @param {Song} song
 */
function signatureStarts({ signatures }) {
    let quarter = 0;
    return signatures.map(({ bar, numerator, denominator }, index) => {
        const last = signatures[index - 1];
        if (last) quarter += (bar - last.bar) * quartersPerBar(last);
        return { bar, numerator, denominator, quarter };
    });
}

/** @param {{ numerator: number, denominator: number }} signature */
function quartersPerBar({ numerator, denominator }) {
    return numerator * 4 / denominator;
}

/**
 * The last one that has begun; the first where none has.
 * @template Start
 * @param {Start[]} starts
 * @param {(start: Start) => boolean} hasBegun
 * @returns {Start}
 */
function current(starts, hasBegun) {
    const begun = starts.filter(hasBegun);
    return /** @type {Start} */ (begun.at(-1) ?? starts[0]);
}

/**
 * @param {Song} song
 * @param {number} seconds
 * @returns {Place}
 */
export function placeAt(song, seconds) {
    const tempo = current(tempoStarts(song), (start) => start.seconds <= seconds);
    const quarters = tempo.beat + (seconds - tempo.seconds) * tempo.bpm / 60;
    const signature = current(signatureStarts(song), (start) => start.quarter <= quarters);
    const since = quarters - signature.quarter;
    const bars = Math.floor(since / quartersPerBar(signature));
    const beat = (since - bars * quartersPerBar(signature)) * signature.denominator / 4;
    return { bar: signature.bar + bars, beat };
}

/**
 * @param {Song} song
 * @param {Place} place
 */
export function secondsAt(song, { bar, beat }) {
    const signature = current(signatureStarts(song), (start) => start.bar <= bar);
    const quarters = signature.quarter + (bar - signature.bar) * quartersPerBar(signature) +
        beat * 4 / signature.denominator;
    const tempo = current(tempoStarts(song), (start) => start.beat <= quarters);
    return tempo.seconds + (quarters - tempo.beat) * 60 / tempo.bpm;
}

/**
 * Which of the song's tempos holds at a time.
 * @param {Song} song
 * @param {number} seconds
 */
export function tempoIndexAt(song, seconds) {
    return Math.max(tempoStarts(song).filter((start) => start.seconds <= seconds).length - 1, 0);
}

/**
 * Which of the song's signatures holds in a bar.
 * @param {Song} song
 * @param {number} bar
 */
export function signatureIndexAt({ signatures }, bar) {
    return Math.max(signatures.filter((one) => one.bar <= bar).length - 1, 0);
}

/**
 * `3|2`: the second beat of the third bar.
 * @param {Place} place
 */
export function barsText({ bar, beat }) {
    return `${bar + 1}|${Math.floor(beat + 1e-6) + 1}`;
}

/**
 * `1:02.5`
 * @param {number} seconds
 * @param {number} decimals
 */
export function timeText(seconds, decimals) {
    const scale = 10 ** decimals;
    // Cut and not rounded: a clock does not show what has not come yet.
    const cut = Math.floor(seconds * scale + 1e-6) / scale;
    const minutes = Math.floor(cut / 60);
    const width = decimals > 0 ? 3 + decimals : 2;
    return `${minutes}:${(cut - minutes * 60).toFixed(decimals).padStart(width, "0")}`;
}

/**
 * A place in a field: in bars where it is on a beat, else in minutes and seconds.
 * @param {Song} song
 * @param {number} seconds
 */
export function fieldText(song, seconds) {
    const place = placeAt(song, seconds + ON_BEAT_SECONDS / 2);
    const beat = { ...place, beat: Math.floor(place.beat) };
    const isOnBeat = Math.abs(secondsAt(song, beat) - seconds) < ON_BEAT_SECONDS;
    return isOnBeat ? barsText(beat) : timeText(seconds, 3).replace(/\.?0+$/, "");
}

/**
 * What somebody typed: `17` and `17|3` are bars, `1:02.5` and `62.5s` are time.
 * @param {Song} song
 * @param {string} text
 * @returns {number | null} seconds; null for what is neither
 */
export function secondsIn(song, text) {
    const words = text.trim().replace(",", ".");
    const time = words.match(/^(\d+):(\d{1,2}(?:\.\d*)?)$/);
    if (time) return Number(time[1]) * 60 + Number(time[2]);
    const plain = words.match(/^(\d+(?:\.\d*)?)\s*s$/);
    if (plain) return Number(plain[1]);
    const bars = words.match(/^(\d+)(?:\s*[|/ ]\s*(\d+(?:\.\d*)?))?$/);
    const bar = Number(bars?.[1] ?? 0) - 1;
    const beat = Number(bars?.[2] ?? 1) - 1;
    if (!bars || bar < 0 || beat < 0) return null;
    return secondsAt(song, { bar, beat });
}
