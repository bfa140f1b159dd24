/**
 * How a digital peak meter moves, after IEC 60268-18: it rises at once and falls 20 dB in 1.7 s.
 *
 * The server sends the highest peak since its last frame, so that nothing is lost between frames;
 * everything that is slow happens here. Levels are dBFS, silence is -Infinity.
 */

const FALL_DECIBELS_PER_SECOND = 20 / 1.7;
const HOLD_SECONDS = 2;
/** As long as a VU meter takes to what it shows. */
const RMS_SECONDS = 0.3;
const CLIP_DECIBELS = 0;

/** Level and deflection pairs; what lies between is linear. */
const DEFLECTION = [
    [-70, 0], [-60, 0.025], [-50, 0.075], [-40, 0.15], [-30, 0.3],
    [-20, 0.5], [-12, 0.7], [-6, 0.85], [0, 1],
];

export const METER_FLOOR_DECIBELS = -70;
export const METER_TICKS_DECIBELS = [0, -6, -12, -18, -24, -30, -40, -50, -60];

/** Colours belong to zones of the scale, and never change with the level. */
export const METER_ZONES = [
    { from: -70, to: -18, name: "low" },
    { from: -18, to: -6, name: "normal" },
    { from: -6, to: -3, name: "high" },
    { from: -3, to: 0, name: "over" },
];

/**
 * How far a meter deflects.
 * @param {number} decibels
 * @returns {number} 0 (empty) to 1 (0 dBFS and above)
 */
export function deflection(decibels) {
    if (!(decibels > METER_FLOOR_DECIBELS)) return 0;
    for (let index = 1; index < DEFLECTION.length; index++) {
        const [low, from] = DEFLECTION[index - 1];
        const [high, to] = DEFLECTION[index];
        if (decibels < high) return from + ((decibels - low) / (high - low)) * (to - from);
    }
    return 1;
}

/** One channel's bar, hold mark, latched clip and highest peak. */
export class PeakMeter {
    #level = -Infinity;
    #levelAt = 0;
    #hold = -Infinity;
    #heldAt = 0;

    /** The highest peak since the last reset. */
    maximum = -Infinity;
    /** True from the first full-scale peak until the last reset. */
    clipped = false;

    /**
     * Takes a peak.
     * @param {number} decibels
     * @param {number} now seconds on any steady clock
     */
    take(decibels, now) {
        if (decibels >= this.level(now)) {
            this.#level = decibels;
            this.#levelAt = now;
        }
        if (decibels >= this.hold(now)) {
            this.#hold = decibels;
            this.#heldAt = now;
        }
        this.maximum = Math.max(this.maximum, decibels);
        this.clipped ||= decibels >= CLIP_DECIBELS;
    }

    /**
     * The bar's level, falling since its last rise.
     * @param {number} now
     */
    level(now) {
        return this.#level - FALL_DECIBELS_PER_SECOND * Math.max(now - this.#levelAt, 0);
    }

    /**
     * The hold mark: it stays for 2 s and then falls as the bar does.
     * @param {number} now
     */
    hold(now) {
        const falling = Math.max(now - this.#heldAt - HOLD_SECONDS, 0);
        return this.#hold - FALL_DECIBELS_PER_SECOND * falling;
    }

    /** Forgets the highest peak and the clip, but not what is heard now. */
    reset() {
        this.maximum = -Infinity;
        this.clipped = false;
    }
}

/** One channel's RMS: its power, averaged over 0.3 s. */
export class RmsMeter {
    #power = 0;
    #takenAt = -Infinity;

    /**
     * Takes the RMS of the time since the last call.
     * @param {number} decibels
     * @param {number} now seconds on any steady clock
     */
    take(decibels, now) {
        const kept = Math.exp(-Math.max(now - this.#takenAt, 0) / RMS_SECONDS);
        this.#power = kept * this.#power + (1 - kept) * 10 ** (decibels / 10);
        this.#takenAt = now;
    }

    /** In dB: a full-scale sine has -3.01. */
    get level() {
        return 10 * Math.log10(this.#power);
    }
}

/** All that is known of one channel: its peak, its RMS, and the gain of its fader in dB. */
export class ChannelMeter extends PeakMeter {
    rms = new RmsMeter();
    gain = -Infinity;
}
