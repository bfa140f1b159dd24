/**
 * When each packet of the Listen stream is played.
 *
 * Engine frames map to the sound card's clock by one anchor, so that packets join without a seam
 * and a gap in the frames stays a gap of the same length. The anchor moves only when the mapping
 * no longer works: a packet comes after its time (the network stalled), or so early that the
 * listener would hear the past (the clocks drifted, or the engine started again).
 */

/** How far behind the engine the listener is; a packet may be this late. */
export const LATENCY_SECONDS = 0.15;
const LATENCY_SECONDS_MAX = 0.45;

export class ListenSchedule {
    #sampleRateHertz;
    #anchorFrame = 0;
    /** @type {number | null} */
    #anchorSeconds = null;

    /** How often the anchor moved after the start: each time there was something to hear. */
    interruptions = 0;

    /** @param {number} sampleRateHertz */
    constructor(sampleRateHertz) {
        this.#sampleRateHertz = sampleRateHertz;
    }

    /**
     * The time at which a packet starts, on the clock that gave `now`.
     * @param {number} frame the engine frame of the packet's first sample
     * @param {number} now seconds
     */
    startSeconds(frame, now) {
        const planned = this.#planned(frame);
        if (planned !== null && planned >= now && planned <= now + LATENCY_SECONDS_MAX) {
            return planned;
        }
        if (planned !== null) this.interruptions += 1;
        this.#anchorFrame = frame;
        this.#anchorSeconds = now + LATENCY_SECONDS;
        return this.#anchorSeconds;
    }

    /** @param {number} frame */
    #planned(frame) {
        if (this.#anchorSeconds === null) return null;
        return this.#anchorSeconds + (frame - this.#anchorFrame) / this.#sampleRateHertz;
    }
}

/**
 * Splits interleaved 16-bit samples into one array a channel, full scale 1.
 * @param {Int16Array} samples
 * @param {number} channels
 * @returns {Float32Array<ArrayBuffer>[]}
 */
export function deinterleaved(samples, channels) {
    const frames = Math.floor(samples.length / channels);
    return Array.from({ length: channels }, (_, channel) => {
        const output = new Float32Array(frames);
        for (let frame = 0; frame < frames; frame++) {
            output[frame] = (samples[frame * channels + channel] ?? 0) / 32_768;
        }
        return output;
    });
}

/**
 * The factor of a volume in decibels; silence at and below -60, where the slider ends.
 * @param {number} decibels
 */
export function volumeGain(decibels) {
    return decibels <= -60 ? 0 : Math.pow(10, decibels / 20);
}
