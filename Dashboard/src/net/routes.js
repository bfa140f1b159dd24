import { inOrder } from "./address.js";

/**
 * Where a strip can go, in words.
 *
 * @typedef {import("./protocol.js").Session} Session
 * @typedef {import("./protocol.js").Output} Output
 * @typedef {{ label: string, output: Output }} Route
 */

/** Pairs of the device's channels that are offered; another one is shown where it is in use. */
const DEVICE_PAIRS = 4;

/**
 * @param {Session | null} session
 * @param {string} trackId of the strip that goes there
 * @returns {Route[]}
 */
export function routesFor(session, trackId) {
    const master = session?.master;
    const buses = inOrder(session?.buses).filter(({ id }) => id !== trackId);
    return [
        ...(master && trackId !== master.id ? [{ label: master.name, output: "master" }] : []),
        ...buses.map(({ id, name }) => ({ label: name, output: { bus: id } })),
        ...Array.from({ length: DEVICE_PAIRS }, (_, pair) => deviceRoute(2 * pair)),
        { label: "Nowhere", output: "none" },
    ].map((route) => /** @type {Route} */ (route));
}

/** @param {number} channel 0-based */
function deviceRoute(channel) {
    return { label: `Out ${channel + 1}-${channel + 2}`, output: { device_channel: channel } };
}

/**
 * The name of an output for comparing.
 * @param {Output | undefined} output
 */
export function outputKey(output) {
    if (output === undefined || output === "master") return "master";
    if (output === "none") return "none";
    return "bus" in output ? `bus:${output.bus}` : `device:${output.device_channel}`;
}

/**
 * An output in words, also one that is not offered.
 * @param {Output} output
 */
export function outputText(output) {
    if (output === "master" || output === "none") return output === "none" ? "Nowhere" : "Master";
    return "bus" in output ? output.bus : deviceRoute(output.device_channel).label;
}
