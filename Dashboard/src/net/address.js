import { MASTER_ID } from "./protocol.js";

/**
 * What a control is about: one value of the session, where it is in there, and which request sets it.
 *
 * @typedef {import("./protocol.js").Session} Session
 * @typedef {import("./protocol.js").Strip} Strip
 * @typedef {import("./protocol.js").Insert} Insert
 * @typedef {import("./protocol.js").Send} Send
 * @typedef {import("./protocol.js").Parameter} Parameter
 * @typedef {import("./protocol.js").Output} Output
 * @typedef {import("./protocol.js").SideChain} SideChain
 * @typedef {number | boolean | null | Output | SideChain} Value decibels of silence are null, as on
 *     the wire
 *
 * @typedef {object} StripAddress
 * @property {string} trackId
 * @property {"level_decibels" | "pan" | "mute" | "solo" | "output"} field
 *
 * @typedef {object} ParameterAddress
 * @property {string} trackId
 * @property {string} insertId
 * @property {string} parameterId
 *
 * @typedef {object} InsertAddress
 * @property {string} trackId
 * @property {string} insertId
 * @property {"bypass" | "side_chain"} insertField
 *
 * @typedef {object} SendAddress
 * @property {string} trackId
 * @property {string} sendId
 * @property {"level_decibels" | "pan" | "mute" | "pre_fader"} sendField
 *
 * @typedef {StripAddress | ParameterAddress | InsertAddress | SendAddress} Address
 */

/** @type {Record<StripAddress["field"], string>} */
const STRIP_REQUESTS = {
    level_decibels: "TRACK_FADER",
    pan: "TRACK_PAN",
    mute: "TRACK_MUTE",
    solo: "TRACK_SOLO",
    output: "TRACK_OUTPUT",
};
const INSERT_REQUESTS = { bypass: "PLUGIN_BYPASS", side_chain: "PLUGIN_SIDE_CHAIN" };

/** What `TRACK_CHANGED` and `SEND_CHANGED` may tell of. */
export const STRIP_FIELDS = /** @type {const} */ (["level_decibels", "pan", "mute", "solo"]);
export const SEND_FIELDS = /** @type {const} */ (["level_decibels", "pan", "mute"]);

/**
 * The name of an address, for maps.
 * @param {Address} address
 */
export function keyOf(address) {
    if ("field" in address) return `${address.trackId}/${address.field}`;
    if ("sendId" in address) return `${address.trackId}>${address.sendId}/${address.sendField}`;
    if ("insertField" in address) {
        return `${address.trackId}/${address.insertId}:${address.insertField}`;
    }
    return `${address.trackId}/${address.insertId}/${address.parameterId}`;
}

/**
 * Tracks, buses, and then the master.
 * @param {Session | null} session
 * @returns {Strip[]}
 */
export function stripsOf(session) {
    return session ? [...session.tracks, ...session.buses ?? [], session.master] : [];
}

/** @param {string} trackId */
export function isMaster(trackId) {
    return trackId === MASTER_ID;
}

/**
 * @param {Session | null} session
 * @param {string} trackId a bus's, and `master`, as well
 * @returns {Strip | undefined}
 */
export function stripOf(session, trackId) {
    return stripsOf(session).find((strip) => strip.id === trackId);
}

/**
 * @param {Session | null} session
 * @param {{ trackId: string, insertId: string }} address
 * @returns {Insert | undefined}
 */
function insertOf(session, { trackId, insertId }) {
    return stripOf(session, trackId)?.inserts.find((insert) => insert.id === insertId);
}

/**
 * @param {Session | null} session
 * @param {ParameterAddress} address
 * @returns {Parameter | undefined}
 */
export function parameterOf(session, address) {
    return insertOf(session, address)?.parameters.find(({ id }) => id === address.parameterId);
}

/**
 * The object of the session that holds a value, and the value's key in it; null where it is gone.
 * @param {Session | null} session
 * @param {Address} address
 * @returns {{ holder: Record<string, any>, key: string } | null}
 */
function placeOf(session, address) {
    /** @type {[Record<string, any> | undefined, string]} */
    const [holder, key] = "field" in address
        ? [stripOf(session, address.trackId), address.field]
        : "sendId" in address
        ? [
            stripOf(session, address.trackId)?.sends?.find(({ send_id }) => send_id === address.sendId),
            address.sendField,
        ]
        : "insertField" in address
        ? [insertOf(session, address), address.insertField]
        : [parameterOf(session, address), "value"];
    return holder ? { holder, key } : null;
}

/**
 * The value at an address; undefined where there is none.
 * @param {Session | null} session
 * @param {Address} address
 * @returns {Value | undefined}
 */
export function readValue(session, address) {
    const place = placeOf(session, address);
    if (!place) return undefined;
    // The server leaves out what an insert does not listen to.
    return place.holder[place.key] ?? (place.key === "side_chain" ? null : place.holder[place.key]);
}

/**
 * Puts a value where the server has it now.
 * @param {Session | null} session
 * @param {Address} address
 * @param {Value} value
 */
export function writeValue(session, address, value) {
    const place = placeOf(session, address);
    if (!place) return;
    place.holder[place.key] = value;
    // The words that the server sent were about the value before.
    if ("parameterId" in address) delete place.holder["text"];
}

/**
 * The request that sets a value.
 * @param {Address} address
 * @param {Value} value
 * @returns {{ type: string, data: Record<string, any> }}
 */
export function requestFor(address, value) {
    const track_id = address.trackId;
    if ("field" in address) {
        const type = STRIP_REQUESTS[address.field];
        return { type, data: { track_id, [address.field]: value } };
    }
    if ("sendId" in address) {
        const type = address.sendField === "pre_fader" ? "SEND_TAP" : "SEND_SET";
        return { type, data: { track_id, send_id: address.sendId, [address.sendField]: value } };
    }
    const plugin_id = address.insertId;
    if ("insertField" in address) {
        const type = INSERT_REQUESTS[address.insertField];
        return { type, data: { track_id, plugin_id, [address.insertField]: value } };
    }
    const data = { track_id, plugin_id, parameter_id: address.parameterId, parameter_value: value };
    return { type: "PLUGIN_PARAMETER", data };
}
