import assert from "node:assert/strict";
import { test } from "node:test";

import { blockedName, scanWording } from "../src/net/plugins.js";

const scan = { running: true, done: 3, total: 12, found: 2, blocked: 1 };

test("a scan says how far it is while it is on its way", () => {
    assert.equal(scanWording(scan), "Looking for plugins: 3 of 12 files and bundles\u2026");
    assert.equal(scanWording({ ...scan, total: 0 }), "Looking for plugins\u2026");
    assert.equal(scanWording({ ...scan, running: false }), "");
    assert.match(scanWording({ ...scan, running: false, problem: "no worker" }), /no worker/);
});

test("what is blocked is called by its id, or by its file", () => {
    const blocked = { format: "lv2", module: "/usr/lib/lv2/bad.lv2/", id: null, reason: "crashed" };
    assert.equal(blockedName(blocked), "bad.lv2");
    assert.equal(blockedName({ ...blocked, id: "urn:bad" }), "urn:bad");
});
