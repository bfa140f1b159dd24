/**
 * Curves of automation as text, and where they are in a session.
 *
 * @typedef {import("./protocol.js").Session} Session
 * @typedef {import("./protocol.js").Curve} Curve
 *
 * @typedef {object} Target as the wire names it
 * @property {string} track_id
 * @property {string} [control] `fader` or `pan`
 * @property {string} [plugin_id]
 * @property {string} [parameter_id]
 */

/**
 * @param {Session | null} session
 * @param {Target} target
 * @returns {Curve | undefined}
 */
export function curveFor(session, target) {
    return Object.values(session?.automation ?? {}).find((curve) =>
        curve.track_id === target.track_id && curve.control === target.control &&
        curve.plugin_id === target.plugin_id && curve.parameter_id === target.parameter_id
    );
}

/**
 * A point a line.
 * @param {[number, number][]} points seconds and value
 */
export function pointsText(points) {
    return points.map(([seconds, value]) => `${seconds} ${value}`).join("\n");
}

/**
 * @param {string} text
 * @returns {[number, number][] | null} null for what is no list of points; their order is the server's
 *     to judge
 */
export function pointsIn(text) {
    const lines = text.split(/[\n;]/).map((line) => line.trim()).filter(Boolean);
    const points = lines.map((line) => line.replace("\u2212", "-").split(/[\s:]+/).map(Number));
    const arePairs = points.every((point) => point.length === 2 && point.every(Number.isFinite));
    return arePairs ? /** @type {[number, number][]} */ (points) : null;
}
