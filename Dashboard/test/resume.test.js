import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/net/connection.js";
import { Store } from "../src/net/store.js";
import { awayWords } from "../src/net/wording.js";
import { arrive, FakeClock, FakeSocket } from "./fakes.js";

/** A page's connection and state with a server that the test plays. */
function fixture(more = {}) {
    const clock = new FakeClock();
    const sockets = [];
    const states = [];
    const connection = new Connection({
        clock,
        openSocket: () => (sockets.push(new FakeSocket()), sockets.at(-1)),
        random: () => 0.5,
        identity: { userId: () => "ana", sessionId: "demo", clientId: "page-1", topics: ["state", "chat"] },
        observer: {
            status: ({ state }) => states.at(-1) !== state && states.push(state),
            notification: ({ type, data }) => {
                if (type === "identified") store.connectionId = data.connection_id;
                if (type === "state_snapshot") store.load(data);
                if (type === "state_delta") store.receive(data);
            },
            frame: () => {},
            ...more,
        },
        position: () => store.position,
    });
    const store = new Store({
        request: (type, data) => connection.request(type, data),
        clock,
        failed: () => {},
        lost: () => connection.resync(),
    });
    /** A new connection up to its hello; answers what IDENTIFY said. */
    function greet() {
        const socket = sockets.at(-1);
        socket.onopen?.({});
        socket.tell("hello", { protocol: 1, protocols: [1], connection_id: "c", auth: "none" });
        return socket.sent.find(({ type }) => type === "IDENTIFY").data;
    }
    function goLive() {
        connection.connect();
        greet();
        tell("identified", { connection_id: "c1", epoch: "e", revision: 4, resumed: false });
        tell("state_snapshot", snapshot(4));
    }
    const tell = (type, data) => sockets.at(-1).tell(type, data);
    function cut() {
        sockets.at(-1).onclose?.({ code: 1006 });
        clock.advance(400);
    }
    return { clock, connection, store, sockets, states, greet, goLive, tell, cut };
}

function snapshot(revision, epoch = "e") {
    const keys = { id: "keys", name: "Keys", order: 1, level_decibels: -6, pan: 0, inserts: {} };
    const master = { id: "master", name: "Master", order: 0, level_decibels: 0, pan: 0, inserts: {} };
    return { epoch, revision, session: { id: "demo", name: "Demo", tracks: { keys }, buses: {}, master } };
}

function delta(from, to, level) {
    const changes = [];
    for (let revision = from + 1; revision <= to; revision++) {
        changes.push({ revision, changed_by: { user_id: "jo", connection_id: "other" } });
    }
    const ops = [{ op: "replace", path: "/tracks/keys/level_decibels", value: level }];
    return { from, to, ops, changes };
}

const LEVEL = { trackId: "keys", field: "level_decibels" };

test("the first time it says who it is and what it wants to hear, and nothing to go on from", () => {
    const it = fixture();
    it.connection.connect();
    assert.deepEqual(it.greet(), { client: "dashboard", client_id: "page-1", subscribe: ["state", "chat"] });
});

test("after a loss it goes on where it was, and is live when the missed deltas are there", () => {
    const it = fixture();
    it.goLive();
    it.tell("state_delta", delta(4, 6, -3));
    it.cut();
    const identify = it.greet();
    assert.equal(identify.client_id, "page-1");
    assert.deepEqual(identify.resume, { epoch: "e", revision: 6 });
    it.tell("identified", { connection_id: "c2", epoch: "e", revision: 9, resumed: true });
    it.tell("state_delta", delta(6, 8, 0));
    assert.equal(it.states.at(-1), "syncing");
    it.tell("state_delta", delta(8, 9, 2));
    assert.equal(it.states.at(-1), "live");
    assert.equal(it.store.value(LEVEL), 2);
});

test("where nothing was missed it is live at once", () => {
    const it = fixture();
    it.goLive();
    it.cut();
    it.greet();
    it.tell("identified", { connection_id: "c2", epoch: "e", revision: 4, resumed: true });
    assert.equal(it.states.at(-1), "live");
});

