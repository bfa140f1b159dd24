import { ChannelMeter } from "./ballistics.js";

/** @typedef {import("../net/frames.js").MeterFrame} MeterFrame */
/** @typedef {{ track_id: string, channels: number }} MeterStrip */

/** No data is not silence: after this the meters are drawn as unknown. */
const SILENCE_SECONDS = 0.5;

/** The meters of all strips of a session, fed by the frames of one stream. */
export class Meters {
    /** @type {Map<string, ChannelMeter[]>} */
    #strips = new Map();
    /** @type {MeterStrip[]} */
    #order = [];
    /** What each channel has in a frame, in order. @type {string[]} */
    #fields = [];
    #stream = -1;
    #takenAt = -Infinity;

    /**
     * Takes the order of the strips in the frames that follow; strips that stay keep their marks.
     * @param {{ stream: number, fields: string[], strips: MeterStrip[] }} config
     */
    configure({ stream, fields, strips }) {
        const kept = this.#strips;
        this.#strips = new Map();
        for (const { track_id, channels } of strips) {
            const meters = kept.get(track_id);
            const fits = meters?.length === channels;
            this.#strips.set(
                track_id,
                fits ? meters : Array.from({ length: channels }, () => new ChannelMeter()),
            );
        }
        this.#order = strips;
        this.#fields = fields;
        this.#stream = stream;
    }

    /**
     * Takes one frame. A frame of another stream or of another size is from before the last
     * configuration, and is left out.
     * @param {MeterFrame} frame
     * @param {number} now seconds
     */
    take(frame, now) {
        const channels = this.#order.reduce((sum, strip) => sum + strip.channels, 0);
        const { decibels } = frame;
        const size = this.#fields.length;
        if (frame.stream !== this.#stream || decibels.length !== channels * size) return;
        let from = 0;
        const value = (/** @type {string} */ field) => {
            const at = this.#fields.indexOf(field);
            return at < 0 ? -Infinity : decibels[from + at] ?? -Infinity;
        };
        for (const strip of this.#order) {
            for (const meter of this.#strips.get(strip.track_id) ?? []) {
                meter.take(value("peak"), now);
                meter.rms.take(value("rms"), now);
                meter.gain = value("gain");
                from += size;
            }
        }
        this.#takenAt = now;
    }

    /**
     * Tells whether frames have stopped, so that a meter has nothing true to show.
     * @param {number} now
     */
    isUnknown(now) {
        return now - this.#takenAt > SILENCE_SECONDS;
    }

    /**
     * The meters of a strip, one a channel.
     * @param {string} trackId
     * @returns {ChannelMeter[]}
     */
    of(trackId) {
        return this.#strips.get(trackId) ?? [];
    }

    /**
     * The highest peak of a strip since its last reset, and whether it clipped.
     * @param {string} trackId
     */
    peak(trackId) {
        const meters = this.of(trackId);
        return {
            decibels: Math.max(-Infinity, ...meters.map((meter) => meter.maximum)),
            clipped: meters.some((meter) => meter.clipped),
        };
    }

    /**
     * The RMS of a strip's loudest channel, and the largest of its channels' gains, in dB.
     * @param {string} trackId
     */
    body(trackId) {
        const meters = this.of(trackId);
        return {
            rms: Math.max(-Infinity, ...meters.map((meter) => meter.rms.level)),
            gain: Math.max(-Infinity, ...meters.map((meter) => meter.gain)),
        };
    }

    /** @param {string} trackId */
    reset(trackId) {
        for (const meter of this.of(trackId)) meter.reset();
    }

    resetAll() {
        for (const trackId of this.#strips.keys()) this.reset(trackId);
    }
}
