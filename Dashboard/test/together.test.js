import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionsIn } from "../src/core/mentions.js";
import { hueOf, initials } from "../src/core/person.js";
import { agoText, dayText, ServerClock } from "../src/core/time.js";
import { Activity, fits } from "../src/net/activity.js";
import { History } from "../src/net/history.js";
import { Jobs } from "../src/net/jobs.js";
import { Library } from "../src/net/library.js";
import { OwnPresence, People } from "../src/net/people.js";
import { RequestError } from "../src/net/protocol.js";
import { arrive, FakeClock, FakeServer } from "./fakes.js";

// People.

function person(user_id, holds = []) {
    return { user_id, role: "engineer", since: "", place: "/mix", status: "active", focus: null, holds };
}

test("who is here comes and goes, and this page is first", () => {
    const people = new People();
    people.ownId = "c1";
    people.receive({ whole: true, people: { c2: person("abe"), c1: person("zoe") }, gone: [] });
    assert.deepEqual(people.all.map(({ user_id, isOwn }) => [user_id, isOwn]), [["zoe", true], ["abe", false]]);
    people.receive({ whole: false, people: { c3: person("zoe") }, gone: ["c2"] });
    assert.deepEqual(people.all.map(({ connectionId }) => connectionId), ["c1", "c3"]);
    people.forget();
    assert.deepEqual(people.all, []);
});

test("only other hands are shown on controls", () => {
    const people = new People();
    people.ownId = "c1";
    const fader = { track_id: "keys", control: "fader" };
    const gain = { track_id: "keys", plugin_id: "eq", parameter_id: "gain" };
    people.receive({ whole: true, people: { c1: person("ana", [fader]), c2: person("jo", [gain]) }, gone: [] });
    assert.deepEqual([...people.holders], [["keys/eq/gain", "jo"]]);
});

test("where the person is is told soon, once, and again before the server would forget", () => {
    const clock = new FakeClock();
    const server = new FakeServer();
    const request = (type, data) => (server.request(type, data), Promise.resolve({}));
    const own = new OwnPresence({ request, clock });
    own.place = { place: "/chain/keys", focus: { track_id: "keys" } };
    clock.advance(60_000);
    assert.equal(server.asked.length, 0);
    own.isLive = true;
    own.place = { place: "/chain/drums", focus: { track_id: "drums" } };
    clock.advance(1_000);
    assert.deepEqual(server.asked.map(({ data }) => data.place), ["/chain/drums"]);
    clock.advance(29_000);
    assert.equal(server.asked.length, 2);
    own.isAway = true;
    clock.advance(1_000);
    assert.equal(server.asked.at(-1).data.status, "away");
    own.isLive = false;
    clock.advance(60_000);
    assert.equal(server.asked.length, 3);
});

test("a person has letters and one colour", () => {
    assert.deepEqual(["ana", "Jo Doe", "guest-12", "", "\u{1F600}"].map(initials), ["AN", "JD", "G1", "?", "?"]);
    assert.equal(hueOf("ana"), hueOf("ana"));
});

test("a text names strips and people that there are, by their longest names", () => {
    const names = { "#": ["Vox", "Vox Ana", "Keys"], "@": ["jo"] };
    const named = (text) => mentionsIn(text, names).filter(({ name }) => name).map(({ name }) => name);
    assert.deepEqual(named("@jo: +3 dB on #vox ana, less #Keys!"), ["jo", "Vox Ana", "Keys"]);
    assert.deepEqual(named("#Voxes a#Keys mail@jo #nobody # @"), []);
    for (const text of ["", "#", "#Vox", "a #Vox b", "#Vox#Keys", "<b>#Vox</b>"]) {
        assert.equal(mentionsIn(text, names).map((piece) => piece.text).join(""), text);
    }
});

// Activity.

function entry(seq, more = {}) {
    const time = "2026-11-20T20:00:00.000Z";
    return { seq, time, last_time: time, level: "INFO", source: "people", code: "JOINED", text: "Jo joined.", count: 1, ...more };
}

function activity() {
    const clock = new FakeClock();
    const server = new FakeServer();
    return { clock, server, it: new Activity({ request: server.request, clock }) };
}

