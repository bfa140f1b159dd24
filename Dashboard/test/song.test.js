import assert from "node:assert/strict";
import { test } from "node:test";
import {
    barsText,
    fieldText,
    placeAt,
    secondsAt,
    secondsIn,
    signatureIndexAt,
    tempoIndexAt,
    timeText,
} from "../src/audio/song.js";

const PLAIN = {
    tempos: [{ beat: 0, bpm: 120 }],
    signatures: [{ bar: 0, numerator: 4, denominator: 4 }],
    loop: null,
};
/** From the fifth bar on 7/8, from the 16th quarter on half as fast. */
const CHANGING = {
    tempos: [{ beat: 0, bpm: 120 }, { beat: 16, bpm: 60 }],
    signatures: [
        { bar: 0, numerator: 4, denominator: 4 },
        { bar: 4, numerator: 7, denominator: 8 },
    ],
    loop: null,
};

test("bars and seconds are each other's inverse, through changes of tempo and signature", () => {
    assert.equal(secondsAt(CHANGING, { bar: 4, beat: 0 }), 8);
    assert.equal(secondsAt(CHANGING, { bar: 5, beat: 0 }), 11.5);
    assert.equal(secondsAt(CHANGING, { bar: 5, beat: 1 }), 12);
    for (let bar = 0; bar < 9; bar++) {
        for (const beat of [0, 1, 2.5]) {
            const place = placeAt(CHANGING, secondsAt(CHANGING, { bar, beat }) + 1e-9);
            assert.equal(place.bar, bar);
            assert.ok(Math.abs(place.beat - beat) < 1e-6);
        }
    }
});

test("the tempo and the signature that hold are found", () => {
    assert.deepEqual([0, 7.9, 8, 20].map((at) => tempoIndexAt(CHANGING, at)), [0, 0, 1, 1]);
    assert.deepEqual([0, 3, 4, 9].map((bar) => signatureIndexAt(CHANGING, bar)), [0, 0, 1, 1]);
});

test("places are read as bars, as bars with beats, and as time", () => {
    assert.equal(secondsIn(PLAIN, "1"), 0);
    assert.equal(secondsIn(PLAIN, "9|3"), 17);
    assert.equal(secondsIn(PLAIN, " 9 | 3 "), 17);
    assert.equal(secondsIn(PLAIN, "1:02.5"), 62.5);
    assert.equal(secondsIn(PLAIN, "62,5s"), 62.5);
    for (const wrong of ["", "0", "1|0", "x", "1|2|3", "-4", "1:2:3"]) {
        assert.equal(secondsIn(PLAIN, wrong), null, wrong);
    }
});

test("what a field shows is read as the same place", () => {
    for (const seconds of [0, 2, 0.5, 8, 62.125, 600]) {
        assert.ok(Math.abs(secondsIn(CHANGING, fieldText(CHANGING, seconds)) - seconds) < 1e-3);
    }
    assert.equal(fieldText(PLAIN, 17), "9|3");
    assert.equal(fieldText(PLAIN, 2.2), "0:02.2");
    assert.equal(fieldText(CHANGING, 61.25), "1:01.25");
    assert.equal(fieldText({ ...PLAIN, tempos: [{ beat: 0, bpm: 7 }] }, 601), "10:01");
});

test("a clock does not show what has not come yet", () => {
    assert.equal(timeText(59.99, 1), "0:59.9");
    assert.equal(timeText(60, 1), "1:00.0");
    assert.equal(timeText(3_599.999, 0), "59:59");
    assert.equal(barsText({ bar: 2, beat: 1.99 }), "3|2");
});
