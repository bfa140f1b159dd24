import assert from "node:assert/strict";
import { test } from "node:test";
import { Chat, WAITING_MAX } from "../src/net/chat.js";
import { RequestError } from "../src/net/protocol.js";
import { arrive, FakeClock, FakeServer } from "./fakes.js";

function fixture(kept = null) {
    const clock = new FakeClock();
    const server = new FakeServer();
    let text = kept;
    const keep = { read: () => text, write: (written) => void (text = written) };
    const chat = new Chat({ request: server.request, clock, userId: () => "ana", keep });
    return { clock, server, chat, kept: () => text };
}

function message(seq, user_id = "jo", text = `message ${seq}`) {
    return { seq, user_id, text, time: "2026-11-20T20:00:00.000Z", nonce: `${user_id}-${seq}` };
}

const seqs = (chat) => chat.messages.map(({ seq }) => seq);

test("what is said is there at once, and becomes a message", async () => {
    const { chat, server } = fixture();
    chat.isLive = true;
    chat.send("Hello");
    assert.equal(chat.outgoing[0].state, "sending");
    const { text, nonce } = server.of("CHAT_SEND")[0].data;
    assert.equal(text, "Hello");
    server.asked[0].resolve({ seq: 3, time: "2026-11-20T20:00:00.000Z" });
    await arrive();
    assert.equal(chat.outgoing.length, 0);
    assert.deepEqual(seqs(chat), [3]);
    // Told to everybody, who said it too.
    chat.receive("chat_message", { ...message(3, "ana", "Hello"), nonce });
    assert.deepEqual(seqs(chat), [3]);
});

test("what is said without a connection is sent in its order when there is one, under the same nonces", async () => {
    const { chat, server } = fixture();
    for (const text of ["one", "two"]) chat.send(text);
    assert.deepEqual(chat.outgoing.map(({ state }) => state), ["waiting", "waiting"]);
    chat.isLive = true;
    const first = server.of("CHAT_SEND");
    assert.equal(first.length, 1);
    chat.isLive = false;
    first[0].reject(RequestError.connectionLost());
    await arrive();
    chat.isLive = true;
    const again = server.of("CHAT_SEND");
    assert.equal(again[1].data.nonce, again[0].data.nonce);
    again[1].resolve({ seq: 1, time: "2026-11-20T20:00:00.000Z" });
    await arrive();
    assert.equal(server.of("CHAT_SEND")[2].data.text, "two");
});

test("at most fifty wait", () => {
    const { chat } = fixture();
    for (let index = 0; index < WAITING_MAX; index++) chat.send(`${index}`);
    assert.throws(() => chat.send("one more"), RequestError);
    chat.discard(chat.outgoing[0].nonce);
    chat.send("room again");
    assert.equal(chat.outgoing.length, WAITING_MAX);
});

test("what is refused waits for the person, and is sent again under its nonce", async () => {
    const { chat, server } = fixture();
    chat.isLive = true;
    chat.send("no");
    server.asked[0].reject(new RequestError({ code: "INVALID_PARAMETER", message: "Too long." }));
    await arrive();
    assert.deepEqual([chat.outgoing[0].state, chat.outgoing[0].reason], ["failed", "Too long."]);
    chat.retry(chat.outgoing[0].nonce);
    const [before, after] = server.of("CHAT_SEND");
    assert.equal(after.data.nonce, before.data.nonce);
    assert.equal(chat.outgoing[0].state, "sending");
});

test("who is too fast is sent again after the time that the server named", async () => {
    const { chat, server, clock } = fixture();
    chat.isLive = true;
    chat.send("quick");
    const limited = { code: "RATE_LIMITED", message: "Slower.", retryable: true, retry_after_ms: 700 };
    server.asked[0].reject(new RequestError(limited));
    await arrive();
    clock.advance(699);
    assert.equal(server.of("CHAT_SEND").length, 1);
    clock.advance(1);
    assert.equal(server.of("CHAT_SEND").length, 2);
});

