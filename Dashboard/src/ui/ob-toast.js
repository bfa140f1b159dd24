import { make } from "../core/element.js";

const SHOWN_MILLISECONDS = 8_000;
const TOASTS_MAX = 3;

/** The stack of short messages: what happened, and what to do. */
export class ObToasts extends HTMLElement {
    connectedCallback() {
        this.setAttribute("role", "log");
        this.setAttribute("aria-label", "Messages");
        this.setAttribute("aria-live", "polite");
    }

    /**
     * Shows a message for some seconds; one with the same words replaces the one before.
     * @param {string} message
     * @param {{ hint?: string, isError?: boolean, action?: { text: string, press: () => void } }} [options]
     *     `action`: what can be done about it
     */
    show(message, { hint = "", isError = false, action } = {}) {
        for (const toast of [...this.children]) {
            if (toast.getAttribute("data-message") === message) toast.remove();
        }
        while (this.children.length >= TOASTS_MAX) this.firstElementChild?.remove();
        const toast = make(
            "div",
            {
                class: isError ? "toast is-error" : "toast",
                "data-message": message,
                role: isError ? "alert" : null,
            },
            make(
                "div",
                {},
                make("p", { class: "toast-message" }, message),
                hint ? make("p", { class: "toast-hint" }, hint) : null,
                action
                    ? make("button", {
                        type: "button",
                        class: "small toast-action",
                        onclick: () => {
                            toast.remove();
                            action.press();
                        },
                    }, action.text)
                    : null,
            ),
            make("button", {
                type: "button",
                class: "quiet",
                "aria-label": "Dismiss",
                onclick: () => toast.remove(),
            }, "\u00d7"),
        );
        this.append(toast);
        setTimeout(() => toast.remove(), SHOWN_MILLISECONDS);
    }
}

customElements.define("ob-toasts", ObToasts);