const seqs = (it) => it.entries.map(({ seq }) => seq);

test("the log is live, and what happens again is one entry", () => {
    const { it } = activity();
    assert.equal(it.state, "loading");
    it.begin([entry(1), entry(2)]);
    it.receive(entry(3));
    it.receive(entry(3, { count: 4 }));
    assert.deepEqual(seqs(it), [3, 2, 1]);
    assert.equal(it.entries[0].count, 4);
    assert.equal(it.hasOlder, false);
});

test("a search is the server's, the newest one counts, and live entries fit it", async () => {
    const { it, server, clock } = activity();
    it.begin([entry(1), entry(2, { level: "ERROR", text: "Disk full" })]);
    it.set({ text: "di" });
    it.set({ text: "disk" });
    assert.deepEqual(seqs(it), [2]);
    clock.advance(300);
    it.set({ levels: ["ERROR"] });
    clock.advance(300);
    const [stale, fresh] = server.of("ACTIVITY_SEARCH");
    assert.deepEqual(fresh.data, { text: "disk", levels: ["ERROR"], limit: 100 });
    fresh.resolve({ entries: [entry(2, { level: "ERROR", text: "Disk full" })], next_before_seq: 2 });
    stale.resolve({ entries: [entry(9)], next_before_seq: null });
    await arrive();
    assert.deepEqual(seqs(it), [2]);
    assert.ok(it.hasOlder);
    it.receive(entry(10));
    it.receive(entry(11, { level: "ERROR", text: "The disk is gone" }));
    assert.deepEqual(seqs(it), [11, 2]);
});

test("one person's entries alone are shown, and all pages of them are read", async () => {
    const { it, server, clock } = activity();
    it.begin([entry(1, { actor: "ana" }), entry(2, { actor: "jo" }), entry(3)]);
    it.set({ actor: "ana" });
    assert.ok(it.isFiltered);
    assert.deepEqual(seqs(it), [1]);
    it.receive(entry(4, { actor: "jo" }));
    it.receive(entry(5, { actor: "ana" }));
    assert.deepEqual(seqs(it), [5, 1]);
    const read = it.readAll();
    const [first] = server.of("ACTIVITY_SEARCH");
    assert.deepEqual(first.data, { actor: "ana", limit: 100 });
    first.resolve({ entries: [entry(5), entry(4)], next_before_seq: 4 });
    await arrive();
    // Somebody who looks for something else meanwhile does not change what is read.
    it.set({ actor: "" });
    clock.advance(40);
    await arrive();
    const second = server.of("ACTIVITY_SEARCH")[1];
    assert.deepEqual(second.data, { actor: "ana", before_seq: 4, limit: 100 });
    second.resolve({ entries: [entry(1)], next_before_seq: null });
    assert.deepEqual((await read).map(({ seq }) => seq), [1, 4, 5]);
});

test("a search that is not answered says so, and can be asked again", async () => {
    const { it, server, clock } = activity();
    it.begin([entry(1)]);
    it.set({ text: "x" });
    clock.advance(300);
    server.asked[0].reject(RequestError.connectionLost());
    await arrive();
    assert.equal(it.state, "failed");
    it.again();
    server.asked[1].resolve({ entries: [], next_before_seq: null });
    await arrive();
    assert.equal(it.state, "ready");
});

test("pages go back, and a loss reads the search anew", async () => {
    const { it, server } = activity();
    it.begin(Array.from({ length: 100 }, (_, index) => entry(index + 101)));
    it.loadOlder();
    assert.equal(server.asked[0].data.before_seq, 101);
    server.asked[0].resolve({ entries: [entry(100)], next_before_seq: null });
    await arrive();
    assert.equal(it.entries.length, 101);
    it.set({ text: "jo" });
    it.begin([entry(300)]);
    assert.equal(server.of("ACTIVITY_SEARCH").at(-1).data.text, "jo");
});

