import assert from "node:assert/strict";
import { test } from "node:test";
import { RmsMeter } from "../src/audio/ballistics.js";
import { Meters } from "../src/audio/meters.js";

const config = {
    stream: 3,
    fields: ["peak", "rms", "gain"],
    strips: [{ track_id: "wide", channels: 3 }, { track_id: "master", channels: 2 }],
};

/** A frame in which channel n has the peak -n, the RMS -10 - n and the gain -20 - n. */
const frame = (channels, fields = [0, -10, -20]) => ({
    kind: "meters",
    stream: 3,
    sequence: 0,
    engineFrame: 0,
    decibels: Array.from({ length: channels }, (_, n) => fields.map((from) => from - n)).flat(),
});

test("every channel of a strip has its own peak, RMS and gain", () => {
    const meters = new Meters();
    meters.configure(config);
    meters.take(frame(5), 1);
    assert.deepEqual(meters.of("wide").map((meter) => meter.level(1)), [0, -1, -2]);
    assert.deepEqual(meters.of("master").map((meter) => meter.gain), [-23, -24]);
    const levels = meters.of("master").map((meter) => meter.rms.level);
    assert.ok(Math.abs(levels[0] - -13) < 1e-9 && Math.abs(levels[1] - -14) < 1e-9, `${levels}`);
    assert.equal(meters.peak("wide").decibels, 0);
    assert.equal(meters.body("wide").gain, -20);
    assert.ok(Math.abs(meters.body("wide").rms - -10) < 1e-9);
});

test("fields are found by their names, and those that are not known are passed over", () => {
    const meters = new Meters();
    meters.configure({ ...config, fields: ["novelty", "rms", "peak"] });
    meters.take(frame(5, [-70, -30, -6]), 1);
    const [meter] = meters.of("wide");
    assert.equal(meter.level(1), -6);
    assert.ok(Math.abs(meter.rms.level - -30) < 1e-9);
    assert.equal(meter.gain, -Infinity);
});

test("meters are unknown before the first frame and half a second after the last", () => {
    const meters = new Meters();
    meters.configure(config);
    assert.ok(meters.isUnknown(0));
    meters.take(frame(5), 1);
    assert.ok(!meters.isUnknown(1.4));
    assert.ok(meters.isUnknown(1.6));
    assert.deepEqual(meters.peak("wide"), { decibels: 0, clipped: true });
    meters.reset("wide");
    assert.deepEqual(meters.peak("wide"), { decibels: -Infinity, clipped: false });
});

test("a frame of another stream or size is left out", () => {
    const meters = new Meters();
    meters.configure(config);
    meters.take(frame(4), 1);
    meters.take({ ...frame(5), stream: 4 }, 1);
    assert.equal(meters.peak("wide").decibels, -Infinity);
    assert.ok(meters.isUnknown(1));
});

test("the RMS averages power over 0.3 s", () => {
    const meter = new RmsMeter();
    meter.take(-20, 0);
    assert.ok(Math.abs(meter.level - -20) < 1e-9, "the first value is shown at once");
    for (let step = 1; step <= 30; step++) meter.take(-Infinity, step / 100);
    // After 0.3 s of silence 1/e of the power is left: -4.34 dB.
    assert.ok(Math.abs(meter.level - -24.34) < 0.01, `${meter.level}`);
});
