import {
    addressAt,
    gestureFor,
    keyOf,
    parameterOf,
    readValue,
    requestFor,
    stripOf,
    stripsOf,
    writeValue,
} from "./address.js";
import { Authors } from "./authors.js";
import { applyPatch, tokensOf } from "./patch.js";
import { RequestError } from "./protocol.js";

/**
 * The session as this person sees it: what the server said, and over it what was asked and is not
 * answered yet.
 *
 * ```
 * set -> pending (shown at once) -> outbox -> request -> ack:   the server's value is the asked one
 *                                                     -> error: back to the server's value, and told
 *                                                     -> 3 s:   still shown, marked unconfirmed
 * ```
 *
 * A value that somebody holds stays theirs until they let go: other people's changes go into the
 * server's value beneath it. Taking hold and letting go are told, so that all of it is one step to undo
 * and others see whose hand it is.
 *
 * Revisions only go forward. What does not go on from what is here is left out, and the whole is asked for.
 *
 * @typedef {import("./protocol.js").Session} Session
 * @typedef {import("./protocol.js").Strip} Strip
 * @typedef {import("./protocol.js").Parameter} Parameter
 * @typedef {import("./address.js").Address} Address
 * @typedef {import("./address.js").ParameterAddress} ParameterAddress
 * @typedef {import("./address.js").Value} Value
 * @typedef {"confirmed" | "pending" | "unconfirmed"} Confirmation
 * @typedef {{ address: Address, value: Value, askedAt: number, answered: boolean,
 *     late: boolean }} Operation
 */

const UNCONFIRMED_MILLISECONDS = 3_000;
/** One message a frame of the screen: far below the 100 a second that the server takes. */
const OUTBOX_MILLISECONDS = 16;

export class Store {
    #request;
    #clock;
    #failed;
    #lost;

    /** @type {Session | null} */
    #session = null;
    /** Where the session is. */
    #epoch = "";
    #revision = -1;
    /** Something is missing until the whole is there. */
    #isWhole = false;
    /** Which connection this page is: its own changes are nobody else's. */
    connectionId = "";
    /** @type {Map<string, Operation>} */
    #pending = new Map();
    /** Keys whose latest value waits to be sent, oldest first. @type {Set<string>} */
    #outbox = new Set();
    /** @type {any} */
    #outboxTimer = null;
    /** What somebody here has a hand on, by key. @type {Map<string, Address>} */
    #held = new Map();
    #authors = new Authors();
    /** @type {Map<string, Set<() => void>>} */
    #watchers = new Map();
    /** @type {Set<() => void>} */
    #structureWatchers = new Set();

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     * @param {(error: RequestError, address: Address | null) => void} parts.failed
     * @param {() => void} parts.lost what came does not go on from what is known: all is needed anew
     */
    constructor({ request, clock, failed, lost }) {
        this.#request = request;
        this.#clock = clock;
        this.#failed = failed;
        this.#lost = lost;
    }

    get session() {
        return this.#session;
    }

    /** Where the state is; null while it is not whole. @returns {{ epoch: string, revision: number } | null} */
    get position() {
        return this.#isWhole ? { epoch: this.#epoch, revision: this.#revision } : null;
    }