test("where the server has not kept the deltas it waits for the whole", () => {
    const it = fixture();
    it.goLive();
    it.cut();
    it.greet();
    it.tell("identified", { connection_id: "c2", epoch: "f", revision: 1, resumed: false });
    assert.equal(it.states.at(-1), "syncing");
    it.tell("state_snapshot", snapshot(1, "f"));
    assert.equal(it.states.at(-1), "live");
    assert.deepEqual(it.store.position, { epoch: "f", revision: 1 });
});

test("a gap asks for the whole once, and nothing is built on it meanwhile", () => {
    const it = fixture();
    it.goLive();
    const socket = it.sockets.at(-1);
    it.tell("state_delta", delta(5, 6, 1));
    it.tell("state_delta", delta(6, 7, 2));
    assert.equal(socket.sent.filter(({ type }) => type === "RESYNC").length, 1);
    assert.equal(it.states.at(-1), "syncing");
    assert.equal(it.store.position, null);
    assert.equal(it.store.value(LEVEL), -6);
    it.tell("state_snapshot", snapshot(7));
    assert.equal(it.states.at(-1), "live");
});

test("who is cut off in a gap has nothing to go on from", () => {
    const it = fixture();
    it.goLive();
    it.tell("state_delta", delta(5, 6, 1));
    it.cut();
    assert.equal(it.greet().resume, undefined);
});

test("revisions never go back", () => {
    const it = fixture();
    it.goLive();
    it.tell("state_delta", delta(4, 6, 3));
    it.tell("state_delta", delta(4, 6, -9));
    it.tell("state_snapshot", snapshot(5));
    assert.equal(it.store.position.revision, 6);
    assert.equal(it.store.value(LEVEL), 3);
    assert.equal(it.states.at(-1), "live");
});

test("a session that does not come is not waited for for ever, though other things come", () => {
    const it = fixture();
    it.connection.connect();
    it.greet();
    for (let passed = 0; passed < 25_000 && it.states.at(-1) === "syncing"; passed += 500) {
        it.clock.advance(500);
        it.tell("engine_state", {});
    }
    assert.notEqual(it.states.at(-1), "syncing");
});

test("a server without room is tried again later than another", () => {
    const it = fixture();
    it.goLive();
    it.sockets.at(-1).onclose?.({ code: 4030 });
    assert.ok(it.connection.status.waitMilliseconds >= 6_000);
    const other = fixture();
    other.goLive();
    other.sockets.at(-1).onclose?.({ code: 4001 });
    assert.ok(other.connection.status.waitMilliseconds < 1_000);
});

test("where another session is live by now, the next attempt is about that", async () => {
    const it = fixture({ sessionGone: () => void (it.connection.sessionId = "band") });
    it.goLive();
    it.cut();
    it.greet();
    const socket = it.sockets.at(-1);
    const { id, session_id } = socket.sent.find(({ type }) => type === "IDENTIFY");
    assert.equal(session_id, "demo");
    socket.tell("error", { code: "SESSION_NOT_FOUND", message: "It is not live." }, id);
    await arrive();
    assert.equal(it.states.at(-1), "waiting");
    it.clock.advance(1_000);
    it.greet();
    assert.equal(it.sockets.at(-1).sent.find(({ type }) => type === "IDENTIFY").session_id, "band");
});

test("how much changed while away is said", () => {
    const at = (revision, epoch = "e", sessionId = "demo") => ({ epoch, revision, sessionId });
    assert.equal(awayWords(at(3), at(15)), "Back. 12 changes while away.");
    assert.equal(awayWords(at(3), at(4)), "Back. 1 change while away.");
    assert.match(awayWords(at(3), at(3)), /Nothing changed/);
    assert.match(awayWords(at(3), at(1, "f")), /loaded anew/);
    assert.match(awayWords(at(3), at(1, "f", "band")), /Another session/);
});
