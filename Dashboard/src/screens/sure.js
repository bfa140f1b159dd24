import { make } from "../core/element.js";

/** How long a button waits for the second press that means it. */
const SURE_MILLISECONDS = 4_000;

/**
 * A button that is pressed twice, because there is no easy way back.
 * @param {object} parts
 * @param {string} parts.text
 * @param {string} parts.sure what it says in between
 * @param {Record<string, any>} [parts.attributes]
 * @param {(button: HTMLButtonElement) => void} parts.press
 */
export function makeSureButton({ text, sure, attributes = {}, press }) {
    const button = make("button", { type: "button", ...attributes }, text);
    /** @type {any} */
    let timer = null;
    function rest() {
        clearTimeout(timer);
        timer = null;
        button.classList.remove("danger");
        button.textContent = text;
    }
    button.addEventListener("click", () => {
        if (timer !== null) {
            rest();
            return press(button);
        }
        timer = setTimeout(rest, SURE_MILLISECONDS);
        button.classList.add("danger");
        button.textContent = sure;
    });
    button.addEventListener("blur", rest);
    return button;
}
