import { make, setText } from "../core/element.js";
import { memory } from "../core/memory.js";

const OPEN_KEY = "outboard.dock";
const TAB_KEY = "outboard.dock-tab";
/** Below this the dock lies over the mixer, and begins closed. */
const BESIDE = matchMedia("(min-width: 1100px)");

/**
 * What the dock shows, one at a time.
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} name
 * @property {HTMLElement} root
 * @property {(isShown: boolean) => void} show is told when it comes into sight or goes
 */

/** The right dock: people, chat and activity. It is the person's own matter whether it is open. */
export class Dock {
    #root;
    #toggle;
    #tabs;
    #isOpen = false;
    #shown = "";
    #count = make("span", { class: "count", hidden: true });
    /** @type {Map<string, HTMLButtonElement>} */
    #buttons = new Map();

    /**
     * @param {object} parts
     * @param {HTMLElement} parts.root
     * @param {HTMLElement} parts.toggle
     * @param {Tab[]} parts.tabs
     */
    constructor({ root, toggle, tabs }) {
        this.#root = root;
        this.#toggle = toggle;
        this.#tabs = tabs;
        toggle.append(this.#count);
        toggle.addEventListener("click", () => this.toggle());
        const list = make("div", { class: "dock-tabs", role: "tablist", "aria-label": "Dock" });
        for (const tab of tabs) {
            const button = make("button", {
                type: "button",
                role: "tab",
                id: `tab-${tab.id}`,
                "aria-controls": `dock-${tab.id}`,
                onclick: () => this.show(tab.id),
            }, tab.name);
            this.#buttons.set(tab.id, button);
            list.append(button);
            tab.root.id = `dock-${tab.id}`;
            tab.root.setAttribute("role", "tabpanel");
            tab.root.setAttribute("aria-labelledby", `tab-${tab.id}`);
        }
        list.addEventListener("keydown", (event) => this.#step(event));
        const close = make("button", {
            type: "button",
            class: "quiet dock-close",
            "aria-label": "Close the dock",
            onclick: () => this.#close(),
        }, "\u00d7");
        root.append(make("div", { class: "dock-head" }, list, close), ...tabs.map((tab) => tab.root));
        root.addEventListener("keydown", (event) => {
            if (event.key === "Escape" && !event.defaultPrevented && !BESIDE.matches) this.#close();
        });
        this.show(memory.read(TAB_KEY) ?? "");
        this.#open(BESIDE.matches && memory.read(OPEN_KEY) !== "closed");
    }

    /** How many messages wait to be read. @param {number} count */
    set unread(count) {
        this.#count.hidden = count === 0;
        setText(this.#count, count > 99 ? "99+" : String(count));
        const words = count === 0 ? "" : `, ${count} unread`;
        this.#toggle.setAttribute("aria-label", `People, chat and activity${words}`);
        const chat = this.#buttons.get("chat");
        if (chat) setText(chat, count === 0 ? "Chat" : `Chat (${count > 99 ? "99+" : count})`);
    }

    toggle() {
        this.#open(!this.#isOpen);
        // Over a narrow page it is only for the moment.
        if (BESIDE.matches) memory.write(OPEN_KEY, this.#isOpen ? "open" : "closed");
        if (this.#isOpen) this.#buttons.get(this.#shown)?.focus({ preventScroll: true });
    }

    /** @param {string} id of a tab */
    show(id) {
        const wanted = this.#tabs.find((tab) => tab.id === id) ?? this.#tabs[0];
        if (!wanted) return;
        this.#shown = wanted.id;
        memory.write(TAB_KEY, wanted.id);
        for (const tab of this.#tabs) {
            const isShown = tab === wanted;
            const button = this.#buttons.get(tab.id);
            tab.root.hidden = !isShown;
            button?.setAttribute("aria-selected", String(isShown));
            button?.setAttribute("tabindex", isShown ? "0" : "-1");
            tab.show(isShown && this.#isOpen);
        }
    }

    #close() {
        if (this.#isOpen) this.toggle();
        this.#toggle.focus({ preventScroll: true });
    }

    /** @param {boolean} isOpen */
    #open(isOpen) {
        this.#isOpen = isOpen;
        this.#root.hidden = !isOpen;
        this.#toggle.setAttribute("aria-expanded", String(isOpen));
        document.body.classList.toggle("has-dock", isOpen);
        for (const tab of this.#tabs) tab.show(isOpen && tab.id === this.#shown);
    }

    /** @param {KeyboardEvent} event */
    #step(event) {
        const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (by === 0) return;
        event.preventDefault();
        const index = this.#tabs.findIndex(({ id }) => id === this.#shown);
        const next = this.#tabs[(index + by + this.#tabs.length) % this.#tabs.length];
        this.show(next?.id ?? "");
        this.#buttons.get(this.#shown)?.focus();
    }
}
