import { make, uniqueId } from "../core/element.js";

const SHOWN_MILLISECONDS = 10_000;
const MARGIN_PIXELS = 8;

/** @type {{ anchor: Element, box: HTMLElement, timer: any } | null} */
let shown = null;

/**
 * Says at a control what the server had against it, with the server's own hint. It goes away after
 * some seconds, by Escape, and when the control is used again.
 * @param {Element} anchor
 * @param {Error & { hint?: string }} error
 * @param {{ text: string, press: () => void }} [action] what can be done about it
 */
export function showProblem(anchor, error, action) {
    clearProblem();
    const id = uniqueId();
    const hint = error.hint ?? "";
    const box = make(
        "div",
        { class: "problem", role: "alert", id, popover: "manual" },
        make("p", {}, error.message),
        hint ? make("p", { class: "problem-hint" }, hint) : null,
        action ? make("button", { type: "button", class: "small", onclick: action.press }, action.text) : null,
    );
    // Beside the anchor in the document as well: a dialog makes all that is outside it inert.
    (anchor.closest("dialog") ?? document.body).append(box);
    box.showPopover?.();
    place(box, anchor);
    anchor.setAttribute("aria-describedby", id);
    box.addEventListener("click", clearProblem);
    shown = { anchor, box, timer: setTimeout(clearProblem, SHOWN_MILLISECONDS) };
}

/** Takes the message away. */
export function clearProblem() {
    if (!shown) return;
    clearTimeout(shown.timer);
    shown.anchor.removeAttribute("aria-describedby");
    shown.box.remove();
    shown = null;
}

/**
 * Below the control, or above it where there is no room, and never outside the window.
 * @param {HTMLElement} box
 * @param {Element} anchor
 */
function place(box, anchor) {
    const at = anchor.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const fits = at.bottom + MARGIN_PIXELS + height <= innerHeight;
    const top = fits ? at.bottom + MARGIN_PIXELS : at.top - MARGIN_PIXELS - height;
    const left = Math.min(at.left, innerWidth - width - MARGIN_PIXELS);
    box.style.top = `${Math.max(top, MARGIN_PIXELS)}px`;
    box.style.left = `${Math.max(left, MARGIN_PIXELS)}px`;
}

addEventListener("keydown", (event) => event.key === "Escape" && clearProblem());
