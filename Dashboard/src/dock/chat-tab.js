import { make, setText } from "../core/element.js";
import { reconcile } from "../core/list.js";
import { memory } from "../core/memory.js";
import { dayText } from "../core/time.js";
import { TEXT_CHARACTERS_MAX } from "../net/chat.js";
import { showProblem } from "../ui/problem.js";
import { makeDay, makeMessage, makeNewLine, makeOutgoing } from "./bubble.js";

/**
 * @typedef {import("../net/chat.js").Chat} Chat
 * @typedef {import("./bubble.js").Row} Row
 */

const DRAFT_KEY = "outboard.draft.";
/** Who writes again within this time is not named again. */
const GROUP_MILLISECONDS = 300_000;
/** What is in sight for so long counts as read. */
const READ_MILLISECONDS = 1_000;
const END_PIXELS = 40;

/** What people say: bubbles, who writes, who has read, and the field to say something. */
export class ChatTab {
    id = "chat";
    name = "Chat";
    root = make("div", { class: "dock-part chat" });
    #chat;
    #userId;
    #now;
    #sessionId;
    #named;
    #isShown = false;
    #wasAtEnd = true;
    /** @type {any} */
    #readTimer = null;
    /** The first message that was not read when the chat came into sight. @type {number | null} */
    #newFrom = null;
    #older = make("button", { type: "button", class: "quiet small older", onclick: () => this.#loadOlder() },
        "Earlier messages");
    #list = make("ul", { class: "bubbles" });
    #scroll = make("div", {
        class: "chat-scroll",
        role: "log",
        "aria-label": "Chat",
        "aria-live": "polite",
        tabindex: "0",
    }, this.#older, this.#list);
    #empty = make("p", { class: "empty" }, "Nothing was said yet.");
    #typing = make("p", { class: "typing facts" });
    #field = make("textarea", {
        rows: 2,
        maxlength: TEXT_CHARACTERS_MAX,
        "aria-label": "Message",
        placeholder: "Message to all",
    });
    #send = make("button", { type: "submit", class: "primary" }, "Send");

    /**
     * @param {object} parts
     * @param {Chat} parts.chat
     * @param {() => string} parts.userId
     * @param {() => number} parts.now milliseconds since 1970, by the server
     * @param {() => string} parts.sessionId
     * @param {() => import("./bubble.js").Named} parts.named what a text may name
     */
    constructor({ chat, userId, now, sessionId, named }) {
        this.#chat = chat;
        this.#userId = userId;
        this.#now = now;
        this.#sessionId = sessionId;
        this.#named = named;
        const form = make("form", { class: "chat-form" }, this.#field, this.#send);
        this.root.append(this.#scroll, this.#empty, this.#typing, form);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.#say();
        });
        this.#field.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            this.#say();
        });
        this.#field.addEventListener("input", () => {
            memory.write(DRAFT_KEY + this.#sessionId(), this.#field.value);
            if (this.#field.value.trim()) chat.typed();
        });
        // Who was at the end stays there, whatever makes the room smaller.
        new ResizeObserver(() => this.#wasAtEnd && this.#toEnd()).observe(this.#scroll);
        this.#scroll.addEventListener("scroll", () => {
            this.#wasAtEnd = this.#isAtEnd;
            if (this.#scroll.scrollTop < END_PIXELS && chat.hasOlder) this.#loadOlder();
            this.#read();
        });
        document.addEventListener("visibilitychange", () => this.#read());
        chat.watch(() => this.#update());
    }

    /** Another session has another draft. */
    takeDraft() {
        this.#field.value = memory.read(DRAFT_KEY + this.#sessionId()) ?? "";
    }

    /** @param {boolean} isShown */
    show(isShown) {
        const comes = isShown && !this.#isShown;
        this.#isShown = isShown;
        if (!isShown) {
            this.#newFrom = null;
            return clearTimeout(this.#readTimer);
        }
        if (!comes) return;
        if (!this.#field.value) this.takeDraft();
        this.#update();
        this.#toEnd();
    }

    #say() {
        const text = this.#field.value.trim();
        if (!text) return;
        try {
            this.#chat.send(text);
        } catch (error) {
            return showProblem(this.#field, /** @type {Error} */ (error));
        }
        this.#field.value = "";
        memory.write(DRAFT_KEY + this.#sessionId(), "");
        this.#newFrom = null;
        this.#update();
        this.#toEnd();
    }

    #toEnd() {
        this.#wasAtEnd = true;
        this.#scroll.scrollTop = this.#scroll.scrollHeight;
    }

    /** What was in sight stays where it is. */
    async #loadOlder() {
        const below = this.#scroll.scrollHeight - this.#scroll.scrollTop;
        if (await this.#chat.loadOlder()) this.#scroll.scrollTop = this.#scroll.scrollHeight - below;
    }

    get #isAtEnd() {
        const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
        return scrollHeight - scrollTop - clientHeight < END_PIXELS;
    }

    #update() {
        if (!this.#isShown) return;
        const wasAtEnd = this.#wasAtEnd || this.#isAtEnd;
        if (this.#newFrom === null && this.#chat.unread > 0) this.#newFrom = this.#chat.firstUnread;
        const rows = this.#rows();
        this.#older.hidden = !this.#chat.hasOlder;
        this.#scroll.hidden = rows.length === 0;
        this.#empty.hidden = rows.length > 0;
        reconcile(this.#list, rows, {
            key: ({ key }) => key,
            signature: ({ signature }) => signature,
            make: ({ make: build }) => build(),
        });
        setText(this.#typing, typingText(this.#chat.typing));
        if (wasAtEnd) this.#toEnd();
        this.#read();
    }

    /** @returns {Row[]} */
    #rows() {
        const own = this.#userId();
        const { readers } = this.#chat;
        const named = this.#named();
        /** @type {Row[]} */
        const rows = [];
        let day = "";
        /** @type {{ user_id: string, at: number } | null} */
        let before = null;
        for (const message of this.#chat.messages) {
            const at = Date.parse(message.time);
            const words = dayText(at, this.#now());
            if (words !== day) {
                rows.push(makeDay(words));
                before = null;
            }
            day = words;
            if (message.seq === this.#newFrom) rows.push(makeNewLine());
            const isNamed = before?.user_id !== message.user_id || at - before.at > GROUP_MILLISECONDS;
            const isOwn = message.user_id === own;
            rows.push(makeMessage({ message, isOwn, isNamed, readers: readers.get(message.seq) ?? [], named }));
            before = { user_id: message.user_id, at };
        }
        return [...rows, ...this.#chat.outgoing.map((one) => makeOutgoing(this.#chat, one))];
    }

    /** What has been in sight for a while is read. */
    #read() {
        clearTimeout(this.#readTimer);
        if (this.#chat.unread === 0) return;
        this.#readTimer = setTimeout(() => {
            if (this.#isShown && this.#isAtEnd && document.visibilityState === "visible") this.#chat.seen();
        }, READ_MILLISECONDS);
    }
}

/** @param {string[]} people */
function typingText(people) {
    if (people.length === 0) return "";
    if (people.length === 1) return `${people[0]} is typing\u2026`;
    if (people.length === 2) return `${people[0]} and ${people[1]} are typing\u2026`;
    return `${people.length} people are typing\u2026`;
}
