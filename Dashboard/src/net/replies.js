import { RequestError } from "./protocol.js";

/**
 * Requests that wait for their answers, by id.
 *
 * @typedef {{ resolve: (data: any) => void, reject: (error: Error) => void }} Waiting
 */
export class Replies {
    #lastId = 0;
    /** @type {Map<string, Waiting>} */
    #waiting = new Map();

    /**
     * An id for a new request, and what its answer will be.
     * @returns {{ id: string, answer: Promise<any> }} `answer` rejects with a RequestError
     */
    expect() {
        const id = `c-${++this.#lastId}`;
        const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
        return { id, answer };
    }

    /**
     * Takes an `ack` or an `error`. One that nobody waits for is left out.
     * @param {import("./protocol.js").Envelope} envelope
     */
    take({ id, type, data }) {
        const waiting = id === undefined ? undefined : this.#waiting.get(id);
        if (id === undefined || !waiting) return;
        this.#waiting.delete(id);
        if (type === "ack") return waiting.resolve(data);
        waiting.reject(new RequestError(/** @type {import("./protocol.js").WireError} */ (data)));
    }

    /** No longer waits for one. @param {string} id */
    forget(id) {
        this.#waiting.delete(id);
    }

    /** The connection is lost: nothing will be answered any more. */
    abandon() {
        const waiting = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const { reject } of waiting) reject(RequestError.connectionLost());
    }
}
