import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");
const made = ["protocol-types.js", "protocol-names.js"];

/** All files of the page with their texts. */
function files() {
    const names = readdirSync(root, { recursive: true }).map(String);
    return names.filter((name) => /\.(js|css|html)$/.test(name))
        .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
}

test("nothing from the wire can become HTML", () => {
    const doors = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|\beval\(|new Function/;
    for (const { name, text } of files()) {
        if (name.startsWith("test/")) continue;
        assert.ok(!doors.test(text), `${name} reads HTML or code`);
    }
});

test("a file is about one thing", () => {
    for (const { name, text } of files()) {
        if (made.some((one) => name.endsWith(one))) continue;
        assert.ok(text.split("\n").length <= 401, `${name} has more than 400 lines`);
    }
});

test("what is imported is there, and what is there is imported", () => {
    const all = files().filter(({ name }) => name.startsWith("src/"));
    const names = new Set(all.map(({ name }) => name));
    const imported = new Set(["src/main.js"]);
    for (const { name, text } of all) {
        for (const [, path] of text.matchAll(/(?:from |import |import\()"(\.[^"]+)"/g)) {
            const wanted = join(name, "..", path);
            assert.ok(names.has(wanted), `${name} imports ${path}`);
            imported.add(wanted);
        }
    }
    assert.deepEqual([...names].filter((name) => !imported.has(name)), []);
});
