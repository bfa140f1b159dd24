import { Watchers } from "../core/watchers.js";
import { randomDigits, RequestError } from "./protocol.js";

/**
 * What people say, and what this person has said that the server does not have yet.
 *
 * ```
 * send -> waiting -> sending -> ack:                     among the messages
 *            ^          |---- the connection is lost:    waiting; the nonce keeps it from being said twice
 *            |          |---- too fast:                  sending, again after the time that the server named
 *         retry <--- failed                              anything else
 * ```
 *
 * One message is on its way at a time, so that they are said in their order.
 *
 * @typedef {import("./protocol.js").ChatMessage} ChatMessage
 * @typedef {{ nonce: string, text: string, state: "waiting" | "sending" | "failed", reason: string }} Outgoing
 * @typedef {{ read: () => string | null, write: (text: string) => void }} Keep
 */

export const WAITING_MAX = 50;
export const TEXT_CHARACTERS_MAX = 4_000;
const PAGE = 50;
const TYPING_MILLISECONDS = 5_000;
const TYPED_MILLISECONDS = 3_000;
const READ_MILLISECONDS = 500;

export class Chat {
    #request;
    #clock;
    #userId;
    #keep;
    #watchers = new Watchers();
    /** By seq, ascending. @type {ChatMessage[]} */
    #messages = [];
    /** @type {Outgoing[]} */
    #outgoing = [];
    /** How far each person has read. @type {Map<string, number>} */
    #marks = new Map();
    /** Until when somebody counts as writing. @type {Map<string, number>} */
    #typing = new Map();
    /** Where the page before begins; null: there is none. @type {number | null} */
    #beforeSeq = null;
    #isLoading = false;
    #isLive = false;
    #typedAt = -Infinity;
    /** What was said last before this page came. @type {number} */
    #before = 0;
    #hasBegun = false;
    #seen = 0;
    /** @type {any} */
    #readTimer = null;

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     * @param {() => string} parts.userId who this person is
     * @param {Keep} parts.keep holds what was not sent while the page is loaded anew
     */
    constructor({ request, clock, userId, keep }) {
        this.#request = request;
        this.#clock = clock;
        this.#userId = userId;
        this.#keep = keep;
        this.#outgoing = readOutgoing(keep.read());
    }

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /** @returns {readonly ChatMessage[]} the oldest first */
    get messages() {
        return this.#messages;
    }

    /** @returns {readonly Outgoing[]} the oldest first */
    get outgoing() {
        return this.#outgoing;
    }

    /** Whether there are older ones on the server. */
    get hasOlder() {
        return this.#beforeSeq !== null;
    }

    /** How many messages of others this person has not read. */
    get unread() {
        return this.#unread.length;
    }

    /** The first of them. @returns {number | null} */
    get firstUnread() {
        return this.#unread[0]?.seq ?? null;
    }

