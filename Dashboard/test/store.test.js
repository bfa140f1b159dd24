import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestError } from "../src/net/protocol.js";
import { Store } from "../src/net/store.js";

const GAIN = { trackId: "keys", insertId: "eq", parameterId: "gain" };
const LEVEL = { trackId: "keys", field: "level_decibels" };

/** A store whose clock, requests and answers belong to the test. */
function fixture() {
    let now = 0;
    let timers = [];
    const asked = [];
    const failures = [];
    const clock = {
        now: () => now,
        setTimeout: (action, milliseconds) => timers.push({ action, at: now + milliseconds }),
        clearTimeout: () => {},
    };
    const store = new Store({
        clock,
        request: (type, data) =>
            new Promise((resolve, reject) => asked.push({ type, data, resolve, reject })),
        failed: (error) => failures.push(error.code),
        lost: () => failures.push("LOST"),
    });
    store.connectionId = "me";
    store.load(snapshot());
    /** Moves the clock, and lets what was answered arrive. */
    async function pass(milliseconds) {
        const end = now + milliseconds;
        for (;;) {
            timers.sort((one, other) => one.at - other.at);
            if (!timers.length || timers[0].at > end) break;
            const { action, at } = timers.shift();
            now = at;
            action();
        }
        now = end;
        await new Promise(setImmediate);
    }
    return { store, asked, failures, pass };
}

function snapshot(revision = 1) {
    const gain = { id: "gain", name: "Gain", order: 0, value: 1, text: "1 dB", minimum: -12, maximum: 12 };
    const insert = { id: "eq", name: "EQ", order: 1, placeholder: false, parameters: { gain } };
    const keys = { id: "keys", name: "Keys", order: 1, level_decibels: -6, pan: 0, inserts: { eq: insert } };
    const master = { id: "master", name: "Master", order: 0, level_decibels: 0, pan: 0, inserts: {} };
    return { epoch: "e", revision, session: { id: "demo", name: "Demo", tracks: { keys }, master } };
}

const PATH = "/tracks/keys/inserts/eq/parameters/gain";

function changed(value, to, { from = to - 1, by = "jo", connection = "other" } = {}) {
    const changes = [];
    for (let revision = from + 1; revision <= to; revision++) {
        changes.push({ revision, changed_by: { user_id: by, connection_id: connection } });
    }
    const ops = [
        { op: "replace", path: `${PATH}/value`, value },
        { op: "replace", path: `${PATH}/text`, value: `${value} dB` },
    ];
    return { from, to, ops, changes };
}

test("a value is shown before the server has answered", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 4);
    assert.equal(store.value(GAIN), 4);
    assert.equal(store.serverValue(GAIN), 1);
    assert.equal(store.confirmation(GAIN), "pending");
    await pass(0);
    asked[0].resolve({ revision: 2, status: "applied" });
    await pass(0);
    assert.equal(store.serverValue(GAIN), 4);
    assert.equal(store.confirmation(GAIN), "confirmed");
});

test("a refused value goes back to the server's, and is told", async () => {
    const { store, asked, failures, pass } = fixture();
    store.set(GAIN, 99);
    await pass(0);
    asked[0].reject(new RequestError({ code: "INVALID_PARAMETER", message: "Out of range." }));
    await pass(0);
    assert.equal(store.value(GAIN), 1);
    assert.deepEqual(failures, ["INVALID_PARAMETER"]);
});

test("a drag sends at most one value a frame, and always its last", async () => {
    const { store, asked, pass } = fixture();
    for (let value = 0; value <= 10; value++) store.set(GAIN, value);
    await pass(100);
    assert.equal(asked.at(-1).data.parameter_value, 10);
    assert.equal(asked.length, 1);
});

test("a refused value does not take back the later one", async () => {
    const { store, asked, failures, pass } = fixture();
    store.set(GAIN, 2);
    await pass(20);
    store.set(GAIN, 3);
    await pass(20);
    asked[0].reject(new RequestError({ code: "ENGINE_ERROR", message: "Busy." }));
    await pass(0);
    assert.equal(store.value(GAIN), 3);
    assert.deepEqual(failures, []);
});

test("who is told to wait asks again after that time", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 2);
    await pass(0);
    const limited = { code: "RATE_LIMITED", message: "Slower.", retryable: true };
    asked[0].reject(new RequestError({ ...limited, retry_after_ms: 500 }));
    await pass(0);
    await pass(499);
    assert.equal(asked.length, 1);
    await pass(1);
    assert.equal(asked.length, 2);
});

