import { make } from "../core/element.js";
import { mentionsIn } from "../core/mentions.js";
import { timeText } from "../core/time.js";
import { makeAvatar } from "./avatar.js";

/**
 * A row of the chat, and what it is made of when it is made.
 * @typedef {{ key: string, signature: string, make: () => HTMLElement }} Row
 *
 * What a text may name: strips, which can be shown, and people.
 * @typedef {{ strips: { id: string, name: string }[], people: string[], go: (trackId: string) => void }} Named
 */

/** @param {string} day @returns {Row} */
export function makeDay(day) {
    return { key: `day ${day}`, signature: "", make: () => make("li", { class: "chat-day facts" }, day) };
}

/** @returns {Row} */
export function makeNewLine() {
    return { key: "new", signature: "", make: () => make("li", { class: "chat-new" }, "New") };
}

/**
 * @param {object} parts
 * @param {import("../net/protocol.js").ChatMessage} parts.message
 * @param {boolean} parts.isOwn
 * @param {boolean} parts.isNamed it does not go on from what the same person said just before
 * @param {string[]} parts.readers who has read this and nothing later
 * @param {Named} parts.named what a text may name
 * @returns {Row}
 */
export function makeMessage({ message, isOwn, isNamed, readers, named }) {
    const { seq, user_id, text, time } = message;
    // The nonce is there before the seq is: the bubble stays the same one.
    return {
        key: isOwn ? `n${message.nonce}` : `m${seq}`,
        signature: JSON.stringify([isOwn, isNamed, readers]),
        make: () =>
            make(
                "li",
                { class: isOwn ? "bubble-row is-own" : "bubble-row", "data-seq": seq, "data-state": "sent" },
                isNamed && !isOwn
                    ? make("p", { class: "bubble-name" }, makeAvatar(user_id), make("strong", {}, user_id))
                    : null,
                make("p", { class: "bubble" }, ...makeText(text, named)),
                make(
                    "p",
                    { class: "bubble-facts facts" },
                    make("time", { datetime: time, title: time }, timeText(Date.parse(time))),
                    isOwn ? make("span", {}, "sent") : null,
                    readers.length > 0
                        ? make(
                            "span",
                            { class: "readers", title: `Read by ${readers.join(", ")}` },
                            make("span", {}, "read by "),
                            ...readers.map((reader) => makeAvatar(reader)),
                            make("span", { class: "visually-hidden" }, readers.join(", ")),
                        )
                        : null,
                ),
            ),
    };
}

/**
 * A text in which strips are links, and people stand out.
 * @param {string} text
 * @param {Named} named
 */
function makeText(text, { strips, people, go }) {
    const names = { "#": strips.map(({ name }) => name), "@": people };
    return mentionsIn(text, names).map((piece) => {
        if (piece.mark === "@") return make("strong", {}, piece.text);
        const strip = piece.mark && strips.find(({ name }) => name === piece.name);
        if (!strip) return piece.text;
        return make("button", { type: "button", class: "mention", onclick: () => go(strip.id) }, piece.text);
    });
}

const STATES = { waiting: "waits for the connection", sending: "sending\u2026", failed: "failed" };

/**
 * @param {import("../net/chat.js").Chat} chat
 * @param {import("../net/chat.js").Outgoing} one
 * @returns {Row}
 */
export function makeOutgoing(chat, { nonce, text, state, reason }) {
    /**
     * @param {string} words
     * @param {() => void} onclick
     */
    const button = (words, onclick) => make("button", { type: "button", class: "quiet small", onclick }, words);
    return {
        key: `n${nonce}`,
        signature: state + reason,
        make: () =>
            make(
                "li",
                { class: "bubble-row is-own", "data-state": state },
                make("p", { class: "bubble" }, text),
                make(
                    "p",
                    { class: "bubble-facts facts" },
                    make("span", { class: "bubble-state" }, reason ? `${STATES[state]}: ${reason}` : STATES[state]),
                    state === "failed" ? button("Retry", () => chat.retry(nonce)) : null,
                    state === "sending" ? null : button("Discard", () => chat.discard(nonce)),
                ),
            ),
    };
}
