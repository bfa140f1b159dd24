import { Backoff } from "./backoff.js";
import {
    CLOSE_EXPIRED,
    CLOSE_INCOMPATIBLE,
    CLOSE_KICKED,
    CLOSE_UNAUTHORIZED,
    CLOSE_UNIDENTIFIED,
    PROTOCOL_VERSION,
    readEnvelope,
    RequestError,
} from "./protocol.js";
import { Replies } from "./replies.js";

/**
 * One connection to the server, whose state is true at every moment.
 *
 * ```
 * connecting -> syncing -> live <-> stale
 *      \           \        \        |
 *       +-----------+--------+--> waiting -> connecting ...      (closed, or silent too long)
 *       +--> refused, incompatible                               (a new attempt would not help)
 *  disconnect() -> offline -> connect()
 * ```
 *
 * The browser tells about a dead peer late or never: with a stopped server a socket stays half open
 * for minutes, even after `close()`. So this has its own ping and its own deadlines, and drops a
 * socket by forgetting it. Nothing is queued across a loss: a fader that moved while nobody heard
 * must not jump later.
 *
 * Clock and socket are given from outside, so that the tests can move time.
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
 * @property {string} [token]
 *
 * @typedef {object} Observer
 * @property {(status: Status) => void} status on each change, and as its numbers move
 * @property {(envelope: import("./protocol.js").Envelope) => void} notification
 * @property {(buffer: ArrayBuffer) => void} frame
 */

const HANDSHAKE_MILLISECONDS = 5_000;
const PING_MILLISECONDS = 2_000;
const STALE_MILLISECONDS = 5_000;
const DROP_MILLISECONDS = 10_000;
/** After a sleep the server gets this long to show that it is still there. */
const WAKE_MILLISECONDS = 1_500;
const TICK_MILLISECONDS = 250;
/** A tick that is this late means that the page slept, and that silence proves nothing. */
const SLEPT_MILLISECONDS = 2_000;

export class Connection {
    #clock;
    #openSocket;
    #backoff;
    #replies = new Replies();
    #identity;
    #observer;

    /** @type {State} */
    #state = "offline";
    /** @type {Socket | null} */
    #socket = null;
    /** @type {any} */
    #timer = null;
    #enteredAt = 0;
    #heardAt = 0;
    /** Where the silence that counts began: later than `#heardAt` after a sleep. */
    #silentSince = 0;
    #tickedAt = 0;
    #pingedAt = 0;
    /** @type {number | null} */
    #roundTrip = null;
    #reason = "";
    #identifyId = "";

    /**
     * @param {object} parts
     * @param {Clock} parts.clock
     * @param {() => Socket} parts.openSocket
     * @param {() => number} parts.random 0 to 1
     * @param {Identity} parts.identity
     * @param {Observer} parts.observer
     */
    constructor({ clock, openSocket, random, identity, observer }) {
        this.#clock = clock;
        this.#openSocket = openSocket;
        this.#backoff = new Backoff(random);
        this.#identity = identity;
        this.#observer = observer;
    }

    /** @returns {Status} */
    get status() {
        const now = this.#clock.now();
        return {
            state: this.#state,
            roundTripMilliseconds: this.#roundTrip,
            silentMilliseconds: now - this.#heardAt,
            attempt: this.#backoff.attempt,
            waitMilliseconds: Math.max(this.#backoff.dueAt - now, 0),
            reason: this.#reason,
        };
    }

    get isLive() {
        return this.#state === "live";
    }

    /** Connects, from any state in which there is no connection; while waiting, at once. */
    connect() {
        if (!this.#socket) this.#open();
    }

    /** Ends the connection because the person said so. */
    disconnect() {
        this.#forgetSocket();
        this.#backoff.succeeded();
        this.#enter("offline", "");
    }

    /** The page was shown again, or the network came back: finds out at once what still holds. */
    wake() {
        if (this.#state === "waiting") this.connect();
        if (this.#state !== "live" && this.#state !== "stale") return;
        this.#grantGrace();
        this.#ping();
    }

    /**
     * Sends a request, and answers with the data of its ack. Only a live connection takes one.
     * @param {string} type
     * @param {Record<string, any>} [data]
     * @returns {Promise<any>} rejects with a RequestError
     */
    request(type, data = {}) {
        if (!this.isLive) return Promise.reject(RequestError.notLive());
        return this.#ask(type, data).answer;
    }

    /**
     * Sends a binary frame as it is; nothing happens without a connection.
     * @param {ArrayBuffer} buffer
     */
    sendFrame(buffer) {
        if (this.#state === "live" || this.#state === "stale") this.#socket?.send(buffer);
    }

    #open() {
        const socket = this.#openSocket();
        socket.binaryType = "arraybuffer";
        socket.onopen = () => this.#opened();
        socket.onmessage = (event) => this.#received(event.data);
        socket.onclose = (event) => this.#closed(event.code);
        socket.onerror = null;
        this.#socket = socket;
        this.#heard();
        this.#enter("connecting", this.#reason);
    }

    #opened() {
        this.#heard();
        this.#enter("syncing", this.#reason);
    }

    /** @param {string | ArrayBuffer} data */
    #received(data) {
        this.#heard();
        if (this.#state === "stale") this.#enter("live", "");
        if (typeof data !== "string") {
            if (this.#state === "live") this.#observer.frame(data);
            return;
        }
        const envelope = readEnvelope(data);
        if (!envelope) return;
        switch (envelope.type) {
            case "hello":
                return this.#greeted(envelope.data);
            case "ack":
            case "error":
                return this.#replies.take(envelope);
            case "state_snapshot":
                return this.#synced(envelope);
            default:
                this.#observer.notification(envelope);
        }
    }

    #heard() {
        this.#heardAt = this.#clock.now();
        this.#silentSince = this.#heardAt;
    }

    /** @param {Record<string, any>} hello */
    #greeted(hello) {
        if (hello.protocol !== PROTOCOL_VERSION) {
            return this.#end("incompatible", "The server speaks another version of the protocol.");
        }
        if (hello.auth === "token" && !this.#identity.token) {
            return this.#end("refused", "This server needs a token.");
        }
        const token = this.#identity.token;
        const data = token ? { client: "dashboard", token } : { client: "dashboard" };
        const { id, answer } = this.#ask("IDENTIFY", data);
        this.#identifyId = id;
        answer.catch((error) => this.#identifyFailed(error));
    }

    /** @param {RequestError} error */
    #identifyFailed(error) {
        if (error.code === "CONNECTION_LOST") return;
        if (error.code === "UNAUTHORIZED") return this.#end("refused", error.message);
        this.#drop(error.message);
    }

    /** @param {import("./protocol.js").Envelope} envelope */
    #synced(envelope) {
        this.#replies.forget(this.#identifyId);
        // Another session may have become the live one.
        if (envelope.session_id) this.#identity.sessionId = envelope.session_id;
        this.#observer.notification(envelope);
        if (this.#state !== "syncing") return;
        this.#backoff.succeeded();
        this.#enter("live", "");
        this.#ping();
    }

    /** @param {number} code */
    #closed(code) {
        switch (code) {
            case CLOSE_UNIDENTIFIED:
            case CLOSE_UNAUTHORIZED:
                return this.#end("refused", "The server did not accept this client.");
            case CLOSE_KICKED:
                return this.#end("refused", "Somebody who may has put this client out.");
            case CLOSE_EXPIRED:
                return this.#end("refused", "The time of this client's token is over: ask for another link.");
            case CLOSE_INCOMPATIBLE:
                return this.#end("incompatible", "The server was updated.");
            default:
                this.#drop("The server closed the connection.");
        }
    }

    /**
     * Ends this attempt and plans the next one.
     * @param {string} reason
     */
    #drop(reason) {
        this.#forgetSocket();
        this.#backoff.failed(this.#clock.now());
        this.#enter("waiting", reason);
    }

