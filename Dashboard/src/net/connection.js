import { Backoff } from "./backoff.js";
import { endingOf } from "./endings.js";
import { answerTo } from "./greeting.js";
import { readEnvelope, RequestError } from "./protocol.js";
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
 * It says where its state was, and is live when the deltas that it missed are there, or the whole. When
 * something is missing later, `resync` takes it back to syncing.
 *
 * The browser tells about a dead peer late or never: with a stopped server a socket stays half open
 * for minutes, even after `close()`. So this has its own ping and its own deadlines, and drops a
 * socket by forgetting it. Nothing is queued across a loss: a fader that moved while nobody heard
 * must not jump later.
 *
 * Clock and socket are given from outside, so that the tests can move time.
 *
 * @typedef {import("./connection-types.js").State} State
 * @typedef {import("./connection-types.js").Status} Status
 * @typedef {import("./connection-types.js").Clock} Clock
 * @typedef {import("./connection-types.js").Socket} Socket
 * @typedef {import("./connection-types.js").Identity} Identity
 * @typedef {import("./connection-types.js").Position} Position
 * @typedef {import("./connection-types.js").Observer} Observer
 */

const HANDSHAKE_MILLISECONDS = 5_000;
const PING_MILLISECONDS = 2_000;
const STALE_MILLISECONDS = 5_000;
const DROP_MILLISECONDS = 10_000;
/** Until the session is there, though other things come. */
const SYNC_MILLISECONDS = 20_000;
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
    /** Where the state must be before it is the server's; null: the whole is on its way. @type {Position | null} */
    #goal = null;
    #position;

    /**
     * @param {object} parts
     * @param {Clock} parts.clock
     * @param {() => Socket} parts.openSocket
     * @param {() => number} parts.random 0 to 1
     * @param {Identity} parts.identity
     * @param {Observer} parts.observer
     * @param {() => Position | null} [parts.position] where the state is; null: there is none
     */
    constructor({ clock, openSocket, random, identity, observer, position = () => null }) {
        this.#clock = clock;
        this.#openSocket = openSocket;
        this.#backoff = new Backoff(random);
        this.#identity = identity;
        this.#observer = observer;
        this.#position = position;
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

    /** What the next attempt is about. */
    set sessionId(/** @type {string} */ sessionId) {
        this.#identity.sessionId = sessionId;
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

    /** What came does not go on from the state that is here: asks for all of it. */
    resync() {
        if (!this.#isOpen) return;
        this.#goal = null;
        this.#enter("syncing", "");
        this.#ask("RESYNC", {}).answer.catch((error) => {
            if (error.code !== "CONNECTION_LOST") this.#drop(error.message);
        });
    }

    /** Whether the server may be talked to. */
    get #isOpen() {
        return this.#state === "live" || this.#state === "stale" || this.#state === "syncing";
    }

    /**
     * Sends a binary frame as it is; nothing happens without a connection.
     * @param {ArrayBuffer} buffer
     */
    sendFrame(buffer) {
        if (this.#isOpen) this.#socket?.send(buffer);
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
            if (this.#isOpen) this.#observer.frame(data);
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
            case "identified":
                return this.#identified(envelope);
            case "state_snapshot":
                return this.#whole(envelope);
            case "state_delta":
                this.#observer.notification(envelope);
                return this.#settle();
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
        const { ending, data } = answerTo(hello, this.#identity, this.#position());
        if (ending) return this.#end(ending.state, ending.reason);
        const { id, answer } = this.#ask("IDENTIFY", data);
        this.#identifyId = id;
        answer.catch((error) => this.#identifyFailed(error));
    }

    /** @param {RequestError} error */
    #identifyFailed(error) {
        if (error.code === "CONNECTION_LOST") return;
        if (error.code === "UNAUTHORIZED") return this.#end("refused", error.message);
        if (error.code === "SESSION_NOT_FOUND") this.#observer.sessionGone?.();
        this.#drop(error.message);
    }

    /** @param {import("./protocol.js").Envelope} envelope */
    #identified(envelope) {
        this.#replies.forget(this.#identifyId);
        const { resumed, epoch, revision } = envelope.data;
        this.#goal = resumed ? { epoch, revision } : null;
        this.#observer.notification(envelope);
        this.#settle();
    }

    /** @param {import("./protocol.js").Envelope} envelope */
    #whole(envelope) {
        // Another session may have become the live one.
        if (envelope.session_id) this.#identity.sessionId = envelope.session_id;
        this.#observer.notification(envelope);
        if (this.#state === "syncing") this.#becomeLive();
    }

    /** Is live once the state is where the server's was. */
    #settle() {
        const goal = this.#goal;
        const here = this.#position();
        if (this.#state !== "syncing" || !goal || !here) return;
        if (here.epoch === goal.epoch && here.revision >= goal.revision) this.#becomeLive();
    }

    #becomeLive() {
        this.#goal = null;
        this.#backoff.succeeded();
        this.#enter("live", "");
        this.#ping();
    }

    /** @param {number} code */
    #closed(code) {
        const { state, reason, isLater = false } = endingOf(code);
        if (state !== "waiting") return this.#end(state, reason);
        this.#drop(reason, isLater);
    }

    /**
     * Ends this attempt and plans the next one.
     * @param {string} reason
     * @param {boolean} [isLater]
     */
    #drop(reason, isLater = false) {
        this.#forgetSocket();
        this.#backoff.failed(this.#clock.now(), isLater);
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
        this.#goal = null;
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
        const until = this.#state === "waiting" ? this.#backoff.dueAt - this.#tickedAt : TICK_MILLISECONDS;
        const soon = Math.min(Math.max(until, 0), TICK_MILLISECONDS);
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
                if (silent >= DROP_MILLISECONDS || now - this.#enteredAt >= SYNC_MILLISECONDS) {
                    return this.#drop("The server sent no session.");
                }
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
