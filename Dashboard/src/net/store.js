import {
    addressAt,
    keyOf,
    parameterOf,
    readValue,
    requestFor,
    stripOf,
    stripsOf,
    writeValue,
} from "./address.js";
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
 * server's value beneath it.
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
const CHANGED_BY_MILLISECONDS = 4_000;
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
    #revision = -1;
    /** Which connection this page is: its own changes are nobody else's. */
    connectionId = "";
    /** @type {Map<string, Operation>} */
    #pending = new Map();
    /** Keys whose latest value waits to be sent, oldest first. @type {Set<string>} */
    #outbox = new Set();
    /** @type {any} */
    #outboxTimer = null;
    /** @type {Set<string>} */
    #held = new Set();
    /** @type {Map<string, { userId: string, until: number }>} */
    #changedBy = new Map();
    /** The revisions that this page's last changes made. @type {Map<string, number>} */
    #ownRevisions = new Map();
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
        const change = this.#changedBy.get(keyOf(address));
        return change && change.until > this.#clock.now() ? change.userId : null;
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
        this.#changedBy.delete(key);
        this.#outbox.add(key);
        this.#outboxTimer ??= this.#clock.setTimeout(() => this.#flush(), 0);
        this.#clock.setTimeout(() => this.#grewLate(key, askedAt), UNCONFIRMED_MILLISECONDS);
        this.#notify(key);
    }

    /** Somebody here took hold of a control. @param {Address} address */
    hold(address) {
        this.#held.add(keyOf(address));
    }

    /** And let it go. @param {Address} address */
    release(address) {
        const key = keyOf(address);
        this.#held.delete(key);
        if (this.#pending.get(key)?.answered) {
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
    load({ revision, session }) {
        this.#session = session;
        this.#revision = revision;
        this.#ownRevisions.clear();
        this.#notifyStructure();
    }

    /**
     * Takes what has changed since.
     * @param {import("./protocol.js").Delta} delta
     */
    receive(delta) {
        if (!this.#session) return;
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
        this.#revision = -1;
        this.#lost();
    }

    #notifyStructure() {
        for (const changed of this.#structureWatchers) changed();
        for (const key of [...this.#watchers.keys()]) this.#notify(key);
    }

    /**
     * Notes who else changed something.
     * @param {string} key
     * @param {import("./protocol.js").Delta} delta
     */
    #mark(key, { from, to, changes }) {
        const own = this.#ownRevisions.get(key) ?? -1;
        if (own > from && own <= to) return;
        const change = changes.findLast(({ changed_by }) => changed_by.connection_id !== this.connectionId);
        if (!change) return;
        // The same person in two windows is still somebody else here.
        const userId = change.changed_by.user_id || "someone";
        this.#changedBy.set(key, { userId, until: this.#clock.now() + CHANGED_BY_MILLISECONDS });
        this.#clock.setTimeout(() => this.#notify(key), CHANGED_BY_MILLISECONDS + 20);
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
     */
    #ask(key, operation) {
        const { type, data } = requestFor(operation.address, operation.value);
        this.#request(type, data).then(
            (ack) => this.#accepted(key, operation, ack),
            (error) => this.#refused(key, operation, error),
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
        this.#ownRevisions.set(key, ack.revision ?? -1);
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
     */
    #refused(key, operation, error) {
        // A later value is on its way, and its own answer counts.
        if (this.#pending.get(key) !== operation) return;
        if (error.retryable && error.retryAfterMilliseconds !== null) {
            this.#clock.setTimeout(() => this.#again(key, operation), error.retryAfterMilliseconds);
            return;
        }
        this.#pending.delete(key);
        this.#notify(key);
        this.#failed(error, operation.address);
    }

    /**
     * @param {string} key
     * @param {Operation} operation
     */
    #again(key, operation) {
        if (this.#pending.get(key) === operation) this.#ask(key, operation);
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
