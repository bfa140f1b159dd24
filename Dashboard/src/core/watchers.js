/** Who wants to be called when something has changed. */
export class Watchers {
    /** @type {Set<() => void>} */
    #all = new Set();

    /** @param {() => void} changed */
    add(changed) {
        this.#all.add(changed);
    }

    tell() {
        for (const changed of this.#all) changed();
    }
}
