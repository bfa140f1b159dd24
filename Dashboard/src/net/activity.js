import { Watchers } from "../core/watchers.js";

/**
 * The activity log as this page shows it: live, and searched by the server.
 *
 * @typedef {import("./protocol.js").ActivityEntry} Entry
 * @typedef {Entry["level"]} Level
 * @typedef {{ text: string, levels: Level[], actor: string }} Filter no levels: all; no actor: everybody
 */

/** @type {readonly Level[]} */
export const LEVELS = ["INFO", "SUCCESS", "WARNING", "ERROR"];
const PAGE = 100;
const TYPING_MILLISECONDS = 250;
/** Between two pages of a long list: others of this connection's questions go in between. */
const PAGE_MILLISECONDS = 40;
/** What a page that stays open for days keeps; older ones are read back. */
const ENTRIES_MAX = 2_000;

export class Activity {
    #request;
    #clock;
    #watchers = new Watchers();
    /** @type {Map<number, Entry>} */
    #entries = new Map();
    /** @type {Filter} */
    #filter = { text: "", levels: [], actor: "" };
    /** @type {number | null} */
    #beforeSeq = null;
    /** @type {"loading" | "ready" | "failed"} */
    #state = "loading";
    /** Which question the newest answer is to. */
    #question = 0;
    /** @type {any} */
    #timer = null;

    /**
     * @param {object} parts
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./connection.js").Clock} parts.clock
     */
    constructor({ request, clock }) {
        this.#request = request;
        this.#clock = clock;
    }

    /** @param {() => void} changed */
    watch(changed) {
        this.#watchers.add(changed);
    }

    /** @returns {Entry[]} those that fit the filter, the newest first */
    get entries() {
        return [...this.#entries.values()].sort((one, other) => other.seq - one.seq);
    }

    get state() {
        return this.#state;
    }

    get filter() {
        return this.#filter;
    }

    get isFiltered() {
        return this.#filter.text !== "" || this.#filter.levels.length > 0 || this.#filter.actor !== "";
    }

    get hasOlder() {
        return this.#beforeSeq !== null;
    }

    /**
     * Takes the history that comes with each connection.
     * @param {Entry[]} items the oldest first
     */
    begin(items) {
        if (this.isFiltered) return void this.#search();
        this.#question += 1;
        this.#entries = new Map(items.map((entry) => [entry.seq, entry]));
        this.#beforeSeq = items.length >= PAGE ? items[0]?.seq ?? null : null;
        this.#become("ready");
    }

    /**
     * Takes an `activity_log`: a new entry, or one whose count went up.
     * @param {Entry} entry
     */
    receive(entry) {
        if (!fits(entry, this.#filter)) return;
        this.#entries.set(entry.seq, entry);
        if (this.#entries.size > ENTRIES_MAX) {
            const oldest = Math.min(...this.#entries.keys());
            this.#entries.delete(oldest);
            this.#beforeSeq = Math.min(...this.#entries.keys());
        }
        this.#watchers.tell();
    }

    /**
     * Shows only what fits.
     * @param {Partial<Filter>} filter
     */
    set(filter) {
        this.#filter = { ...this.#filter, ...filter };
        this.#question += 1;
        this.#clock.clearTimeout(this.#timer);
        this.#timer = this.#clock.setTimeout(() => this.#search(), TYPING_MILLISECONDS);
        // What is here and fits is shown until the answer is there.
        for (const [seq, entry] of this.#entries) if (!fits(entry, this.#filter)) this.#entries.delete(seq);
        this.#become("loading");
    }

    /** Searches anew after a failure. */
    again() {
        return this.#search();
    }

    /** The next page of older ones. */
    async loadOlder() {
        if (this.#beforeSeq === null || this.#state === "loading") return;
        await this.#ask(this.#beforeSeq);
    }

    async #search() {
        await this.#ask(null);
    }

    /** @param {number | null} beforeSeq null: from the newest */
    async #ask(beforeSeq) {
        const question = ++this.#question;
        this.#become("loading");
        try {
            const { entries, next_before_seq } = await this.#page(this.#filter, beforeSeq);
            if (question !== this.#question) return;
            for (const entry of entries) this.#entries.set(entry.seq, entry);
            this.#beforeSeq = next_before_seq;
            this.#become("ready");
        } catch {
            if (question === this.#question) this.#become("failed");
        }
    }

    /**
     * All that fits the filter, and not what is shown alone.
     * @returns {Promise<Entry[]>} the oldest first
     */
    async readAll() {
        const filter = this.#filter;
        /** @type {Entry[]} */
        const all = [];
        /** @type {number | null} */
        let beforeSeq = null;
        do {
            const page = await this.#page(filter, beforeSeq);
            all.push(...page.entries);
            beforeSeq = page.next_before_seq;
            if (beforeSeq !== null) await this.#pause();
        } while (beforeSeq !== null);
        return all.reverse();
    }

    /** @returns {Promise<void>} */
    #pause() {
        return new Promise((done) => this.#clock.setTimeout(done, PAGE_MILLISECONDS));
    }

    /**
     * @param {Filter} filter
     * @param {number | null} beforeSeq null: from the newest
     * @returns {Promise<{ entries: Entry[], next_before_seq: number | null }>}
     */
    #page({ text, levels, actor }, beforeSeq) {
        return this.#request("ACTIVITY_SEARCH", {
            ...(text ? { text } : {}),
            ...(levels.length > 0 ? { levels } : {}),
            ...(actor ? { actor } : {}),
            ...(beforeSeq === null ? {} : { before_seq: beforeSeq }),
            limit: PAGE,
        });
    }

    /** @param {"loading" | "ready" | "failed"} state */
    #become(state) {
        this.#state = state;
        this.#watchers.tell();
    }
}

/**
 * Letters without case and accents.
 * @param {string} text
 */
function folded(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether an entry fits, by the rules of the server's search: all words, each the beginning of one.
 * @param {Entry} entry
 * @param {Filter} filter
 */
export function fits({ level, text, code, actor, subject }, filter) {
    if (filter.actor && filter.actor !== actor) return false;
    if (filter.levels.length > 0 && !filter.levels.includes(level)) return false;
    const words = folded(filter.text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const there = folded([text, code, actor, subject?.id].join(" ")).split(/[^\p{L}\p{N}]+/u);
    return words.every((word) => there.some((one) => one.startsWith(word)));
}
