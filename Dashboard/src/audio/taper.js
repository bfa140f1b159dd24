/**
 * The fader law of consoles: four straight segments between position (0...1) and decibels.
 *
 * Unity lies at 0.75 and +10 dB at the top, so that the finest resolution is where mixing happens.
 * Position 0 is silence. Levels are decibels, silence is -Infinity; the wire writes it as null.
 */

/** Each segment holds from `from` upwards: decibels = slope * position + offset. */
const SEGMENTS = [
    { from: 0.5, slope: 40, offset: -30 },
    { from: 0.25, slope: 80, offset: -50 },
    { from: 0.0625, slope: 160, offset: -70 },
    { from: 0, slope: 480, offset: -90 },
];

export const LEVEL_DECIBELS_MAX = 10;
export const LEVEL_DECIBELS_MIN = -90;

/** The labels of a fader's scale, from the top. */
export const FADER_TICKS_DECIBELS = [10, 5, 0, -5, -10, -20, -30, -40, -60, -Infinity];

/** How near to unity a coarse drag is drawn to it. */
const SNAP_DECIBELS = 0.4;

/**
 * The level at a position of the fader.
 * @param {number} position 0 (bottom) to 1 (top); what lies outside counts as the end.
 * @returns {number} decibels, -Infinity at the bottom.
 */
export function decibelsAt(position) {
    if (!(position > 0)) return -Infinity;
    const inside = Math.min(position, 1);
    for (const segment of SEGMENTS) {
        if (inside >= segment.from) return segment.slope * inside + segment.offset;
    }
    return -Infinity;
}

/**
 * The position of the fader at a level: the inverse of `decibelsAt`.
 * @param {number} decibels
 * @returns {number} 0 to 1
 */
export function positionAt(decibels) {
    if (!(decibels > LEVEL_DECIBELS_MIN)) return 0;
    if (decibels >= LEVEL_DECIBELS_MAX) return 1;
    for (const segment of SEGMENTS) {
        const position = (decibels - segment.offset) / segment.slope;
        if (position >= segment.from) return position;
    }
    return 0;
}

/**
 * Moves a level by some decibels, and keeps it on the fader.
 * @param {number} decibels -Infinity moves up to the lowest level that the fader has.
 * @param {number} step
 */
export function stepped(decibels, step) {
    if (decibels === -Infinity) return step > 0 ? LEVEL_DECIBELS_MIN : -Infinity;
    const moved = Math.round((decibels + step) * 100) / 100;
    return moved < LEVEL_DECIBELS_MIN ? -Infinity : Math.min(moved, LEVEL_DECIBELS_MAX);
}

/**
 * Rounds a dragged level to the tenth that the read-out shows, and draws it to unity when near.
 * @param {number} decibels
 * @param {boolean} fine a fine drag is never drawn.
 */
export function snapped(decibels, fine) {
    if (!fine && Math.abs(decibels) <= SNAP_DECIBELS) return 0;
    const digits = fine ? 100 : 10;
    return Number.isFinite(decibels) ? Math.round(decibels * digits) / digits : decibels;
}