    /**
     * Ends for good: only the person can start again.
     * @param {State} state
     * @param {string} reason
     */
    #end(state, reason) {
        this.#forgetSocket();
        this.#enter(state, reason);
    }

    /** Takes the handlers off before closing: what comes later belongs to no connection. */
    #forgetSocket() {
        const socket = this.#socket;
        this.#socket = null;
        this.#roundTrip = null;
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
            socket.close();
        }
        this.#replies.abandon();
    }

    /**
     * @param {State} state
     * @param {string} reason
     */
    #enter(state, reason) {
        this.#state = state;
        this.#reason = reason;
        this.#enteredAt = this.#clock.now();
        this.#observer.status(this.status);
        this.#schedule();
    }

    #schedule() {
        this.#clock.clearTimeout(this.#timer);
        this.#timer = null;
        if (["offline", "refused", "incompatible"].includes(this.#state)) return;
        this.#tickedAt = this.#clock.now();
        const untilRetry = this.#backoff.dueAt - this.#tickedAt;
        const soon = this.#state === "waiting"
            ? Math.min(Math.max(untilRetry, 0), TICK_MILLISECONDS)
            : TICK_MILLISECONDS;
        this.#timer = this.#clock.setTimeout(() => this.#tick(), soon);
    }

    #tick() {
        const now = this.#clock.now();
        if (now - this.#tickedAt > TICK_MILLISECONDS + SLEPT_MILLISECONDS) this.wake();
        const silent = now - this.#silentSince;
        switch (this.#state) {
            case "connecting":
                if (now - this.#enteredAt >= HANDSHAKE_MILLISECONDS) {
                    return this.#drop("The server did not answer the handshake.");
                }
                break;
            case "syncing":
                if (silent >= DROP_MILLISECONDS) return this.#drop("The server sent no session.");
                break;
            case "live":
            case "stale":
                if (silent >= DROP_MILLISECONDS) return this.#drop("The server stopped answering.");
                if (now - this.#pingedAt >= PING_MILLISECONDS) this.#ping();
                if (this.#state === "live" && silent >= STALE_MILLISECONDS) {
                    return this.#enter("stale", "The server does not answer.");
                }
                break;
            case "waiting":
                if (now >= this.#backoff.dueAt) return this.connect();
                break;
        }
        this.#observer.status(this.status);
        this.#schedule();
    }

    /** Silence while asleep counts for nothing; silence from now on counts after 1.5 s. */
    #grantGrace() {
        const silentSince = this.#clock.now() - STALE_MILLISECONDS + WAKE_MILLISECONDS;
        this.#silentSince = this.#state === "live"
            ? silentSince
            : Math.max(this.#silentSince, silentSince);
    }

    #ping() {
        const sentAt = this.#clock.now();
        this.#pingedAt = sentAt;
        this.#ask("PING", {}).answer.then(
            () => {
                this.#roundTrip = this.#clock.now() - sentAt;
            },
            () => {}, // The deadlines say what a ping without an answer means.
        );
    }

    /**
     * @param {string} type
     * @param {Record<string, any>} data
     */
    #ask(type, data) {
        const { id, answer } = this.#replies.expect();
        const envelope = {
            id,
            type,
            session_id: this.#identity.sessionId,
            user_id: this.#identity.userId(),
            data,
        };
        this.#socket?.send(JSON.stringify(envelope));
        return { id, answer };
    }
}
