import { MASTER_ID, RequestError } from "./protocol.js";

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
 * @typedef {import("./protocol.js").Insert} Insert
 * @typedef {import("./protocol.js").Parameter} Parameter
 * @typedef {number | boolean | null} Value decibels of silence are null, as on the wire
 *
 * @typedef {object} StripAddress
 * @property {string} trackId
 * @property {"level_decibels" | "pan" | "mute" | "solo"} field
 *
 * @typedef {object} ParameterAddress
 * @property {string} trackId
 * @property {string} insertId
 * @property {string} parameterId
 *
 * @typedef {StripAddress | ParameterAddress} Address
 * @typedef {"confirmed" | "pending" | "unconfirmed"} Confirmation
 * @typedef {{ address: Address, value: Value, askedAt: number, answered: boolean,
 *     late: boolean }} Operation
 */

const UNCONFIRMED_MILLISECONDS = 3_000;
const CHANGED_BY_MILLISECONDS = 4_000;
/** One message a frame of the screen: far below the 100 a second that the server takes. */
const OUTBOX_MILLISECONDS = 16;

const STRIP_REQUESTS = {
    level_decibels: "TRACK_FADER",
    pan: "TRACK_PAN",
    mute: "TRACK_MUTE",
    solo: "TRACK_SOLO",
};

/**
 * The name of an address, for maps.
 * @param {Address} address
 */
export function keyOf(address) {
    return "field" in address
        ? `${address.trackId}/${address.field}`
        : `${address.trackId}/${address.insertId}/${address.parameterId}`;
}

export class Store {
    #request;
    #clock;
    #failed;

    /** @type {Session | null} */
    #session = null;
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
    /** The revision of the last change by somebody else. @type {Map<string, number>} */
    #revisions = new Map();
    /** @type {Map<string, Set<() => void>>} */
    #watchers = new Map();
    /** @type {Set<() => void>} */
    #structureWatchers = new Set();

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     * @param {(error: RequestError, address: Address | null) => void} parts.failed
     */
    constructor({ request, clock, failed }) {
        this.#request = request;
        this.#clock = clock;
        this.#failed = failed;
    }

    get session() {
        return this.#session;
    }

    /** Tracks and then the master. @returns {Strip[]} */
    get strips() {
        return this.#session ? [...this.#session.tracks, this.#session.master] : [];
    }

    /** @param {string} trackId @returns {Strip | undefined} */
    strip(trackId) {
        return this.strips.find((strip) => strip.id === trackId);
    }

    /** @param {ParameterAddress} address @returns {Parameter | undefined} */
    parameter({ trackId, insertId, parameterId }) {
        return this.strip(trackId)?.inserts.find((insert) => insert.id === insertId)
            ?.parameters.find((parameter) => parameter.id === parameterId);
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
        if ("field" in address) return this.strip(address.trackId)?.[address.field];
        return this.parameter(address)?.value;
    }

    /**
     * The server's own words for a value, while they are about the value shown.
     * @param {ParameterAddress} address
     */
    text(address) {
        return this.#pending.has(keyOf(address)) ? undefined : this.parameter(address)?.text;
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
        return () => watchers.delete(changed);
    }

