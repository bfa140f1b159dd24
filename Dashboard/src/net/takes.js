/**
 * What is being recorded, and what was recorded since this page was opened: the server keeps no list
 * of files.
 *
 * @typedef {object} Take
 * @property {number} number from 1
 * @property {string} trackId
 * @property {string} path
 * @property {number} frames
 * @property {number} droppedFrames
 * @property {string} error empty where there was none
 */
export class Takes {
    /** @type {Map<string, string>} */
    #running = new Map();
    /** The newest first. @type {Take[]} */
    #done = [];
    /** @type {Set<() => void>} */
    #watchers = new Set();

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /**
     * The file that a strip is being written to; undefined where it is not.
     * @param {string} trackId
     */
    running(trackId) {
        return this.#running.get(trackId);
    }

    /** @returns {readonly Take[]} */
    get done() {
        return this.#done;
    }

    /** A new connection begins: what runs is told anew. */
    reset() {
        this.#running.clear();
        this.#tell();
    }

    /**
     * The server's answer to who began it.
     * @param {string} trackId
     * @param {string} path
     */
    began(trackId, path) {
        this.#running.set(trackId, path);
        this.#tell();
    }

    /**
     * Takes a `recording` notification; it comes at both ends, to who ended it too.
     * @param {Record<string, any>} data
     */
    receive(data) {
        const trackId = data["track_id"];
        if (data["running"]) return this.began(trackId, data["path"]);
        this.#running.delete(trackId);
        this.#done.unshift({
            number: this.#done.length + 1,
            trackId,
            path: data["path"],
            frames: data["frames"],
            droppedFrames: data["dropped_frames"],
            error: data["error"] ?? "",
        });
        this.#tell();
    }

    #tell() {
        for (const changed of this.#watchers) changed();
    }
}
