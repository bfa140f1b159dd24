/**
 * The same person has the same colour everywhere.
 * @param {string} userId
 */
export function hueOf(userId) {
    let hash = 0;
    for (const character of userId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
    return hash;
}

/**
 * One or two letters that stand for a person.
 * @param {string} userId
 */
export function initials(userId) {
    const words = userId.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const [first = "?", second] = words;
    const letters = second ? [...first].slice(0, 1).concat([...second].slice(0, 1)) : [...first].slice(0, 2);
    return letters.join("").toUpperCase();
}