    /** Tracks, buses, and then the master. @returns {Strip[]} */
    get strips() {
        return stripsOf(this.#session);
    }

    /** @param {string} trackId @returns {Strip | undefined} */
    strip(trackId) {
        return stripOf(this.#session, trackId);
    }

    /**
     * The value to show.
     * @param {Address} address
     * @returns {Value | undefined}
     */
    value(address) {
        const operation = this.#pending.get(keyOf(address));
        return operation ? operation.value : this.serverValue(address);
    }

    /**
     * The value that the server last told or took.
     * @param {Address} address
     * @returns {Value | undefined}
     */
    serverValue(address) {
        return readValue(this.#session, address);
    }

    /**
     * The server's own words for a value, while they are about the value shown.
     * @param {ParameterAddress} address
     */
    text(address) {
        if (this.#pending.has(keyOf(address))) return undefined;
        return parameterOf(this.#session, address)?.text;
    }

    /** @param {Address} address @returns {Confirmation} */
    confirmation(address) {
        const operation = this.#pending.get(keyOf(address));
        if (!operation || operation.answered) return "confirmed";
        return operation.late ? "unconfirmed" : "pending";
    }

    /**
     * Who else changed this in the last seconds.
     * @param {Address} address
     * @returns {string | null}
     */
    changedBy(address) {
        return this.#authors.changedBy(keyOf(address), this.#clock.now());
    }

    /**
     * Who else has a hand on this.
     * @param {Address} address
     * @returns {string | null}
     */
    heldBy(address) {
        return this.#authors.heldBy(keyOf(address));
    }

    /** @param {Map<string, string>} holders who else has a hand on what: user ids by the keys of controls */
    setHolders(holders) {
        for (const key of this.#authors.setHolders(holders)) this.#notify(key);
    }

    /**
     * Calls back after each change at an address.
     * @param {Address} address
     * @param {() => void} changed
     * @returns {() => void} stops it
     */
    watch(address, changed) {
        const key = keyOf(address);
        const watchers = this.#watchers.get(key) ?? new Set();
        this.#watchers.set(key, watchers.add(changed));
        return () => {
            watchers.delete(changed);
            if (watchers.size > 0 || this.#watchers.get(key) !== watchers) return;
            this.#watchers.delete(key);
        };
    }

    /**
     * Calls back when strips, inserts or sends may have come or gone.
     * @param {() => void} changed
     */
    watchStructure(changed) {
        this.#structureWatchers.add(changed);
    }

    /**
     * Asks for a value, and shows it at once.
     * @param {Address} address
     * @param {Value} value
     */
    set(address, value) {
        const key = keyOf(address);
        const askedAt = this.#clock.now();
        this.#pending.set(key, { address, value, askedAt, answered: false, late: false });
        this.#authors.clear(key);
        this.#outbox.add(key);
        this.#outboxTimer ??= this.#clock.setTimeout(() => this.#flush(), 0);
        this.#clock.setTimeout(() => this.#grewLate(key, askedAt), UNCONFIRMED_MILLISECONDS);
        this.#notify(key);
    }

    /** Somebody here took hold of a control. @param {Address} address */
    hold(address) {
        this.#held.set(keyOf(address), address);
        const begin = gestureFor(address, "begin");
        if (!begin) return;
        this.#request(begin.type, begin.data).catch((error) => this.#failed(error, address));
    }

    /** And let it go: the last value goes with it. @param {Address} address */
    release(address) {
        const key = keyOf(address);
        if (!this.#held.delete(key)) return;
        const end = gestureFor(address, "end");
        const operation = this.#pending.get(key);
        if (end && operation && this.#outbox.delete(key)) this.#ask(key, operation, end.data);
        // What ends the gesture of a connection that is gone is its end.
        else if (end) this.#request(end.type, end.data).catch(() => {});
        if (operation?.answered) {
            this.#pending.delete(key);
            this.#notify(key);
        }
    }

    /** The connection is lost: what was not answered did not happen. */
    disconnected() {
        const keys = [...this.#pending.keys()];
        this.#pending.clear();
        this.#outbox.clear();
        this.#held.clear();
        for (const key of keys) this.#notify(key);
    }

    /**
     * Takes the whole session.
     * @param {import("./protocol.js").Snapshot} snapshot
     */
    load({ epoch, revision, session }) {
        if (this.#isWhole && epoch === this.#epoch && revision < this.#revision) return;
        this.#session = session;
        this.#epoch = epoch;
        this.#revision = revision;
        this.#isWhole = true;
        this.#authors.forget();
        this.#notifyStructure();
    }

    /**
     * Takes what has changed since.
     * @param {import("./protocol.js").Delta} delta
     */
    receive(delta) {
        if (!this.#session || !this.#isWhole || delta.to <= this.#revision) return;
        if (delta.from !== this.#revision) return this.#lose();
        try {
            applyPatch(this.#session, delta.ops);
        } catch {
            return this.#lose();
        }
        this.#revision = delta.to;
        /** @type {Map<string, Address>} */
        const changed = new Map();
        let isStructure = false;
        for (const { op, path } of delta.ops) {
            const address = addressAt(tokensOf(path));
            if (address) changed.set(keyOf(address), address);
            else isStructure = true;
            // What an insert listens to comes and goes as a member of it.
            if (op !== "replace" && !(address && "insertField" in address)) isStructure = true;
        }
        for (const key of changed.keys()) this.#mark(key, delta);
        if (isStructure) return this.#notifyStructure();
        for (const key of changed.keys()) this.#notify(key);
    }

    #lose() {
        this.#isWhole = false;
        this.#lost();
    }

    #notifyStructure() {
        for (const [key, address] of this.#held) {
            if (readValue(this.#session, address) === undefined) this.#held.delete(key);
        }
        for (const changed of this.#structureWatchers) changed();
        for (const key of [...this.#watchers.keys()]) this.#notify(key);
    }

    /**
     * Notes who else changed something.
     * @param {string} key
     * @param {import("./protocol.js").Delta} delta
     */
    #mark(key, delta) {
        const milliseconds = this.#authors.note(key, delta, this.connectionId, this.#clock.now());
        if (milliseconds === null) return;
        this.#clock.setTimeout(() => this.#notify(key), milliseconds + 20);
    }

    /** Sends one waiting value, and comes back for the next: the last value is always sent. */
    #flush() {
        this.#outboxTimer = null;
        const key = this.#outbox.values().next().value;
        if (key === undefined) return;
        this.#outbox.delete(key);
        const operation = this.#pending.get(key);
        if (operation) this.#ask(key, operation);
        this.#outboxTimer = this.#clock.setTimeout(() => this.#flush(), OUTBOX_MILLISECONDS);
    }

    /**
     * @param {string} key
     * @param {Operation} operation
     * @param {Record<string, any>} [more] that is said with it
     */
    #ask(key, operation, more = {}) {
        const { type, data } = requestFor(operation.address, operation.value);
        this.#request(type, { ...data, ...more }).then(
            (ack) => this.#accepted(key, operation, ack),
            (error) => this.#refused(key, operation, error, more),
        );
    }

    /**
     * An ack may come after the delta of a later change: then the later one stays.
     * @param {string} key
     * @param {Operation} operation
     * @param {{ revision?: number, status?: string }} ack
     */
    #accepted(key, operation, ack) {
        const isLatest = (ack.revision ?? Infinity) > this.#revision;
        this.#authors.took(key, ack.revision ?? -1);
        if (isLatest && ack.status !== "superseded") {
            writeValue(this.#session, operation.address, operation.value);
        }
        if (this.#pending.get(key) !== operation) return;
        operation.answered = true;
        if (!this.#held.has(key)) this.#pending.delete(key);
        this.#notify(key);
    }

    /**
     * @param {string} key
     * @param {Operation} operation
     * @param {RequestError} error
     * @param {Record<string, any>} more
     */
    #refused(key, operation, error, more) {
        // A later value is on its way, and its own answer counts.
        if (this.#pending.get(key) !== operation) return;
        if (error.retryable && error.retryAfterMilliseconds !== null) {
            this.#clock.setTimeout(() => this.#again(key, operation, more), error.retryAfterMilliseconds);
            return;
        }
        this.#pending.delete(key);
        this.#notify(key);
        this.#failed(error, operation.address);
    }

    /**
     * @param {string} key
     * @param {Operation} operation
     * @param {Record<string, any>} more
     */
    #again(key, operation, more) {
        if (this.#pending.get(key) === operation) this.#ask(key, operation, more);
    }

    /**
     * @param {string} key
     * @param {number} askedAt
     */
    #grewLate(key, askedAt) {
        const operation = this.#pending.get(key);
        if (!operation || operation.askedAt !== askedAt || operation.answered) return;
        operation.late = true;
        this.#notify(key);
    }

    /** @param {string} key */
    #notify(key) {
        for (const changed of [...this.#watchers.get(key) ?? []]) changed();
    }
}
