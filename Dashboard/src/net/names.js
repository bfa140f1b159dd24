/** Ids for what this page adds: readable, and not taken yet. */

import { stripsOf } from "./address.js";

/** @typedef {import("./protocol.js").Session} Session */

const CHARACTERS_MAX = 32;

/**
 * A name as an id: `Böse Gitarre 2` is `bose-gitarre-2`.
 * @param {string} name
 */
export function slug(name) {
    const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const words = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
    return words.slice(0, CHARACTERS_MAX).replace(/-+$/, "") || "new";
}

/**
 * The slug of a name, with a number behind it where that is taken.
 * @param {string} name
 * @param {Iterable<string>} taken
 */
export function freeId(name, taken) {
    const ids = new Set(taken);
    const base = slug(name);
    if (!ids.has(base)) return base;
    for (let number = 2;; number++) {
        if (!ids.has(`${base}-${number}`)) return `${base}-${number}`;
    }
}

/**
 * An id for a track or a bus: they share one space.
 * @param {Session | null} session
 * @param {string} name
 */
export function freeStripId(session, name) {
    return freeId(name, stripsOf(session).map(({ id }) => id));
}

/**
 * An id for an insert: one session has no two of the same.
 * @param {Session | null} session
 * @param {string} trackId
 * @param {string} name of the plugin
 */
export function freeInsertId(session, trackId, name) {
    const taken = stripsOf(session).flatMap(({ inserts }) => Object.keys(inserts));
    return freeId(`${trackId} ${name}`, taken);
}
