import assert from "node:assert/strict";
import { test } from "node:test";
import { deflection, PeakMeter } from "../src/audio/ballistics.js";
import { normalized, valueAt } from "../src/audio/parameter.js";
import { decibelsAt, positionAt, snapped } from "../src/audio/taper.js";
import { decibelText, panText } from "../src/audio/units.js";
import { creditFor, readFrame } from "../src/net/frames.js";

test("the fader has the scale of a console", () => {
    const scale = [[1, 10], [0.875, 5], [0.75, 0], [0.5, -10], [0.25, -30], [0.0625, -60]];
    for (const [position, decibels] of scale) {
        assert.ok(Math.abs(decibelsAt(position) - decibels) < 1e-9);
        assert.ok(Math.abs(positionAt(decibels) - position) < 1e-9);
    }
    assert.equal(decibelsAt(0), -Infinity);
    assert.equal(positionAt(-Infinity), 0);
});

test("a coarse drag snaps to unity, a fine one does not", () => {
    assert.equal(snapped(0.3, false), 0);
    assert.notEqual(snapped(0.3, true), 0);
    assert.notEqual(snapped(0.6, false), 0);
});

test("meters deflect as IEC 60268-18 says", () => {
    const scale = [[-70, 0], [-60, 0.025], [-50, 0.075], [-40, 0.15], [-30, 0.3], [-20, 0.5], [0, 1]];
    for (const [decibels, part] of scale) {
        assert.ok(Math.abs(deflection(decibels) - part) < 1e-9, `${decibels}`);
    }
    assert.equal(deflection(-Infinity), 0);
});

test("a meter rises at once, falls 20 dB in 1.7 s, and holds for 2 s", () => {
    const meter = new PeakMeter();
    meter.take(-6, 0);
    assert.equal(meter.level(0), -6);
    meter.take(-Infinity, 0.1);
    assert.ok(Math.abs(meter.level(1.7) - -26) < 1.5);
    assert.equal(meter.hold(1.9), -6);
    assert.ok(meter.hold(3.5) < -6);
});

test("a logarithmic parameter is in the middle at its geometric mean", () => {
    const frequency = { minimum: 20, maximum: 20_000, law: "logarithmic", kind: "continuous" };
    assert.ok(Math.abs(valueAt(frequency, 0.5) - 632.4555) < 0.01);
    assert.ok(Math.abs(normalized(frequency, 20)) < 1e-9);
    assert.ok(Math.abs(normalized(frequency, 20_000) - 1) < 1e-9);
});

test("values read as on a console", () => {
    assert.equal(decibelText(-Infinity), "\u2212\u221e dB");
    assert.equal(decibelText(0), "0.0 dB");
    assert.equal(decibelText(-6), "\u22126.0 dB");
    assert.equal(panText(0), "C");
    assert.match(panText(-0.5), /^L/);
    assert.match(panText(0.5), /^R/);
});

test("binary frames are read as the protocol lays them out", () => {
    const buffer = new ArrayBuffer(20);
    const view = new DataView(buffer);
    view.setUint8(0, 1);
    view.setUint8(1, 2);
    view.setUint16(2, 7, true);
    view.setUint32(4, 42, true);
    view.setBigUint64(8, 48_000n, true);
    view.setInt16(16, -602, true);
    view.setInt16(18, -32_768, true);
    const frame = readFrame(buffer);
    assert.equal(frame.kind, "meters");
    assert.equal(frame.stream, 7);
    assert.deepEqual(frame.decibels, [-6.02, -Infinity]);
    assert.deepEqual([...new Uint8Array(creditFor(buffer))], [...new Uint8Array(buffer, 0, 8)]);
    assert.equal(readFrame(new ArrayBuffer(3)), null);
    view.setUint8(1, 1);
    assert.equal(readFrame(buffer), null, "peaks alone, as an older server sends them");
    view.setUint8(0, 2);
    assert.equal(readFrame(buffer).kind, "audio");
});
