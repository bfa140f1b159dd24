/**
 * Makes an element: `make("p", { class: "hint", onclick: close }, "Text", other)`.
 *
 * Keys that start with `on` become listeners, `true` an empty attribute, and `false`, null and
 * undefined none. Text is always text: nothing here reads HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    setAttributes(element, attributes);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
}

/**
 * @param {Element} element
 * @param {Record<string, any>} attributes
 */
export function setAttributes(element, attributes) {
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
        else if (value === false || value === null || value === undefined) {
            element.removeAttribute(key);
        } else element.setAttribute(key, value === true ? "" : String(value));
    }
}

/**
 * Sets a text only when it differs, so that nothing is laid out or announced twice.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

let lastId = 0;

/** An id for `aria-labelledby` that is unique on the page. */
export function uniqueId() {
    return `ob-${++lastId}`;
}
