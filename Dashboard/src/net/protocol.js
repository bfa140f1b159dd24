/**
 * The names on the wire, as `Docs/protocol` lists them. Wire objects keep the wire's snake_case, so
 * that a name here can be searched for in the protocol.
 */

export { PROTOCOL_VERSION } from "./protocol-names.js";
export const MASTER_ID = "master";

/** Close codes that a new attempt does not mend. */
export const CLOSE_UNAUTHORIZED = 4009;
export const CLOSE_KICKED = 4011;
/** The token has expired: another is needed. */
export const CLOSE_EXPIRED = 4012;
export const CLOSE_INCOMPATIBLE = 4010;
/** And those that it mends later. */
export const CLOSE_RATE_LIMITED = 4029;
export const CLOSE_CAPACITY = 4030;

/**
 * @typedef {import("./protocol-types.js").Send} Send
 * @typedef {import("./protocol-types.js").Curve} Curve
 * @typedef {import("./protocol-types.js").Song} Song
 * @typedef {import("./protocol-types.js").TransportNews} Transport
 * @typedef {import("./protocol-types.js").LoudnessNews} Loudness
 * @typedef {import("./protocol-types.js").EngineStateNews} EngineState
 * @typedef {import("./protocol-types.js").PluginScanNews} ScanState
 * @typedef {import("./protocol-types.js").WireError} WireError
 * @typedef {import("./protocol-types.js").Insert} Insert
 * @typedef {import("./protocol-types.js").Job} Job
 * @typedef {import("./protocol-types.js").Person} Person
 * @typedef {import("./protocol-types.js").ActivityLogNews} ActivityEntry
 * @typedef {import("./protocol-types.js").ChatMessageNews} ChatMessage
 * @typedef {import("./protocol-types.js").Strip} Strip
 * @typedef {import("./protocol-types.js").Session} Session
 * @typedef {import("./protocol-types.js").StateSnapshotNews} Snapshot
 * @typedef {import("./protocol-types.js").StateDeltaNews} Delta
 * @typedef {import("./protocol-types.js").Change} Change
 * @typedef {NonNullable<import("./protocol-types.js").Strip["source"]>} Source
 * @typedef {NonNullable<import("./protocol-types.js").Insert["side_chain"]>} SideChain
 * @typedef {import("./protocol-types.js").Strip["output"]} Output
 * @typedef {import("./protocol-types.js").Parameter["choices"][number]} Choice
 *
 * A law of "fader" is this page's, for levels.
 * @typedef {Omit<import("./protocol-types.js").Parameter, "law"> & { law: "linear" | "logarithmic" | "fader" }}
 *   Parameter
 *
 * @typedef {object} Preset
 * @property {string} id
 * @property {string} [name]
 * @property {{ format: string, id: string }} [plugin]
 * @property {string} [source] where it comes from: `factory`, `user`, or the plugin
 * @property {{ code: string, message: string, hint?: string } | string} [error]
 *
 * @typedef {object} Plugin
 * @property {string} id
 * @property {string} format
 * @property {string} name
 * @property {string} [vendor]
 * @property {string} [kind]
 * @property {number} audio_inputs
 * @property {number} audio_outputs
 * @property {number} parameters how many
 *
 * @typedef {object} BlockedPlugin what must not be loaded
 * @property {string} format
 * @property {string} module the path of its file or bundle
 * @property {string | null} id null: all that is in the module
 * @property {string} reason
 *
 * @typedef {object} PluginListing
 * @property {Plugin[]} plugins
 * @property {BlockedPlugin[]} blocked
 * @property {ScanState} scan
 *
 * @typedef {object} Envelope
 * @property {string} [id]
 * @property {string} type
 * @property {string} [session_id]
 * @property {string} [user_id]
 * @property {string} [timestamp]
 * @property {Record<string, any>} data
 */

/** A request that was refused, or whose connection went away before its answer. */
export class RequestError extends Error {
    /** @param {WireError} error */
    constructor(error) {
        super(error.message);
        this.code = error.code;
        this.hint = error.hint ?? "";
        this.retryable = error.retryable ?? false;
        this.retryAfterMilliseconds = error.retry_after_ms ?? null;
        /** What else there is to know, by the code. @type {Record<string, any>} */
        this.details = error.details ?? {};
    }

    static connectionLost() {
        return new RequestError({
            code: "CONNECTION_LOST",
            message: "The connection went away before the server answered.",
            hint: "Look at the value before you set it again.",
        });
    }

    static notLive() {
        return new RequestError({
            code: "NOT_LIVE",
            message: "There is no live connection.",
            hint: "Nothing was sent. Set it again when the connection is back.",
        });
    }
}

/**
 * Reads one text frame; what is not an envelope is null.
 * @param {string} text
 * @returns {Envelope | null}
 */
export function readEnvelope(text) {
    try {
        const envelope = JSON.parse(text);
        if (typeof envelope?.type !== "string") return null;
        return { ...envelope, data: envelope.data ?? {} };
    } catch {
        return null;
    }
}

/**
 * A name for this client that nobody else has. `crypto.randomUUID` does not exist on a plain-http
 * origin, `getRandomValues` does.
 * @param {number} length of hexadecimal digits
 */
export function randomDigits(length) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(length / 2)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, length);
}
