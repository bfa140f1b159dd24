import { make } from "../core/element.js";
import { outputKey, outputText } from "../net/routes.js";

/** @typedef {import("../net/routes.js").Route} Route */
/** @typedef {import("../net/protocol.js").Output} Output */

/** Where a strip goes. Dispatches `ob-input` with the output. */
export class ObRoute extends HTMLElement {
    #select;
    /** @type {Route[]} */
    #routes = [];
    /** @type {Output} */
    #value = "master";

    /** @param {string} label */
    constructor(label) {
        super();
        this.#select = make("select", { "aria-label": label });
        this.#select.addEventListener("change", () => {
            const route = this.#routes.find(({ output }) => outputKey(output) === this.#select.value);
            if (!route) return;
            this.#value = route.output;
            this.dispatchEvent(new CustomEvent("ob-input", { detail: route.output }));
        });
    }

    connectedCallback() {
        if (!this.#select.isConnected) this.append(this.#select);
    }

    /** What can be chosen; a value that is not among them is shown as well. */
    set routes(/** @type {Route[]} */ routes) {
        this.#routes = routes;
        this.#show();
    }

    get value() {
        return this.#value;
    }

    set value(output) {
        this.#value = output ?? "master";
        this.#show();
    }

    get disabled() {
        return this.#select.disabled;
    }

    set disabled(isDisabled) {
        this.#select.disabled = isDisabled;
    }

    #show() {
        const key = outputKey(this.#value);
        const isOffered = this.#routes.some(({ output }) => outputKey(output) === key);
        const routes = isOffered
            ? this.#routes
            : [...this.#routes, { label: outputText(this.#value), output: this.#value }];
        const wanted = routes.map(({ label, output }) => `${outputKey(output)} ${label}`).join("\n");
        // An open list must not change under somebody's finger.
        if (this.#select.dataset["routes"] !== wanted) {
            this.#select.dataset["routes"] = wanted;
            this.#select.replaceChildren(
                ...routes.map(({ label, output }) =>
                    make("option", { value: outputKey(output) }, `\u2192 ${label}`)
                ),
            );
        }
        this.#select.value = key;
    }
}

customElements.define("ob-route", ObRoute);
