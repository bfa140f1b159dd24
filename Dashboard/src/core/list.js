/**
 * Brings the children of an element in line with a list, and leaves alone what did not change: who
 * holds a control does not lose it because somebody else added something.
 *
 * @template Item
 * @param {Element} parent whose children are made here, all of them
 * @param {readonly Item[]} items
 * @param {object} rules
 * @param {(item: Item) => string} rules.key the same for the same thing
 * @param {(item: Item) => string} rules.signature another one means that it is made anew
 * @param {(item: Item) => HTMLElement} rules.make
 * @returns {boolean} whether anything changed
 */
export function reconcile(parent, items, { key, signature, make }) {
    const before = new Map([...parent.children].map((child) => [keys.get(child)?.key, child]));
    let hasChanged = before.size !== items.length;
    const children = items.map((item) => {
        const made = { key: key(item), signature: signature(item) };
        const child = before.get(made.key);
        if (child && keys.get(child)?.signature === made.signature) return child;
        hasChanged = true;
        const fresh = make(item);
        keys.set(fresh, made);
        return fresh;
    });
    const kept = new Set(children);
    for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
    children.forEach((child, index) => {
        const there = parent.children[index] ?? null;
        if (there === child) return;
        hasChanged = true;
        parent.insertBefore(child, there);
    });
    return hasChanged;
}

/** @type {WeakMap<Element, { key: string, signature: string }>} */
const keys = new WeakMap();

/**
 * Keeps the keyboard's place while something is built anew: the control of the same name has the
 * focus afterwards, and what was being typed stands in it.
 * @param {HTMLElement} root
 * @param {() => void} build
 */
export function keepingFocus(root, build) {
    const active = document.activeElement;
    const label = active && root.contains(active) ? active.getAttribute("aria-label") : null;
    const typed = active instanceof HTMLInputElement ? active.value : null;
    build();
    if (label === null || active?.isConnected) return;
    /** @type {HTMLElement | null} */
    const heir = root.querySelector(`[aria-label="${CSS.escape(label)}"]`);
    if (heir instanceof HTMLInputElement && typed !== null) heir.value = typed;
    heir?.focus({ preventScroll: true });
}
