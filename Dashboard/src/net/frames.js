/** The binary frames of the wire: a header of 16 bytes, little-endian, then the payload. */

const HEADER_BYTES = 16;
const CREDIT_BYTES = 8;
const KIND_METERS = 1;
const KIND_AUDIO = 2;
/** The layout of each kind's payload that is known here. @type {Record<number, number>} */
const VERSIONS = { [KIND_METERS]: 2, [KIND_AUDIO]: 1 };
const SILENCE = -32_768;

/**
 * @typedef {object} MeterFrame
 * @property {"meters"} kind
 * @property {number} stream
 * @property {number} sequence
 * @property {number} engineFrame
 * @property {number[]} decibels for each channel, strip after strip, a value for each field of
 *     `meters_config`
 *
 * @typedef {object} AudioFrame
 * @property {"audio"} kind
 * @property {number} stream
 * @property {number} sequence
 * @property {number} engineFrame of the first frame in the payload
 * @property {Int16Array} samples interleaved
 */

/**
 * Reads a binary frame; null for a kind or a version that this client does not know.
 * @param {ArrayBuffer} buffer
 * @returns {MeterFrame | AudioFrame | null}
 */
export function readFrame(buffer) {
    if (buffer.byteLength < HEADER_BYTES) return null;
    const view = new DataView(buffer);
    const kind = view.getUint8(0);
    if (view.getUint8(1) !== VERSIONS[kind]) return null;
    const header = {
        stream: view.getUint16(2, true),
        sequence: view.getUint32(4, true),
        // Exact up to 2^53 frames: 5,900 years at 48 kHz.
        engineFrame: Number(view.getBigUint64(8, true)),
    };
    const count = Math.floor((buffer.byteLength - HEADER_BYTES) / 2);
    const value = (/** @type {number} */ index) => view.getInt16(HEADER_BYTES + 2 * index, true);
    switch (kind) {
        case KIND_METERS: {
            const decibels = Array.from({ length: count }, (_, index) => {
                const hundredths = value(index);
                return hundredths === SILENCE ? -Infinity : hundredths / 100;
            });
            return { kind: "meters", ...header, decibels };
        }
        case KIND_AUDIO:
            return { kind: "audio", ...header, samples: Int16Array.from({ length: count }, (_, i) => value(i)) };
        default:
            return null;
    }
}

/**
 * The answer that lets the server send the next meter frame.
 * @param {ArrayBuffer} buffer the meter frame
 */
export function creditFor(buffer) {
    return buffer.slice(0, CREDIT_BYTES);
}
