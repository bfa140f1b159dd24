import { Watchers } from "../core/watchers.js";
import { addressOfHold, keyOf } from "./address.js";

/**
 * Who is here: a person with two devices is here twice.
 *
 * @typedef {import("./protocol.js").Person} Person
 * @typedef {Person & { connectionId: string, isOwn: boolean }} Present
 */
export class People {
    /** @type {Map<string, Person>} */
    #people = new Map();
    #ownId = "";
    #watchers = new Watchers();

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /** This page's connection, which is another one after each loss. @param {string} connectionId */
    set ownId(connectionId) {
        this.#ownId = connectionId;
        this.#people.clear();
        this.#watchers.tell();
    }

    /**
     * Takes a `presence` notification.
     * @param {{ whole: boolean, people: Record<string, Person>, gone: string[] }} news
     */
    receive({ whole, people, gone }) {
        if (whole) this.#people.clear();
        for (const [connectionId, person] of Object.entries(people)) {
            this.#people.set(connectionId, person);
        }
        for (const connectionId of gone) this.#people.delete(connectionId);
        this.#watchers.tell();
    }

    /** Nobody is known to be here while there is no connection. */
    forget() {
        this.#people.clear();
        this.#watchers.tell();
    }

    /** This page first, then by name. @returns {Present[]} */
    get all() {
        const all = [...this.#people].map(([connectionId, person]) => ({
            ...person,
            connectionId,
            isOwn: connectionId === this.#ownId,
        }));
        return all.sort((one, other) =>
            Number(other.isOwn) - Number(one.isOwn) || one.user_id.localeCompare(other.user_id) ||
            one.connectionId.localeCompare(other.connectionId)
        );
    }

    /** Who else has a hand on what: user ids by the keys of controls. @returns {Map<string, string>} */
    get holders() {
        const holders = new Map();
        for (const [connectionId, { user_id, holds }] of this.#people) {
            if (connectionId === this.#ownId) continue;
            for (const hold of holds) holders.set(keyOf(addressOfHold(hold)), user_id || "someone");
        }
        return holders;
    }
}

/**
 * Tells the others where this person is, soon after it changes and often enough to stay here.
 *
 * @typedef {{ place: string, focus: { track_id: string, plugin_id?: string } | null }} Place
 */
export class OwnPresence {
    #request;
    #clock;
    /** @type {Place} */
    #place = { place: "", focus: null };
    #isAway = false;
    #told = "";
    #isLive = false;
    /** @type {any} */
    #timer = null;

    static SOON_MILLISECONDS = 300;
    /** A device that asks for nothing for 30 s is gone. */
    static RENEW_MILLISECONDS = 15_000;

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     */
    constructor({ request, clock }) {
        this.#request = request;
        this.#clock = clock;
    }

    /** @param {Place} place */
    set place(place) {
        this.#place = place;
        this.#soon();
    }

    /** Whether the page is out of sight. @param {boolean} isAway */
    set isAway(isAway) {
        this.#isAway = isAway;
        this.#soon();
    }

    /** Says it again, because something about the person is another thing. */
    renew() {
        this.#told = "";
        this.#soon();
    }

    /** @param {boolean} isLive */
    set isLive(isLive) {
        if (isLive === this.#isLive) return;
        this.#isLive = isLive;
        this.#told = "";
        this.#soon();
    }

    #soon() {
        this.#clock.clearTimeout(this.#timer);
        if (!this.#isLive) return;
        this.#timer = this.#clock.setTimeout(() => this.#tell(false), OwnPresence.SOON_MILLISECONDS);
    }

    /** @param {boolean} isRenewal */
    #tell(isRenewal) {
        if (!this.#isLive) return;
        const data = { ...this.#place, status: this.#isAway ? "away" : "active" };
        const text = JSON.stringify(data);
        if (isRenewal || text !== this.#told) {
            this.#told = text;
            // The next renewal says it again.
            this.#request("PRESENCE_SET", data).catch(() => {});
        }
        this.#timer = this.#clock.setTimeout(() => this.#tell(true), OwnPresence.RENEW_MILLISECONDS);
    }
}
