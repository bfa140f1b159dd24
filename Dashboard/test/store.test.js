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
    });
    store.load(session(), { isFirst: true });
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

function session(revision = 1) {
    const gain = { id: "gain", name: "Gain", value: 1, text: "1 dB", minimum: -12, maximum: 12 };
    const insert = { id: "eq", name: "EQ", placeholder: false, parameters: [gain] };
    const keys = { id: "keys", name: "Keys", level_decibels: -6, pan: 0, inserts: [insert] };
    const master = { id: "master", name: "Master", level_decibels: 0, pan: 0, inserts: [] };
    return { id: "demo", name: "Demo", revision, tracks: [keys], master };
}

function changed(value, revision) {
    return {
        type: "PLUGIN_PARAMETER_CHANGED",
        data: {
            track_id: "keys",
            plugin_id: "eq",
            parameter_id: "gain",
            parameter_value: value,
            text: `${value} dB`,
            revision,
            changed_by: { user_id: "jo" },
        },
    };
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
    asked[0].resolve({ revision: 2, status: "applied" });
    await pass(0);
    store.receive(changed(7, 3));
    assert.equal(store.value(GAIN), 3);
    store.release(GAIN);
    assert.equal(store.value(GAIN), 7);
});

test("an ack that comes after news of a later change does not undo it", async () => {
    const { store, asked, pass } = fixture();
    store.set(GAIN, 3);
    await pass(0);
    store.receive(changed(7, 3));
    asked[0].resolve({ revision: 2, status: "applied" });
    await pass(0);
    assert.equal(store.value(GAIN), 7);
});

test("a session older than the known one is left out, unless it opens a connection", () => {
    const { store } = fixture();
    store.receive(changed(7, 5));
    store.load(session(2), { isFirst: false });
    assert.equal(store.value(GAIN), 7);
    store.load(session(0), { isFirst: true });
    assert.equal(store.value(GAIN), 1);
});
