import assert from "node:assert/strict";
import { test } from "node:test";
import { addressAt, keyOf, readValue, requestFor, stripsOf, writeValue } from "../src/net/address.js";
import { numbers } from "../src/core/text.js";
import { curveFor, pointsIn, pointsText } from "../src/net/curves.js";
import { freeInsertId, freeStripId, slug } from "../src/net/names.js";
import { applyPatch, tokensOf } from "../src/net/patch.js";
import { searched } from "../src/net/plugins.js";
import { outputKey, routesFor } from "../src/net/routes.js";
import { Store } from "../src/net/store.js";
import { Takes } from "../src/net/takes.js";

function session() {
    const eq = { id: "eq", name: "EQ", order: 1, placeholder: false, bypass: false, parameters: {} };
    const hall = {
        send_id: "hall",
        bus_id: "hall",
        order: 1,
        level_decibels: -6,
        pan: 0,
        mute: false,
        pre_fader: false,
    };
    const strip = { order: 1, level_decibels: 0, pan: 0, mute: false, solo: false, output: "master", inserts: {} };
    return {
        id: "demo",
        name: "Demo",
        tracks: { keys: { ...strip, id: "keys", name: "Keys", inserts: { eq }, sends: { hall } } },
        buses: { hall: { ...strip, id: "hall", name: "Hall", sends: {} } },
        master: { ...strip, id: "master", name: "Master", output: { device_channel: 0 } },
    };
}

const BYPASS = { trackId: "keys", insertId: "eq", insertField: "bypass" };
const LEVEL = { trackId: "keys", sendId: "hall", sendField: "level_decibels" };
const TAP = { trackId: "keys", sendId: "hall", sendField: "pre_fader" };
const OUTPUT = { trackId: "hall", field: "output" };

test("buses are strips, between the tracks and the master", () => {
    assert.deepEqual(stripsOf(session()).map(({ id }) => id), ["keys", "hall", "master"]);
});

test("each address has a name, a value and a request of its own", () => {
    const it = session();
    const addresses = [BYPASS, LEVEL, TAP, OUTPUT, { ...LEVEL, sendField: "pan" }];
    assert.equal(new Set(addresses.map(keyOf)).size, addresses.length);
    assert.deepEqual(addresses.map((address) => readValue(it, address)), [false, -6, false, "master", 0]);
    writeValue(it, TAP, true);
    assert.equal(it.tracks.keys.sends.hall.pre_fader, true);
    assert.deepEqual(requestFor(TAP, true), {
        type: "SEND_TAP",
        data: { track_id: "keys", send_id: "hall", pre_fader: true },
    });
    assert.deepEqual(requestFor(LEVEL, null), {
        type: "SEND_SET",
        data: { track_id: "keys", send_id: "hall", level_decibels: null },
    });
    assert.deepEqual(requestFor(BYPASS, true), {
        type: "PLUGIN_BYPASS",
        data: { track_id: "keys", plugin_id: "eq", bypass: true },
    });
    assert.equal(readValue(it, { ...BYPASS, insertField: "side_chain" }), null);
    assert.equal(readValue(it, { ...BYPASS, insertId: "gone" }), undefined);
});

test("a place in the state is the address of its control", () => {
    const places = {
        "/tracks/keys/pan": { trackId: "keys", field: "pan" },
        "/buses/hall/output": OUTPUT,
        "/master/mute": { trackId: "master", field: "mute" },
        "/tracks/keys/sends/hall/level_decibels": LEVEL,
        "/tracks/keys/sends/hall/pre_fader": TAP,
        "/tracks/keys/inserts/eq/bypass": BYPASS,
        "/tracks/a~1b/inserts/~0/parameters/x/text": { trackId: "a/b", insertId: "~", parameterId: "x" },
        "/master/inserts/eq/parameters/gain/value": { trackId: "master", insertId: "eq", parameterId: "gain" },
    };
    for (const [place, address] of Object.entries(places)) {
        assert.deepEqual(addressAt(tokensOf(place)), address);
    }
    for (const place of ["", "/song", "/tracks/keys", "/tracks/keys/name", "/tracks/keys/inserts/eq", "/name"]) {
        assert.equal(addressAt(tokensOf(place)), null);
    }
});

test("patches change the state in its place, and names are only names", () => {
    const it = session();
    applyPatch(it, [
        { op: "replace", path: "/tracks/keys/sends/hall/level_decibels", value: null },
        { op: "add", path: "/tracks/__proto__", value: { id: "__proto__", order: 2 } },
        { op: "remove", path: "/buses/hall" },
    ]);
    assert.equal(readValue(it, LEVEL), null);
    assert.deepEqual(stripsOf(it).map(({ id }) => id), ["keys", "__proto__", "master"]);
    assert.equal(readValue(it, OUTPUT), undefined);
    assert.throws(() => applyPatch(it, [{ op: "remove", path: "/buses/hall" }]), RangeError);
    assert.throws(() => applyPatch(it, [{ op: "add", path: "/buses/toString/x", value: 1 }]), RangeError);
});

