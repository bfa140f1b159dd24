/**
 * Patches of the session's state (RFC 6902, of which deltas have `add`, `replace` and `remove`).
 *
 * @typedef {object} Operation
 * @property {"add" | "replace" | "remove"} op
 * @property {string} path a JSON pointer (RFC 6901)
 * @property {any} [value]
 */

/**
 * The keys that a pointer goes through.
 * @param {string} pointer
 * @returns {string[]}
 */
export function tokensOf(pointer) {
    const tokens = pointer.split("/").slice(1);
    return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Does operations to a document, in its place.
 * @param {any} document
 * @param {Operation[]} operations
 * @throws {RangeError} where one does not fit: the document is not what the patch is for
 */
export function applyPatch(document, operations) {
    for (const { op, path, value } of operations) {
        const tokens = tokensOf(path);
        const last = tokens.pop();
        let holder = document;
        for (const token of tokens) holder = Object.hasOwn(holder ?? {}, token) ? holder[token] : undefined;
        const isHolder = typeof holder === "object" && holder !== null && !Array.isArray(holder);
        if (last === undefined || !isHolder || (op === "remove" && !Object.hasOwn(holder, last))) {
            throw new RangeError(`${op} ${path} does not fit.`);
        }
        if (op === "remove") {
            delete holder[last];
        } else {
            // A key of "__proto__" is a name like any other.
            Object.defineProperty(holder, last, {
                value,
                writable: true,
                enumerable: true,
                configurable: true,
            });
        }
    }
}
