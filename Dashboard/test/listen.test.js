import assert from "node:assert/strict";
import { test } from "node:test";
import {
    deinterleaved,
    LATENCY_SECONDS,
    ListenSchedule,
    volumeGain,
} from "../src/audio/schedule.js";
import { engineWording } from "../src/net/wording.js";
import { connectListening } from "../src/screens/listening.js";

test("packets join without a seam, however unevenly they come", () => {
    const schedule = new ListenSchedule(48_000);
    const first = schedule.startSeconds(1_000, 10);
    assert.equal(first, 10 + LATENCY_SECONDS);
    assert.ok(Math.abs(schedule.startSeconds(1_480, 10.09) - first - 0.01) < 1e-9);
    assert.ok(Math.abs(schedule.startSeconds(1_960, 10.011) - first - 0.02) < 1e-9);
    assert.equal(schedule.interruptions, 0);
});

test("a gap in the engine's frames stays a gap of the same length", () => {
    const schedule = new ListenSchedule(48_000);
    const first = schedule.startSeconds(0, 0);
    assert.ok(Math.abs(schedule.startSeconds(4_800, 0.1) - first - 0.1) < 1e-9);
    assert.equal(schedule.interruptions, 0);
});

test("a packet after its time, or far before it, starts the latency anew", () => {
    const schedule = new ListenSchedule(48_000);
    schedule.startSeconds(0, 0);
    assert.equal(schedule.startSeconds(480, 5), 5 + LATENCY_SECONDS);
    assert.equal(schedule.startSeconds(480_000, 5.1), 5.1 + LATENCY_SECONDS);
    assert.equal(schedule.interruptions, 2);
});

test("interleaved samples are split by channel, full scale 1", () => {
    const [left, right] = deinterleaved(Int16Array.of(16_384, -32_768, 0, 8_192), 2);
    assert.deepEqual([...left], [0.5, 0]);
    assert.deepEqual([...right], [-1, 0.25]);
});

test("the volume's lower end is silence", () => {
    assert.equal(volumeGain(-60), 0);
    assert.ok(Math.abs(volumeGain(-20) - 0.1) < 1e-12);
});

test("a live link to a dead engine does not look healthy", () => {
    const engine = { state: "running", driver: "ALSA", load: 0.1, xruns: 0 };
    assert.equal(engineWording(engine, 0, true).tone, "good");
    assert.equal(engineWording({ ...engine, state: "stopped" }, 0, true).tone, "bad");
    assert.equal(engineWording({ ...engine, state: "fallback" }, 0, true).tone, "warning");
    assert.notEqual(engineWording(engine, 10_000, true).tone, "good");
    assert.notEqual(engineWording(engine, 0, false).tone, "good");
});

test("another rate of the engine begins another stream", async () => {
    const asked = [];
    const button = Object.assign(new EventTarget(), { setAttribute() {} });
    const listener = {
        sampleRateHertz: 0,
        prepare() {},
        stop() { this.sampleRateHertz = 0; },
        start(format) { this.sampleRateHertz = format.sample_rate_hertz; },
    };
    let rate = 48_000;
    const connection = {
        isLive: true,
        request: async (type) => {
            asked.push(type);
            return { stream: asked.length, sample_rate_hertz: rate, channels: 2 };
        },
    };
    const listening = connectListening({ button, volume: {}, listener, connection, failed: assert.fail });
    listening.noteRate(44_100);
    assert.deepEqual(asked, [], "nobody listens");
    button.dispatchEvent(new Event("click"));
    // Its answer is on the way.
    listening.noteRate(44_100);
    await new Promise(setImmediate);
    listening.noteRate(48_000);
    assert.deepEqual(asked, ["LISTEN_START"]);
    rate = 96_000;
    listening.noteRate(96_000);
    await new Promise(setImmediate);
    assert.deepEqual(asked, ["LISTEN_START", "LISTEN_START"]);
    assert.equal(listener.sampleRateHertz, 96_000);
});