function store() {
    const asked = [];
    const clock = { now: () => 0, setTimeout: (action) => void setImmediate(action), clearTimeout: () => {} };
    const it = new Store({
        clock,
        request: (type, data) => new Promise((resolve) => asked.push({ type, data, resolve })),
        failed: () => {},
        lost: () => {},
    });
    it.load({ epoch: "e", revision: 1, session: session() });
    return { it, asked };
}
const pass = () => new Promise((done) => setTimeout(done, 20));

function delta(from, to, path, value) {
    const changes = [{ revision: to, changed_by: { user_id: "jo", connection_id: "c" } }];
    return { from, to, ops: [{ op: "replace", path, value }], changes };
}

test("an edit by somebody else is shown with its author", () => {
    const { it } = store();
    let calls = 0;
    it.watch(BYPASS, () => calls++);
    it.receive(delta(1, 2, "/tracks/keys/inserts/eq/bypass", true));
    assert.equal(it.changedBy(BYPASS), "jo");
    assert.equal(it.value(BYPASS), true);
    assert.equal(calls, 1);
});

test("an ack that comes behind the delta that has its change does not undo a later one", async () => {
    const { it, asked } = store();
    it.set(OUTPUT, "none");
    await pass();
    it.receive(delta(1, 5, "/buses/hall/output", { bus: "other" }));
    asked[0].resolve({ revision: 3, status: "applied" });
    await pass();
    assert.deepEqual(it.value(OUTPUT), { bus: "other" });
});

test("another session counts, whatever its revision", () => {
    const { it } = store();
    it.load({ epoch: "f", revision: 0, session: { ...session(), id: "other" } });
    assert.equal(it.session.id, "other");
});

test("who stops watching is not called any more", () => {
    const { it } = store();
    let calls = 0;
    const stop = it.watch(LEVEL, () => calls++);
    it.set(LEVEL, -3);
    stop();
    it.set(LEVEL, -2);
    assert.equal(calls, 1);
});

test("ids are readable and free", () => {
    assert.equal(slug("Böse Gitarre 2!"), "bose-gitarre-2");
    assert.equal(slug("***"), "new");
    assert.equal(freeStripId(session(), "Hall"), "hall-2");
    assert.equal(freeStripId(session(), "Master"), "master-2");
    assert.equal(freeInsertId(session(), "keys", "EQ"), "keys-eq");
});

test("a strip is offered every way but the one to itself", () => {
    const keys = (/** @type {string} */ id) => routesFor(session(), id).map(({ output }) => outputKey(output));
    assert.ok(keys("keys").includes("bus:hall") && keys("keys").includes("master"));
    assert.ok(!keys("hall").includes("bus:hall"));
    assert.ok(!keys("master").includes("master"));
});

test("the search finds all words in name, vendor or kind", () => {
    const plugins = [
        { id: "a", name: "Plate", vendor: "Dragonfly", kind: "Reverb Plugin" },
        { id: "b", name: "Hall", vendor: "Dragonfly", kind: "Reverb Plugin" },
        { id: "c", name: "Plate", vendor: "Other", kind: "Delay Plugin" },
    ];
    const found = (text, kind = "") => searched(plugins, text, kind).map(({ id }) => id);
    assert.deepEqual(found("dragon PLATE"), ["a"]);
    assert.deepEqual(found("", "Reverb Plugin"), ["a", "b"]);
    assert.deepEqual(found("gate"), []);
});

test("channels are written one by one or as a range", () => {
    assert.deepEqual(numbers("1, 2 5-7"), [1, 2, 5, 6, 7]);
    assert.deepEqual(numbers(""), []);
});

test("a take is what was told, and what runs is told anew after a loss", () => {
    const takes = new Takes();
    takes.receive({ track_id: "keys", path: "t/a.wav", running: true, frames: 0 });
    assert.equal(takes.running("keys"), "t/a.wav");
    takes.receive({ track_id: "keys", path: "t/a.wav", running: false, frames: 480, dropped_frames: 0 });
    assert.equal(takes.running("keys"), undefined);
    assert.equal(takes.done[0].frames, 480);
    takes.began("keys", "t/b.wav");
    takes.reset();
    assert.equal(takes.running("keys"), undefined);
    assert.equal(takes.done.length, 1);
});

test("curves are written as text and read as the same points", () => {
    const points = [[0, -12], [1.5, 0]];
    assert.deepEqual(pointsIn(pointsText(points)), points);
    assert.deepEqual(pointsIn("0:-12\n\n1.5 \u22126"), [[0, -12], [1.5, -6]]);
    assert.equal(pointsIn("1 2 3"), null);
    assert.equal(pointsIn("x 1"), null);
    const curve = { track_id: "keys", control: "fader", mode: "read", points };
    const other = { track_id: "keys", plugin_id: "eq", parameter_id: "gain", mode: "read", points: [] };
    const it = { ...session(), automation: [other, curve] };
    assert.equal(curveFor(it, { track_id: "keys", control: "fader" }), curve);
    assert.equal(curveFor(it, { track_id: "keys", control: "pan" }), undefined);
});
