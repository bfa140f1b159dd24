import { parameterOf, readValue, SEND_FIELDS, stripOf, STRIP_FIELDS, writeValue } from "./address.js";

/**
 * @typedef {import("./protocol.js").Session} Session
 * @typedef {import("./protocol.js").Envelope} Envelope
 * @typedef {import("./address.js").Address} Address
 */

/**
 * Writes what somebody else changed into the session. What is about something that this session does
 * not have is left out: the whole state is on its way then.
 *
 * @param {Session} session
 * @param {Envelope} envelope
 * @returns {Address[]} where something changed
 */
export function applyNews(session, { type, data }) {
    switch (type) {
        case "PLUGIN_PARAMETER_CHANGED":
            return parameterChanged(session, data);
        case "PRESET_LOADED":
            return presetLoaded(session, data);
        case "TRACK_CHANGED":
            return trackChanged(session, data);
        case "SEND_CHANGED":
            return sendChanged(session, data);
        case "SESSION_EDITED":
            return edited(data);
        default:
            return [];
    }
}

/**
 * @param {Session} session
 * @param {Record<string, any>} data
 */
function parameterChanged(session, data) {
    const address = {
        trackId: data["track_id"],
        insertId: data["plugin_id"],
        parameterId: data["parameter_id"],
    };
    const parameter = parameterOf(session, address);
    if (!parameter) return [];
    parameter.value = data["parameter_value"];
    parameter.text = data["text"];
    return [address];
}

/**
 * @param {Session} session
 * @param {Record<string, any>} data
 */
function presetLoaded(session, data) {
    const addresses = Object.keys(data["parameters"] ?? {}).map((parameterId) => ({
        trackId: data["track_id"],
        insertId: data["plugin_id"],
        parameterId,
    })).filter((address) => parameterOf(session, address));
    for (const address of addresses) {
        writeValue(session, address, data["parameters"][address.parameterId]);
    }
    return addresses;
}

/**
 * @param {Session} session
 * @param {Record<string, any>} data
 */
function trackChanged(session, data) {
    const trackId = data["track_id"];
    if (!stripOf(session, trackId)) return [];
    const addresses = STRIP_FIELDS.filter((field) => field in data).map((field) => ({ trackId, field }));
    for (const address of addresses) writeValue(session, address, data[address.field]);
    return addresses;
}

/**
 * @param {Session} session
 * @param {Record<string, any>} data
 */
function sendChanged(session, data) {
    const at = { trackId: data["track_id"], sendId: data["send_id"] };
    const addresses = SEND_FIELDS.filter((field) => field in data)
        .map((sendField) => ({ ...at, sendField }))
        .filter((address) => readValue(session, address) !== undefined);
    for (const address of addresses) writeValue(session, address, data[address.sendField]);
    return addresses;
}

/**
 * Of an edit only its author is noted: the `state_snapshot` behind it has the values.
 * @param {Record<string, any>} edit
 * @returns {Address[]}
 */
function edited({ request, data }) {
    const trackId = data?.track_id;
    const insertId = data?.plugin_id;
    switch (request) {
        case "TRACK_OUTPUT":
            return [{ trackId, field: "output" }];
        case "PLUGIN_BYPASS":
            return [{ trackId, insertId, insertField: "bypass" }];
        case "PLUGIN_SIDE_CHAIN":
            return [{ trackId, insertId, insertField: "side_chain" }];
        case "SEND_TAP":
            return [{ trackId, sendId: data.send_id, sendField: "pre_fader" }];
        default:
            return [];
    }
}