test("what was not sent is still there after the page was loaded anew; rubbish is not", () => {
    const { chat, kept } = fixture();
    chat.send("later");
    const other = fixture(kept());
    assert.deepEqual(other.chat.outgoing.map(({ text, state }) => [text, state]), [["later", "waiting"]]);
    for (const rubbish of ["{", "3", "[{}, null]", "null"]) assert.equal(fixture(rubbish).chat.outgoing.length, 0);
});

test("what others say is unread until it is seen, and that is told once", () => {
    const { chat, server, clock } = fixture();
    chat.isLive = true;
    chat.begin("chat_message", [message(1)]);
    chat.begin("chat_read", [{ user_id: "ana", up_to_seq: 1 }]);
    for (const seq of [2, 3]) chat.receive("chat_message", message(seq));
    chat.receive("chat_message", message(4, "ana"));
    assert.equal(chat.unread, 2);
    assert.equal(chat.firstUnread, 2);
    chat.seen();
    chat.seen();
    clock.advance(500);
    assert.deepEqual(server.of("CHAT_READ").map(({ data }) => data.up_to_seq), [4]);
    assert.equal(chat.unread, 0);
});

test("who was never here has missed nothing", () => {
    const { chat } = fixture();
    chat.begin("chat_message", [message(1), message(2)]);
    assert.equal(chat.unread, 0);
    chat.receive("chat_message", message(3));
    assert.equal(chat.unread, 1);
});

test("read marks go forward, and stand at the last message that was read", () => {
    const { chat } = fixture();
    chat.begin("chat_message", [message(1), message(2, "ana"), message(3)]);
    chat.receive("chat_read", { user_id: "mia", up_to_seq: 2 });
    chat.receive("chat_read", { user_id: "mia", up_to_seq: 1 });
    chat.receive("chat_read", { user_id: "jo", up_to_seq: 3 });
    // What jo said last is no news to jo.
    assert.deepEqual([...chat.readers], [[2, ["mia", "jo"]]]);
});

test("older pages come before what is there, and end", async () => {
    const { chat, server } = fixture();
    chat.isLive = true;
    chat.begin("chat_message", [message(51), message(52)]);
    assert.ok(chat.hasOlder);
    const loaded = chat.loadOlder();
    assert.equal(await chat.loadOlder(), false);
    assert.equal(server.of("CHAT_HISTORY").length, 1);
    assert.equal(server.asked[0].data.before_seq, 51);
    server.asked[0].resolve({ messages: [message(50), message(49)], next_before_seq: null });
    assert.equal(await loaded, true);
    assert.deepEqual(seqs(chat), [49, 50, 51, 52]);
    assert.equal(chat.hasOlder, false);
});

test("more than a page said while away leaves no hole", () => {
    const { chat } = fixture();
    chat.begin("chat_message", [message(1), message(2)]);
    chat.begin("chat_message", [message(2), message(3)]);
    assert.deepEqual(seqs(chat), [1, 2, 3]);
    chat.begin("chat_message", [message(90), message(91)]);
    assert.deepEqual(seqs(chat), [90, 91]);
    assert.ok(chat.hasOlder);
});

test("who writes counts as writing for 5 s, or until the message is there", () => {
    const { chat, clock, server } = fixture();
    chat.isLive = true;
    for (const user_id of ["jo", "mia", "ana"]) chat.receive("chat_typing", { user_id, typing: true });
    assert.deepEqual(chat.typing, ["jo", "mia"]);
    chat.receive("chat_message", message(1, "jo"));
    assert.deepEqual(chat.typing, ["mia"]);
    clock.advance(5_000);
    assert.deepEqual(chat.typing, []);
    for (let index = 0; index < 10; index++) chat.typed();
    assert.equal(server.of("CHAT_TYPING").length, 1);
    clock.advance(3_000);
    chat.typed();
    assert.equal(server.of("CHAT_TYPING").length, 2);
});
