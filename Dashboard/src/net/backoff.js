const BACKOFF_MILLISECONDS = [250, 500, 1_000, 2_000, 4_000, 8_000];
const JITTER = 0.25;

/** When to try again: ever later, at most 8 s, and not everybody at the same moment. */
export class Backoff {
    #random;
    /** The number of the next attempt since the last success. */
    attempt = 0;
    /** When it is due, in milliseconds of the clock. */
    dueAt = 0;

    /** @param {() => number} random 0 to 1 */
    constructor(random) {
        this.#random = random;
    }

    /**
     * @param {number} now
     * @param {boolean} [isLater] not before the longest wait
     */
    failed(now, isLater = false) {
        const last = BACKOFF_MILLISECONDS.length - 1;
        const step = isLater ? last : Math.min(this.attempt, last);
        this.attempt += 1;
        const jitter = 1 + JITTER * (2 * this.#random() - 1);
        this.dueAt = now + (BACKOFF_MILLISECONDS[step] ?? 0) * jitter;
    }

    succeeded() {
        this.attempt = 0;
    }
}
