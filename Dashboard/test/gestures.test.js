import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOfHold, gestureFor, keyOf } from "../src/net/address.js";
import { RequestError } from "../src/net/protocol.js";
import { Store } from "../src/net/store.js";
import { arrive, FakeClock, FakeServer } from "./fakes.js";

const LEVEL = { trackId: "keys", field: "level_decibels" };
const GAIN = { trackId: "keys", insertId: "eq", parameterId: "gain" };
const SEND = { trackId: "keys", sendId: "hall", sendField: "level_decibels" };

function fixture() {
    const clock = new FakeClock();
    const server = new FakeServer();
    const failures = [];
    const store = new Store({
        clock,
        request: server.request,
        failed: (error) => failures.push(error.code),
        lost: () => failures.push("LOST"),
    });
    const send = { send_id: "hall", bus_id: "hall", order: 1, level_decibels: 0, pan: 0 };
    const keys = { id: "keys", order: 1, level_decibels: -6, pan: 0, inserts: {}, sends: { hall: send } };
    store.load({ epoch: "e", revision: 1, session: { tracks: { keys }, buses: {}, master: { inserts: {} } } });
    const told = () => server.asked.map(({ type, data }) => [type, data.level_decibels, data.gesture]);
    return { clock, server, store, failures, told };
}

test("a drag begins before its first value and ends with its last", () => {
    const { clock, store, told } = fixture();
    store.hold(LEVEL);
    store.set(LEVEL, -5);
    clock.advance(20);
    store.set(LEVEL, -4);
    store.set(LEVEL, -3);
    store.release(LEVEL);
    clock.advance(100);
    assert.deepEqual(told(), [
        ["TRACK_FADER", undefined, "begin"],
        ["TRACK_FADER", -5, undefined],
        ["TRACK_FADER", -3, "end"],
    ]);
});

test("a hand that lets go after its last value was sent says so alone", () => {
    const { clock, store, told } = fixture();
    store.hold(LEVEL);
    store.set(LEVEL, -5);
    clock.advance(100);
    store.release(LEVEL);
    store.release(LEVEL);
    assert.deepEqual(told().at(-1), ["TRACK_FADER", undefined, "end"]);
    assert.equal(told().length, 3);
});

test("who is told to wait ends the gesture when the value is taken", async () => {
    const { clock, server, store } = fixture();
    store.hold(LEVEL);
    store.set(LEVEL, -5);
    store.release(LEVEL);
    const limited = { code: "RATE_LIMITED", message: "Slower.", retryable: true, retry_after_ms: 500 };
    server.asked.at(-1).reject(new RequestError(limited));
    await arrive();
    clock.advance(600);
    assert.deepEqual(server.asked.at(-1).data, { track_id: "keys", level_decibels: -5, gesture: "end" });
});

test("a hand on what it may not move is told so", async () => {
    const { server, store, failures } = fixture();
    store.hold(LEVEL);
    server.asked[0].reject(new RequestError({ code: "FORBIDDEN", message: "Not yours." }));
    await arrive();
    assert.deepEqual(failures, ["FORBIDDEN"]);
});

test("parameters and pans have gestures, sends and switches have none", () => {
    assert.deepEqual(gestureFor(GAIN, "begin"), {
        type: "PLUGIN_PARAMETER",
        data: { track_id: "keys", plugin_id: "eq", parameter_id: "gain", gesture: "begin" },
    });
    assert.equal(gestureFor({ trackId: "keys", field: "pan" }, "end").type, "TRACK_PAN");
    assert.equal(gestureFor(SEND, "begin"), null);
    assert.equal(gestureFor({ trackId: "keys", field: "mute" }, "begin"), null);
});

test("a control that somebody else holds says who, until they let go", () => {
    const { store } = fixture();
    let calls = 0;
    store.watch(LEVEL, () => calls++);
    store.setHolders(new Map([[keyOf(LEVEL), "jo"]]));
    assert.equal(store.heldBy(LEVEL), "jo");
    store.setHolders(new Map([[keyOf(LEVEL), "jo"]]));
    assert.equal(calls, 1);
    store.setHolders(new Map());
    assert.equal(store.heldBy(LEVEL), null);
    assert.equal(calls, 2);
});

test("what presence names is a control of the page", () => {
    assert.deepEqual(addressOfHold({ track_id: "keys", control: "fader" }), LEVEL);
    assert.deepEqual(addressOfHold({ track_id: "keys", control: "pan" }), { trackId: "keys", field: "pan" });
    const hold = { track_id: "keys", plugin_id: "eq", parameter_id: "gain" };
    assert.deepEqual(addressOfHold(hold), GAIN);
});
