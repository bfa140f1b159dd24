/**
 * What a connection is given and what it tells. Nothing loads this: it is named as
 * `import("./connection-types.js").Status`.
 *
 * @typedef {"connecting" | "syncing" | "live" | "stale" | "waiting" | "refused" | "incompatible"
 *     | "offline"} State
 *
 * @typedef {object} Status
 * @property {State} state
 * @property {number | null} roundTripMilliseconds
 * @property {number} silentMilliseconds since the last frame of the server
 * @property {number} attempt the number of the next attempt since the connection was last live
 * @property {number} waitMilliseconds until the next attempt
 * @property {string} reason why there is no connection, in a sentence
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds, steady
 * @property {(action: () => void, milliseconds: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} Socket the part of a WebSocket that is used
 * @property {string} binaryType
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 * @property {(data: any) => void} send
 * @property {() => void} close
 *
 * @typedef {object} Identity
 * @property {() => string} userId
 * @property {string} sessionId
 * @property {string} [clientId] the same for all connections of this page
 * @property {string[]} [topics] to hear of; the usual ones by default
 * @property {string} [token]
 *
 * @typedef {{ epoch: string, revision: number }} Position
 *
 * @typedef {object} Observer
 * @property {(status: Status) => void} status on each change, and as its numbers move
 * @property {(envelope: import("./protocol.js").Envelope) => void} notification
 * @property {(buffer: ArrayBuffer) => void} frame
 * @property {() => void} [sessionGone] the session is not the live one any more: the next attempt needs another
 */

export {};