    /**
     * Calls back when tracks, inserts or parameters came or went, and with the first session.
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
     * Takes the whole session, unless it is older than what is known.
     * @param {Session} session
     * @param {{ isFirst: boolean }} options the first of a connection counts whatever its revision:
     *     the server may have started again.
     */
    load(session, { isFirst }) {
        if (!isFirst && this.#session && session.revision < this.#session.revision) return;
        const before = structureOf(this.#session);
        this.#session = session;
        this.#revisions.clear();
        if (structureOf(session) !== before) {
            for (const changed of this.#structureWatchers) changed();
        }
        for (const key of this.#watchers.keys()) this.#notify(key);
    }

    /**
     * Takes a notification about somebody else's change.
     * @param {import("./protocol.js").Envelope} envelope
     */
    receive({ type, data }) {
        if (!this.#session) return;
        this.#session.revision = Math.max(this.#session.revision, data.revision ?? 0);
        switch (type) {
            case "PLUGIN_PARAMETER_CHANGED":
                return this.#parameterChanged(data);
            case "PRESET_LOADED":
                return this.#presetLoaded(data);
            case "TRACK_CHANGED":
                return this.#trackChanged(data);
        }
    }

    /** @param {Record<string, any>} data */
    #parameterChanged(data) {
        const address = {
            trackId: data.track_id,
            insertId: data.plugin_id,
            parameterId: data.parameter_id,
        };
        const parameter = this.parameter(address);
        if (!parameter) return;
        parameter.value = data.parameter_value;
        parameter.text = data.text;
        this.#changed(address, data);
    }

    /** @param {Record<string, any>} data */
    #presetLoaded(data) {
        for (const [parameterId, value] of Object.entries(data.parameters ?? {})) {
            const address = { trackId: data.track_id, insertId: data.plugin_id, parameterId };
            const parameter = this.parameter(address);
            if (!parameter) continue;
            parameter.value = value;
            delete parameter.text;
            this.#changed(address, data);
        }
    }

    /** @param {Record<string, any>} data */
    #trackChanged(data) {
        const strip = this.strip(data.track_id);
        if (!strip) return;
        for (const field of /** @type {StripAddress["field"][]} */ (Object.keys(STRIP_REQUESTS))) {
            if (!(field in data)) continue;
            Object.assign(strip, { [field]: data[field] });
            this.#changed({ trackId: strip.id, field }, data);
        }
    }

    /**
     * @param {Address} address
     * @param {Record<string, any>} data of the notification
     */
    #changed(address, data) {
        const key = keyOf(address);
        this.#revisions.set(key, data.revision ?? 0);
        // The same person in two windows is still somebody else here.
        const userId = data.changed_by?.user_id || "someone";
        this.#changedBy.set(key, { userId, until: this.#clock.now() + CHANGED_BY_MILLISECONDS });
        this.#clock.setTimeout(() => this.#notify(key), CHANGED_BY_MILLISECONDS + 20);
        this.#notify(key);
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
        const { type, data } = requestFor(operation);
        this.#request(type, data).then(
            (ack) => this.#accepted(key, operation, ack),
            (error) => this.#refused(key, operation, error),
        );
    }

    /**
     * An ack may come after the news of a later change: then the later one stays.
     * @param {string} key
     * @param {Operation} operation
     * @param {{ revision?: number, status?: string }} ack
     */
    #accepted(key, operation, ack) {
        const isLatest = (ack.revision ?? Infinity) > (this.#revisions.get(key) ?? -1);
        if (isLatest && ack.status !== "superseded") this.#commit(operation);
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

    /** @param {Operation} operation */
    #commit({ address, value }) {
        if ("field" in address) {
            const strip = this.strip(address.trackId);
            if (strip) Object.assign(strip, { [address.field]: value });
            return;
        }
        const parameter = this.parameter(address);
        if (!parameter) return;
        parameter.value = Number(value);
        // The words that the server sent were about the value before.
        delete parameter.text;
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
        for (const changed of this.#watchers.get(key) ?? []) changed();
    }
}

/**
 * @param {Operation} operation
 * @returns {{ type: string, data: Record<string, any> }}
 */
function requestFor({ address, value }) {
    if ("field" in address) {
        const data = { track_id: address.trackId, [address.field]: value };
        return { type: STRIP_REQUESTS[address.field], data };
    }
    return {
        type: "PLUGIN_PARAMETER",
        data: {
            track_id: address.trackId,
            plugin_id: address.insertId,
            parameter_id: address.parameterId,
            parameter_value: value,
        },
    };
}

/**
 * All that makes a page be built anew when it changes.
 * @param {Session | null} session
 */
function structureOf(session) {
    if (!session) return "";
    const strips = [...session.tracks, session.master].map((strip) => [
        strip.id,
        strip.name,
        strip.inserts.map((insert) => [
            insert.id,
            insert.name,
            insert.placeholder,
            insert.parameters.map(({ id, minimum, maximum, kind }) => [id, minimum, maximum, kind]),
        ]),
    ]);
    return JSON.stringify([session.id, session.name, strips]);
}

/** @param {string} trackId */
export function isMaster(trackId) {
    return trackId === MASTER_ID;
}
