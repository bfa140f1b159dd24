import { make } from "../core/element.js";
import { clearProblem } from "../ui/problem.js";

/**
 * Opens a dialog over the page, and takes it off when it is closed. The keyboard goes back to where it
 * came from by itself.
 * @param {object} parts
 * @param {string} parts.title
 * @param {string} [parts.name] of its class
 * @param {(close: () => void) => (Node | null)[]} parts.content
 * @returns {HTMLDialogElement}
 */
export function openDialog({ title, name = "", content }) {
    const close = () => dialog.close();
    const dialog = make(
        "dialog",
        { class: `dialog ${name}`, "aria-label": title },
        make(
            "header",
            { class: "dialog-head" },
            make("h2", {}, title),
            make("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: close }, "\u00d7"),
        ),
    );
    dialog.append(...content(close).filter((node) => node !== null));
    dialog.addEventListener("close", () => {
        clearProblem();
        dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
}

/**
 * A field of a form with its name.
 * @param {string} name
 * @param {HTMLElement} control
 */
export function field(name, control) {
    return make("label", { class: "field" }, make("span", {}, name), control);
}

/**
 * The end of a form: what does it, and what does not.
 * @param {string} verb
 * @param {() => void} close
 */
export function formButtons(verb, close) {
    const submit = make("button", { type: "submit", class: "primary" }, verb);
    const cancel = make("button", { type: "button", onclick: close }, "Cancel");
    return { submit, row: make("div", { class: "row dialog-buttons" }, submit, cancel) };
}