    get #unread() {
        const own = this.#userId();
        return this.#messages.filter(({ seq, user_id }) => seq > this.#ownMark && user_id !== own);
    }

    /** The last message that this person has read; who never was here has missed nothing. */
    get #ownMark() {
        return this.#marks.get(this.#userId()) ?? this.#before;
    }

    /** Who writes now, but for this person. */
    get typing() {
        const now = this.#clock.now();
        return [...this.#typing].filter(([user, until]) => until > now && user !== this.#userId())
            .map(([user]) => user);
    }

    /**
     * Who has read up to a message, each at the last one that somebody else said; but for this person.
     * @returns {Map<number, string[]>} by the message's seq
     */
    get readers() {
        /** @type {Map<number, string[]>} */
        const readers = new Map();
        for (const [user, mark] of this.#marks) {
            if (user === this.#userId()) continue;
            const last = this.#messages.findLast(({ seq, user_id }) => seq <= mark && user_id !== user);
            if (last) readers.set(last.seq, [...readers.get(last.seq) ?? [], user]);
        }
        return readers;
    }

    /** @param {boolean} isLive */
    set isLive(isLive) {
        if (isLive === this.#isLive) return;
        this.#isLive = isLive;
        if (isLive) return this.#pump();
        for (const one of this.#outgoing) if (one.state === "sending") one.state = "waiting";
        this.#typing.clear();
        this.#watchers.tell();
    }

    /**
     * Takes the history that comes with each connection.
     * @param {string} type
     * @param {any[]} items the oldest first
     */
    begin(type, items) {
        if (type === "chat_read") {
            for (const { user_id, up_to_seq } of items) this.#mark(user_id, up_to_seq);
        } else if (items.length > 0) {
            const newest = this.#messages.at(-1)?.seq ?? 0;
            // What was said meanwhile may be more than a page: then there would be a hole.
            if (items[0].seq > newest + 1) {
                this.#messages = [];
                this.#beforeSeq = items[0].seq > 1 ? items[0].seq : null;
            }
            for (const message of items) this.#add(message);
            if (!this.#hasBegun) this.#before = items.at(-1).seq;
            this.#hasBegun = true;
        }
        this.#watchers.tell();
    }

    /**
     * Takes a `chat_message`, a `chat_typing` or a `chat_read`.
     * @param {string} type
     * @param {any} data
     */
    receive(type, data) {
        if (type === "chat_message") {
            this.#typing.delete(data.user_id);
            this.#add(data);
        } else if (type === "chat_read") {
            this.#mark(data.user_id, data.up_to_seq);
        } else if (data.typing) {
            this.#typing.set(data.user_id, this.#clock.now() + TYPING_MILLISECONDS);
            this.#clock.setTimeout(() => this.#watchers.tell(), TYPING_MILLISECONDS + 20);
        } else {
            this.#typing.delete(data.user_id);
        }
        this.#watchers.tell();
    }

    /**
     * Says something: now, or when there is a connection.
     * @param {string} text
     * @throws {RequestError} when too much waits already
     */
    send(text) {
        if (this.#outgoing.length >= WAITING_MAX) {
            throw new RequestError({
                code: "CHAT_FULL",
                message: `${WAITING_MAX} messages wait to be sent.`,
                hint: "Discard some of them, or wait until the server is there.",
            });
        }
        this.#outgoing.push({ nonce: randomDigits(16), text, state: "waiting", reason: "" });
        this.#typedAt = -Infinity;
        this.#pump();
    }

    /** Sends what failed once more. @param {string} nonce */
    retry(nonce) {
        const one = this.#outgoing.find((outgoing) => outgoing.nonce === nonce);
        if (one?.state === "failed") one.state = "waiting";
        this.#pump();
    }

    /** @param {string} nonce */
    discard(nonce) {
        this.#outgoing = this.#outgoing.filter((outgoing) => outgoing.nonce !== nonce);
        this.#pump();
    }

    /** This person writes; the others are told every few seconds. */
    typed() {
        const now = this.#clock.now();
        if (!this.#isLive || now - this.#typedAt < TYPED_MILLISECONDS) return;
        this.#typedAt = now;
        this.#request("CHAT_TYPING", {}).catch(() => {});
    }

    /** This person has seen all that is here; told a little later, so that many are one. */
    seen() {
        this.#seen = this.#messages.at(-1)?.seq ?? 0;
        if (this.#seen <= this.#ownMark || this.#readTimer !== null || !this.#isLive) return;
        this.#readTimer = this.#clock.setTimeout(() => {
            this.#readTimer = null;
            // Who it did not reach is told with the next one.
            this.#request("CHAT_READ", { up_to_seq: this.#seen }).catch(() => {});
            this.#mark(this.#userId(), this.#seen);
            this.#watchers.tell();
        }, READ_MILLISECONDS);
    }

    /**
     * Fetches the page before the oldest message here.
     * @returns {Promise<boolean>} whether something came
     */
    async loadOlder() {
        if (this.#beforeSeq === null || this.#isLoading || !this.#isLive) return false;
        this.#isLoading = true;
        try {
            const { messages, next_before_seq } = await this.#request("CHAT_HISTORY", {
                before_seq: this.#beforeSeq,
                limit: PAGE,
            });
            for (const message of messages) this.#add(message);
            this.#beforeSeq = next_before_seq;
            this.#watchers.tell();
            return messages.length > 0;
        } catch {
            // The button is still there.
            return false;
        } finally {
            this.#isLoading = false;
        }
    }

    /** @param {ChatMessage} message */
    #add(message) {
        const outgoing = this.#outgoing.filter(({ nonce }) => nonce !== message.nonce);
        if (outgoing.length < this.#outgoing.length) {
            this.#outgoing = outgoing;
            this.#keep.write(JSON.stringify(outgoing));
        }
        const index = this.#messages.findLastIndex(({ seq }) => seq <= message.seq);
        if (this.#messages[index]?.seq !== message.seq) this.#messages.splice(index + 1, 0, message);
    }

    /**
     * @param {string} user
     * @param {number} seq
     */
    #mark(user, seq) {
        this.#marks.set(user, Math.max(seq, this.#marks.get(user) ?? 0));
    }

    /** Sends the oldest that waits, if none is on its way. */
    #pump() {
        this.#keep.write(JSON.stringify(this.#outgoing));
        const next = this.#outgoing.find(({ state }) => state === "waiting");
        const isBusy = this.#outgoing.some(({ state }) => state === "sending");
        if (next && !isBusy && this.#isLive) this.#send(next);
        this.#watchers.tell();
    }

    /** @param {Outgoing} one */
    #send(one) {
        one.state = "sending";
        const { nonce, text } = one;
        this.#request("CHAT_SEND", { text, nonce }).then(
            ({ seq, time }) => {
                this.#add({ seq, time, nonce, text, user_id: this.#userId() });
                this.#pump();
            },
            (error) => this.#refused(one, error),
        );
    }

    /**
     * @param {Outgoing} one
     * @param {RequestError} error
     */
    #refused(one, error) {
        if (error.code === "CONNECTION_LOST" || error.code === "NOT_LIVE") {
            one.state = "waiting";
        } else if (error.retryable && error.retryAfterMilliseconds !== null) {
            this.#clock.setTimeout(() => {
                if (one.state !== "sending" || !this.#outgoing.includes(one)) return;
                this.#send(one);
            }, error.retryAfterMilliseconds);
        } else {
            one.state = "failed";
            one.reason = error.message;
            return this.#pump();
        }
        this.#watchers.tell();
    }
}

/** @param {string | null} text @returns {Outgoing[]} */
function readOutgoing(text) {
    try {
        const all = JSON.parse(text ?? "[]");
        return all.slice(0, WAITING_MAX).filter((/** @type {any} */ one) =>
            typeof one?.nonce === "string" && typeof one.text === "string"
        ).map((/** @type {any} */ { nonce, text: words, state, reason }) => ({
            nonce,
            text: words,
            state: state === "failed" ? "failed" : "waiting",
            reason: String(reason ?? ""),
        }));
    } catch {
        return [];
    }
}
