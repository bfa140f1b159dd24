/**
 * `1, 2` or `1 2` or `1-4` as numbers.
 * @param {string} text
 */
export function numbers(text) {
    return text.split(/[\s,]+/).filter(Boolean).flatMap((part) => {
        const [from, to] = part.split("-").map(Number);
        if (from === undefined || to === undefined || !(to > from)) return [Number(part)];
        return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}