test("an answer that takes 3 s marks the value as unconfirmed", async () => {
    const { store, pass } = fixture();
    store.set(GAIN, 2);
    await pass(2_999);
    assert.equal(store.confirmation(GAIN), "pending");
    await pass(1);
    assert.equal(store.confirmation(GAIN), "unconfirmed");
});

test("what was asked when the connection was lost is neither shown nor sent later", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 8);
    store.set(LEVEL, -20);
    store.disconnected();
    await pass(5_000);
    assert.equal(store.value(GAIN), 1);
    assert.equal(store.value(LEVEL), -6);
    assert.equal(asked.length, 0);
});

test("somebody else's change is shown with their name for 4 s", async () => {
    const { store, pass } = fixture();
    store.receive(changed(5, 2));
    assert.equal(store.value(GAIN), 5);
    assert.equal(store.text(GAIN), "5 dB");
    assert.equal(store.changedBy(GAIN), "jo");
    await pass(4_100);
    assert.equal(store.changedBy(GAIN), null);
});

test("a held control stays with its holder until they let go", async () => {
    const { store, asked, pass } = fixture();
    store.hold(GAIN);
    store.set(GAIN, 3);
    await pass(0);
    asked.at(-1).resolve({ revision: 2, status: "applied" });
    await pass(0);
    store.receive(changed(3, 2, { by: "me", connection: "me" }));
    store.receive(changed(7, 3));
    assert.equal(store.value(GAIN), 3);
    store.release(GAIN);
    assert.equal(store.value(GAIN), 7);
});

test("an ack that comes after the delta of a later change does not undo it", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 3);
    await pass(0);
    store.receive(changed(7, 3, { from: 1 }));
    asked[0].resolve({ revision: 2, status: "applied" });
    await pass(0);
    assert.equal(store.value(GAIN), 7);
});

test("a delta of one's own change bears nobody's name", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 3);
    await pass(0);
    asked[0].resolve({ revision: 2, status: "applied" });
    await pass(0);
    store.receive(changed(3, 2, { by: "ana", connection: "me" }));
    assert.equal(store.value(GAIN), 3);
    assert.equal(store.text(GAIN), "3 dB");
    assert.equal(store.changedBy(GAIN), null);
    // Nor where somebody else moved something else at the same time.
    store.set(GAIN, 4);
    await pass(20);
    asked[1].resolve({ revision: 3, status: "applied" });
    await pass(0);
    const both = changed(4, 4, { from: 2 });
    both.ops.push({ op: "replace", path: "/tracks/keys/level_decibels", value: -3 });
    both.changes[0].changed_by = { user_id: "ana", connection_id: "me" };
    store.receive(both);
    assert.equal(store.changedBy(GAIN), null);
    assert.equal(store.changedBy(LEVEL), "jo");
    assert.equal(store.value(LEVEL), -3);
});

test("a gap, or a patch that does not fit, asks for the whole", () => {
    for (const wrong of [
        changed(7, 5),
        { ...changed(7, 2), ops: [{ op: "replace", path: "/tracks/gone/pan", value: 0 }] },
        { ...changed(7, 2), ops: [{ op: "remove", path: "/tracks/gone" }] },
    ]) {
        const { store, failures } = fixture();
        store.receive(wrong);
        assert.deepEqual(failures, ["LOST"]);
        store.load(snapshot(9));
        store.receive(changed(7, 10));
        assert.equal(store.value(GAIN), 7);
        assert.deepEqual(failures, ["LOST"]);
    }
});

test("what comes and goes is told as structure, and a value is not", () => {
    const { store } = fixture();
    let structures = 0;
    let values = 0;
    store.watchStructure(() => structures++);
    store.watch(GAIN, () => values++);
    store.receive(changed(2, 2));
    assert.deepEqual([structures, values], [0, 1]);
    const added = { id: "b", name: "B", order: 0.5, level_decibels: 0, pan: 0, inserts: {} };
    const ops = [{ op: "add", path: "/tracks/b", value: added }];
    store.receive({ from: 2, to: 3, ops, changes: [] });
    assert.deepEqual([structures, values], [1, 2]);
    assert.deepEqual(store.strips.map(({ id }) => id), ["b", "keys", "master"]);
    store.receive({ from: 3, to: 4, ops: [{ op: "remove", path: "/tracks/b" }], changes: [] });
    assert.equal(store.strip("b"), undefined);
});
