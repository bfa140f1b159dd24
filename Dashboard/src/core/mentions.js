/**
 * Cuts a text at `#Name` and `@Name` of names that there are. The longest name counts, and it ends where a word
 * does.
 *
 * @typedef {{ text: string, mark?: "#" | "@", name?: string }} Piece
 *
 * @param {string} text
 * @param {Record<"#" | "@", readonly string[]>} names
 * @returns {Piece[]} which make up the text again
 */
export function mentionsIn(text, names) {
    /** @type {Piece[]} */
    const pieces = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
        const mark = text[at];
        if ((mark !== "#" && mark !== "@") || isWord(text[at - 1])) continue;
        const rest = text.slice(at + 1).toLowerCase();
        const name = names[mark]
            .filter((one) => one && rest.startsWith(one.toLowerCase()) && !isWord(rest[one.length]))
            .sort((one, other) => other.length - one.length)[0];
        if (!name) continue;
        if (at > from) pieces.push({ text: text.slice(from, at) });
        from = at + 1 + name.length;
        pieces.push({ text: text.slice(at, from), mark, name });
        at = from - 1;
    }
    if (from < text.length) pieces.push({ text: text.slice(from) });
    return pieces;
}

/** @param {string | undefined} character */
function isWord(character) {
    return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
