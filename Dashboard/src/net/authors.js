/**
 * Who else did something to a control: who has just changed it, and who has a hand on it now.
 */

const CHANGED_BY_MILLISECONDS = 4_000;

export class Authors {
    /** @type {Map<string, { userId: string, until: number }>} */
    #changed = new Map();
    /** The revisions that this page's last changes made. @type {Map<string, number>} */
    #own = new Map();
    /** Who else has a hand on what. @type {Map<string, string>} */
    #holders = new Map();

    /** Another session begins. */
    forget() {
        this.#own.clear();
        this.#changed.clear();
    }

    /**
     * This page's own change of a control was taken.
     * @param {string} key
     * @param {number} revision
     */
    took(key, revision) {
        this.#own.set(key, revision);
    }

    /**
     * Notes who else changed a control.
     * @param {string} key
     * @param {import("./protocol.js").Delta} delta
     * @param {string} connectionId of this page
     * @param {number} now
     * @returns {number | null} milliseconds after which it is no news any more; null: nobody else did
     */
    note(key, { from, to, changes }, connectionId, now) {
        const own = this.#own.get(key) ?? -1;
        if (own > from && own <= to) return null;
        const change = changes.findLast(({ changed_by }) => changed_by.connection_id !== connectionId);
        if (!change) return null;
        // The same person in two windows is still somebody else here.
        const userId = change.changed_by.user_id || "someone";
        this.#changed.set(key, { userId, until: now + CHANGED_BY_MILLISECONDS });
        return CHANGED_BY_MILLISECONDS;
    }

    /**
     * This page changes it now.
     * @param {string} key
     */
    clear(key) {
        this.#changed.delete(key);
    }

    /**
     * Who else changed it in the last seconds.
     * @param {string} key
     * @param {number} now
     * @returns {string | null}
     */
    changedBy(key, now) {
        const change = this.#changed.get(key);
        return change && change.until > now ? change.userId : null;
    }

    /**
     * Who else has a hand on it.
     * @param {string} key
     * @returns {string | null}
     */
    heldBy(key) {
        return this.#holders.get(key) ?? null;
    }

    /**
     * Takes who else has a hand on what.
     * @param {Map<string, string>} holders user ids by the keys of controls
     * @returns {string[]} the keys for which that is another now
     */
    setHolders(holders) {
        const before = this.#holders;
        this.#holders = holders;
        const keys = new Set([...before.keys(), ...holders.keys()]);
        return [...keys].filter((key) => before.get(key) !== holders.get(key));
    }
}
