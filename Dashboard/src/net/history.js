import { Watchers } from "../core/watchers.js";

/**
 * What this person can take back and do again. The history is one for all; each takes back what is
 * theirs.
 *
 * @typedef {{ id: number, user_id: string, type: string, subject: string, text: string, undone: boolean }} Step
 */

/** After a change the steps are asked for, when it has been quiet for so long. */
const QUIET_MILLISECONDS = 250;
const WAIT_MILLISECONDS_MAX = 2_000;
const STEPS = 50;

export class History {
    #request;
    #clock;
    #userId;
    #watchers = new Watchers();
    /** @type {Step[]} */
    #steps = [];
    #isLive = false;
    /** @type {any} */
    #timer = null;
    /** Since when it is known to be out of date. @type {number | null} */
    #staleSince = null;

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     * @param {() => string} parts.userId who this person is
     */
    constructor({ request, clock, userId }) {
        this.#request = request;
        this.#clock = clock;
        this.#userId = userId;
    }

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /** What UNDO would take back. @returns {Step | undefined} */
    get undo() {
        return this.#own.findLast(({ undone }) => !undone);
    }

    /** What REDO would do again. @returns {Step | undefined} */
    get redo() {
        const own = this.#own;
        return own[own.findLastIndex(({ undone }) => !undone) + 1];
    }

    get #own() {
        const user = this.#userId();
        return this.#steps.filter(({ user_id }) => user_id === user);
    }

    /** @param {boolean} isLive */
    set isLive(isLive) {
        this.#isLive = isLive;
        if (!isLive) return;
        this.#ask();
    }

    /** Something has changed. */
    touch() {
        if (!this.#isLive) return;
        const now = this.#clock.now();
        this.#staleSince ??= now;
        const wait = Math.min(QUIET_MILLISECONDS, this.#staleSince + WAIT_MILLISECONDS_MAX - now);
        this.#clock.clearTimeout(this.#timer);
        this.#timer = this.#clock.setTimeout(() => this.#ask(), Math.max(wait, 0));
    }

    async #ask() {
        this.#clock.clearTimeout(this.#timer);
        this.#staleSince = null;
        if (!this.#isLive) return;
        try {
            const { steps } = await this.#request("HISTORY", { limit: STEPS });
            this.#steps = steps;
            this.#watchers.tell();
        } catch {
            // With the next change it is asked again.
        }
    }
}
