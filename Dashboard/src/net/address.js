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

const STRIP_FIELDS = ["level_decibels", "pan", "mute", "solo", "output"];
const SEND_FIELDS = ["level_decibels", "pan", "mute", "pre_fader"];
const INSERT_FIELDS = ["bypass", "side_chain"];
const PARAMETER_FIELDS = ["value", "normalized_value", "text"];

/**
 * The address of a place in the session's state; null where no control is about it.
 * @param {string[]} tokens
 * @returns {Address | null}
 */
export function addressAt(tokens) {
    const isOfMaster = tokens[0] === MASTER_ID;
    if (!isOfMaster && tokens[0] !== "tracks" && tokens[0] !== "buses") return null;
    const trackId = isOfMaster ? MASTER_ID : tokens[1] ?? "";
    const [part, id = "", field = "", parameterId = "", value = ""] = tokens.slice(isOfMaster ? 1 : 2);
    /** @type {any} */
    let address = null;
    switch (tokens.length - (isOfMaster ? 1 : 2)) {
        case 1:
            if (part && STRIP_FIELDS.includes(part)) address = { trackId, field: part };
            break;
        case 3:
            if (part === "sends" && SEND_FIELDS.includes(field)) {
                address = { trackId, sendId: id, sendField: field };
            } else if (part === "inserts" && INSERT_FIELDS.includes(field)) {
                address = { trackId, insertId: id, insertField: field };
            }
            break;
        case 5:
            if (part === "inserts" && field === "parameters" && PARAMETER_FIELDS.includes(value)) {
                address = { trackId, insertId: id, parameterId };
            }
    }
    return address;
}

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
    return session ? [...inOrder(session.tracks), ...inOrder(session.buses), session.master] : [];
}

/**
 * The members of a collection, as they stand.
 * @template {{ order: number }} Member
 * @param {Record<string, Member> | undefined} collection
 * @returns {Member[]}
 */
export function inOrder(collection) {
    return Object.values(collection ?? {}).sort((one, other) => one.order - other.order);
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
    if (!session || isMaster(trackId)) return session?.master;
    return memberOf(session.tracks, trackId) ?? memberOf(session.buses, trackId);
}

/**
 * What a collection has under an id; ids are anything that people make up.
 * @template Member
 * @param {Record<string, Member> | undefined} collection
 * @param {string} id
 * @returns {Member | undefined}
 */
function memberOf(collection, id) {
    return collection && Object.hasOwn(collection, id) ? collection[id] : undefined;
}

/**
 * @param {Session | null} session
 * @param {{ trackId: string, insertId: string }} address
 * @returns {Insert | undefined}
 */
function insertOf(session, { trackId, insertId }) {
    return memberOf(stripOf(session, trackId)?.inserts, insertId);
}

/**
 * @param {Session | null} session
 * @param {ParameterAddress} address
 * @returns {Parameter | undefined}
 */
export function parameterOf(session, address) {
    return memberOf(insertOf(session, address)?.parameters, address.parameterId);
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
            memberOf(stripOf(session, address.trackId)?.sends, address.sendId),
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

/**
 * The request that says that a hand takes hold of a control or lets go of it; null where nobody asks.
 * @param {Address} address
 * @param {"begin" | "end"} gesture
 * @returns {{ type: string, data: Record<string, any> } | null}
 */
export function gestureFor(address, gesture) {
    const track_id = address.trackId;
    if ("parameterId" in address) {
        const { insertId: plugin_id, parameterId: parameter_id } = address;
        return { type: "PLUGIN_PARAMETER", data: { track_id, plugin_id, parameter_id, gesture } };
    }
    if (!("field" in address) || !["level_decibels", "pan"].includes(address.field)) return null;
    return { type: STRIP_REQUESTS[address.field], data: { track_id, gesture } };
}

/**
 * The control that somebody holds, as `presence` names it.
 * @param {import("./protocol.js").Person["holds"][number]} hold
 * @returns {Address}
 */
export function addressOfHold({ track_id: trackId, plugin_id, parameter_id, control }) {
    if (plugin_id !== undefined) return { trackId, insertId: plugin_id, parameterId: parameter_id ?? "" };
    return { trackId, field: control === "pan" ? "pan" : "level_decibels" };
}
