import assert from "node:assert/strict";
import test from "node:test";
import { forgetToken, takeToken } from "../src/net/pairing.js";

function surroundings(hash = "", { ok = true, answer = {}, entries = new Map() } = {}) {
    const asked = [];
    return {
        hash,
        cleared: 0,
        asked,
        clearHash() { this.cleared += 1; },
        storage: {
            getItem: (key) => entries.get(key) ?? null,
            setItem: (key, value) => void entries.set(key, value),
            removeItem: (key) => void entries.delete(key),
        },
        post: async (path, body) => {
            asked.push([path, body]);
            return { ok, json: async () => answer };
        },
        now: () => 1_000,
        entries,
    };
}

const take = (around) => takeToken({ ...around, clearHash: () => around.clearHash() });

test("a ticket is exchanged once, taken out of the address, and what came of it is kept", async () => {
    const answer = { token: "made", expires_at: new Date(2_000).toISOString() };
    const around = surroundings("#ticket=abc", { answer });
    assert.equal(await take(around), "made");
    assert.deepEqual(around.asked, [["/api/token", { ticket: "abc" }]]);
    assert.equal(around.cleared, 1);
    const later = surroundings("", { entries: around.entries });
    assert.equal(await take(later), "made");
    assert.deepEqual(later.asked, []);
    forgetToken(later.storage);
    assert.equal(await take(surroundings("", { entries: around.entries })), undefined);
});

test("a ticket that does not hold leaves what the page had", async () => {
    const entries = new Map([["outboard-token", '{"token":"old","expiresAt":null}']]);
    const around = surroundings("#ticket=abc", { ok: false, entries });
    assert.equal(await take(around), "old");
    assert.equal(around.cleared, 1);
});

test("a token in the fragment is taken, and taken out of the address", async () => {
    const around = surroundings("#token=shared");
    assert.equal(await take(around), "shared");
    assert.equal(around.cleared, 1);
    assert.deepEqual(around.asked, []);
});

test("an expired token is forgotten at its time, and not before", async () => {
    for (const [expiresAt, expected] of [[1_001, "old"], [1_000, undefined], [0, undefined]]) {
        const entries = new Map([["outboard-token", JSON.stringify({ token: "old", expiresAt })]]);
        assert.equal(await take(surroundings("", { entries })), expected);
        assert.equal(entries.size, expected ? 1 : 0);
    }
});

test("without anything, or without storage, there is no token", async () => {
    assert.equal(await take(surroundings()), undefined);
    assert.equal(await take(surroundings("#other=1")), undefined);
    for (const text of ["", "null", "{", "7", '{"token":7}']) {
        assert.equal(await take(surroundings("", { entries: new Map([["outboard-token", text]]) })), undefined);
    }
    const fails = () => { throw new Error("no storage"); };
    const around = surroundings("#token=shared");
    around.storage = { getItem: fails, setItem: fails, removeItem: fails };
    assert.equal(await take(around), "shared");
});
