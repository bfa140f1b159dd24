// @ts-check
/**
 * How a page comes by its token: from a link with a ticket, which holds once; from a link with the token itself; or from
 * what it kept when it was here before.
 *
 * Both stand in the fragment, which browsers never send to a server, and are taken out of the address, so that neither
 * gets into a history or is passed on with the link.
 */

const KEY = "outboard-token";

/**
 * @typedef {object} Surroundings
 * @property {string} hash the address's fragment
 * @property {() => void} clearHash
 * @property {{ getItem: (key: string) => string | null, setItem: (key: string, value: string) => void,
 *   removeItem: (key: string) => void }} storage
 * @property {(path: string, body: object) => Promise<{ ok: boolean, json: () => Promise<any> }>} post
 * @property {() => number} now milliseconds since 1970
 */

/**
 * The token to identify with. undefined: there is none, which may be enough.
 * @param {Surroundings} surroundings
 * @returns {Promise<string | undefined>}
 */
export async function takeToken({ hash, clearHash, storage, post, now }) {
    const fragment = new URLSearchParams(hash.slice(1));
    const ticket = fragment.get("ticket");
    const token = fragment.get("token");
    if (ticket || token) clearHash();
    if (ticket) {
        const made = await exchange(ticket, post);
        if (made) {
            keep(storage, { token: made.token, expiresAt: Date.parse(made.expires_at) });
            return made.token;
        }
    }
    if (token) {
        keep(storage, { token, expiresAt: null });
        return token;
    }
    return kept(storage, now());
}

/**
 * Forgets a token that did not hold.
 * @param {Surroundings["storage"]} storage
 */
export function forgetToken(storage) {
    try {
        storage.removeItem(KEY);
    } catch {
        // A browser without storage kept nothing.
    }
}

/**
 * @param {string} ticket
 * @param {Surroundings["post"]} post
 */
async function exchange(ticket, post) {
    try {
        const answer = await post("/api/token", { ticket });
        return answer.ok ? await answer.json() : undefined;
    } catch {
        return undefined;
    }
}

/**
 * @param {Surroundings["storage"]} storage
 * @param {{ token: string, expiresAt: number | null }} entry
 */
function keep(storage, entry) {
    try {
        storage.setItem(KEY, JSON.stringify(entry));
    } catch {
        // Then it is for as long as the page is open.
    }
}

/**
 * @param {Surroundings["storage"]} storage
 * @param {number} now
 * @returns {string | undefined}
 */
function kept(storage, now) {
    try {
        const entry = JSON.parse(storage.getItem(KEY) ?? "null");
        if (typeof entry?.token !== "string") return undefined;
        if (entry.expiresAt !== null && entry.expiresAt <= now) {
            storage.removeItem(KEY);
            return undefined;
        }
        return entry.token;
    } catch {
        return undefined;
    }
}