test("an entry fits by the beginnings of its words, without case and accents", () => {
    const it = entry(1, { text: "Böse Gitarre was added.", actor: "Ana", subject: { kind: "track", id: "bose-gitarre" } });
    for (const text of ["", "bose", "GIT added", "ana", "joined"]) assert.ok(fits(it, { text, levels: [] }), text);
    for (const text of ["itarre", "bose x"]) assert.ok(!fits(it, { text, levels: [] }), text);
    assert.ok(!fits(it, { text: "", levels: ["ERROR", "WARNING"] }));
});

// Undo.

function step(id, user_id, undone = false) {
    return { id, user_id, type: "TRACK_FADER", subject: `s${id}`, text: `step ${id}`, undone };
}

test("each takes back and does again what is theirs", async () => {
    const clock = new FakeClock();
    const server = new FakeServer();
    const history = new History({ request: server.request, clock, userId: () => "ana" });
    history.touch();
    clock.advance(5_000);
    assert.equal(server.asked.length, 0);
    history.isLive = true;
    server.asked[0].resolve({ steps: [step(1, "ana"), step(2, "jo"), step(3, "ana", true), step(4, "ana", true)] });
    await arrive();
    assert.equal(history.undo.id, 1);
    assert.equal(history.redo.id, 3);
    server.asked.length = 0;
    for (let index = 0; index < 50; index++) {
        history.touch();
        clock.advance(100);
    }
    // While somebody drags, the steps are asked for now and then, and not with each delta.
    assert.ok(server.asked.length >= 2 && server.asked.length <= 4, `${server.asked.length}`);
    server.asked.at(-1).resolve({ steps: [step(2, "jo")] });
    await arrive();
    assert.equal(history.undo, undefined);
    assert.equal(history.redo, undefined);
});

// Jobs, presets, times.

test("jobs that run are first, then the newest", () => {
    const jobs = new Jobs();
    const job = (job_id, status) => ({ job_id, status, progress: 0 });
    jobs.begin([job("a", "completed"), job("b", "active"), job("c", "failed")]);
    jobs.receive(job("d", "queued"));
    assert.deepEqual(jobs.all.map(({ job_id }) => job_id), ["d", "b", "c", "a"]);
    assert.equal(jobs.running, 2);
    jobs.receive(job("b", "cancelled"));
    assert.equal(jobs.running, 1);
});

test("the list of presets is the newest that was asked for", async () => {
    const answers = [];
    const library = new Library(() => new Promise((resolve) => answers.push(resolve)));
    let told = 0;
    library.addEventListener("presets", () => told++);
    library.addEventListener("session", () => told++);
    const both = [library.readPresets(), library.readPresets()];
    answers[1]({ presets: [{ id: "new" }] });
    answers[0]({ presets: [{ id: "old" }] });
    await Promise.all(both);
    assert.deepEqual(library.presets, [{ id: "new" }]);
    library.receive({ kind: "session", id: "x", change: "added" });
    library.receive({ kind: "other" });
    assert.equal(told, 2);
});

test("what was taken off the page hears no more of presets", async () => {
    const library = new Library(() => Promise.resolve({ presets: [] }));
    const frame = { isConnected: false };
    let shown = 0;
    library.followPresets(frame, () => shown++);
    frame.isConnected = true;
    await library.readPresets();
    frame.isConnected = false;
    await library.readPresets();
    await library.readPresets();
    assert.equal(shown, 2);
});

test("times are words by the server's clock", () => {
    const clock = new ServerClock(() => 1_000_000);
    clock.hear(new Date(4_600_000).toISOString());
    clock.hear(undefined);
    assert.equal(clock.now(), 4_600_000);
    const now = new Date(2026, 10, 20, 20, 0, 0).getTime();
    const ago = (seconds) => agoText(now - seconds * 1000, now);
    assert.deepEqual([-5, 3, 34, 150, 3 * 3600].map(ago), ["now", "now", "34 s", "2 min", "3 h"]);
    assert.equal(agoText(new Date(2026, 10, 19, 14, 2).getTime(), now), "yesterday 14:02");
    assert.equal(agoText(new Date(2026, 9, 2, 14, 2).getTime(), now), "2026-10-02 14:02");
    assert.deepEqual([0, 1, 5].map((days) => dayText(now - days * 86_400_000, now)), ["Today", "Yesterday", "2026-11-15"]);
});
