import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/net/connection.js";
import { FakeClock, FakeSocket } from "./fakes.js";

function fixture() {
    const clock = new FakeClock();
    const sockets = [];
    const states = [];
    const connection = new Connection({
        clock,
        openSocket: () => {
            const socket = new FakeSocket();
            sockets.push(socket);
            return socket;
        },
        random: () => 0.5,
        identity: { userId: () => "ana", sessionId: "demo" },
        observer: {
            status: ({ state }) => states.at(-1) !== state && states.push(state),
            notification: () => {},
            frame: () => {},
        },
    });
    return { clock, sockets, states, connection };
}

/** Answers pings while time passes, unless the server is dead. */
function pass({ clock, sockets }, milliseconds) {
    for (let passed = 0; passed < milliseconds; passed += 50) {
        clock.advance(50);
        const socket = sockets.at(-1);
        for (const message of socket.sent.splice(0)) {
            if (!socket.isDead) socket.tell("ack", { status: "accepted" }, message.id);
        }
    }
}

function goLive(it) {
    it.connection.connect();
    const socket = it.sockets.at(-1);
    socket.onopen?.({});
    socket.tell("hello", { protocol: 1, connection_id: "c1", auth: "none" });
    pass(it, 50);
    socket.tell("identified", { connection_id: "c1", user_id: "ana", protocol: 1 });
    socket.tell("state_snapshot", { revision: 0, session: { id: "demo", tracks: [] } });
    pass(it, 50);
    return socket;
}

test("it is live only after the snapshot", () => {
    const it = fixture();
    goLive(it);
    assert.deepEqual(it.states, ["connecting", "syncing", "live"]);
});

test("a peer that falls silent is stale after 5 s and dropped after 10 s, without its close", () => {
    const it = fixture();
    const socket = goLive(it);
    pass(it, 20_000);
    assert.equal(it.connection.status.state, "live");
    socket.isDead = true;
    pass(it, 8_000);
    assert.equal(it.connection.status.state, "stale");
    pass(it, 5_500);
    assert.notEqual(it.connection.status.state, "stale");
    assert.notEqual(it.connection.status.state, "live");
    // What the forgotten socket still says changes nothing.
    socket.tell("state_snapshot", { revision: 9, session: { id: "demo", tracks: [] } });
    assert.notEqual(it.connection.status.state, "live");
});

test("a handshake has a deadline", () => {
    const it = fixture();
    it.connection.connect();
    it.clock.advance(6_000);
    assert.notEqual(it.states.at(-1), "live");
    assert.ok(it.states.includes("waiting"));
});

test("attempts come ever later, and at most 8 s apart", () => {
    const it = fixture();
    it.connection.connect();
    const waits = [];
    for (let attempt = 0; attempt < 8; attempt++) {
        it.sockets.at(-1).onclose?.({ code: 1006 });
        waits.push(it.connection.status.waitMilliseconds);
        it.clock.advance(waits.at(-1) + 1);
    }
    assert.ok(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]));
    assert.ok(waits[0] <= 320 && waits.at(-1) <= 10_000 && waits.at(-1) >= 6_000);
});

test("nothing is sent while it is not live, and what waits fails when it is lost", async () => {
    const it = fixture();
    const socket = goLive(it);
    socket.isDead = true;
    const lost = it.connection.request("TRACK_PAN", { track_id: "t", pan: 0 });
    socket.onclose?.({ code: 1006 });
    await assert.rejects(lost);
    await assert.rejects(it.connection.request("TRACK_PAN", { track_id: "t", pan: 1 }));
    const before = it.sockets.length;
    it.clock.advance(400);
    assert.equal(it.sockets.length, before + 1);
    assert.ok(it.sockets.at(-1).sent.every(({ type }) => type !== "TRACK_PAN"));
});

test("who disconnects stays so until they connect", () => {
    const it = fixture();
    goLive(it);
    it.connection.disconnect();
    pass(it, 30_000);
    assert.equal(it.connection.status.state, "offline");
    assert.equal(it.sockets.length, 1);
});
