import { Watchers } from "../core/watchers.js";

/** @typedef {import("./protocol.js").Job} Job */

/** What goes on beside the playing: files that are rendered, scans. */
export class Jobs {
    /** @type {Map<string, Job>} */
    #jobs = new Map();
    #watchers = new Watchers();

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /** Those that wait or are on their way first, then the newest. @returns {Job[]} */
    get all() {
        const newest = [...this.#jobs.values()].reverse();
        return [...newest.filter(isRunning), ...newest.filter((job) => !isRunning(job))];
    }

    get running() {
        return [...this.#jobs.values()].filter(isRunning).length;
    }

    /**
     * Takes the history that comes with each connection.
     * @param {Job[]} jobs the oldest first
     */
    begin(jobs) {
        this.#jobs = new Map(jobs.map((job) => [job.job_id, job]));
        this.#watchers.tell();
    }

    /** @param {Job} job */
    receive(job) {
        this.#jobs.set(job.job_id, job);
        this.#watchers.tell();
    }
}

/** @param {Job} job */
export function isRunning({ status }) {
    return status === "queued" || status === "active";
}
