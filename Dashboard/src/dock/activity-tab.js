import { make, setText } from "../core/element.js";
import { reconcile } from "../core/list.js";
import { saveFile } from "../core/save-file.js";
import { agoText } from "../core/time.js";
import { LEVELS } from "../net/activity.js";
import { icon } from "../ui/icons.js";
import { showProblem } from "../ui/problem.js";

/**
 * @typedef {import("../net/activity.js").Activity} Activity
 * @typedef {import("../net/activity.js").Entry} Entry
 * @typedef {import("../net/activity.js").Level} Level
 */

/** @type {Record<Level, { glyph: import("../ui/icons.js").IconName, word: string }>} */
const BADGES = {
    INFO: { glyph: "info", word: "Info" },
    SUCCESS: { glyph: "live", word: "Success" },
    WARNING: { glyph: "warning", word: "Warning" },
    ERROR: { glyph: "lost", word: "Error" },
};
const AGO_MILLISECONDS = 10_000;
const TOP_PIXELS = 8;

/** What happened: live, by level, and searched on the server. */
export class ActivityTab {
    id = "activity";
    name = "Activity";
    root = make("div", { class: "dock-part activity" });
    #activity;
    #now;
    #go;
    #isShown = false;
    #isDrawn = false;
    /** The newest that was in sight, to count what came above it. */
    #seenSeq = 0;
    #search = make("input", {
        type: "search",
        "aria-label": "Search the activity",
        placeholder: "Search",
        maxlength: 128,
        autocomplete: "off",
        spellcheck: "false",
    });
    /** Whose entries alone are shown; pressed, everybody's are again. */
    #person = make("button", { type: "button", class: "small", hidden: true, onclick: () => this.#only("") });
    #export = make("button", { type: "button", class: "quiet small", onclick: () => this.#save() }, "Save as file");
    #levels = make("div", { class: "levels", role: "group", "aria-label": "Levels" });
    #news = make("button", { type: "button", class: "small news", hidden: true, onclick: () => this.#toTop() });
    #list = make("ol", { class: "entries" });
    #words = make("p", { class: "empty", role: "status" });
    #again = make("button", { type: "button", hidden: true, onclick: () => this.#activity.again() }, "Try again");
    #older = make("button", { type: "button", class: "quiet small", onclick: () => this.#activity.loadOlder() },
        "Earlier entries");
    #scroll = make(
        "div",
        { class: "entries-scroll", role: "log", "aria-label": "Activity", "aria-live": "off", tabindex: "0" },
        this.#list,
        this.#words,
        this.#again,
        this.#older,
    );

    /**
     * @param {object} parts
     * @param {Activity} parts.activity
     * @param {() => number} parts.now milliseconds since 1970, by the server
     * @param {(trackId: string) => void} parts.go brings a strip into view
     */
    constructor({ activity, now, go }) {
        this.#activity = activity;
        this.#now = now;
        this.#go = go;
        for (const level of LEVELS) this.#levels.append(this.#levelButton(level));
        this.root.append(
            make("div", { class: "activity-tools" }, this.#search, this.#levels, this.#person, this.#export),
            this.#news,
            this.#scroll,
        );
        this.#search.addEventListener("input", () => activity.set({ text: this.#search.value.trim() }));
        this.#scroll.addEventListener("scroll", () => this.#countNews());
        activity.watch(() => this.#soon());
        setInterval(() => this.#showAges(), AGO_MILLISECONDS);
    }

    /** @param {boolean} isShown */
    show(isShown) {
        this.#isShown = isShown;
        this.#soon();
    }

    /** @param {Level} level */
    #levelButton(level) {
        const { glyph, word } = BADGES[level];
        const button = make(
            "button",
            { type: "button", class: `level-badge is-${level.toLowerCase()}`, "aria-pressed": "false" },
            icon(glyph),
            word,
        );
        button.addEventListener("click", () => {
            button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
            const pressed = [...this.#levels.children].map((one) => one.getAttribute("aria-pressed") === "true");
            this.#activity.set({ levels: LEVELS.filter((_, index) => pressed[index]) });
        });
        return button;
    }

    /** A burst of entries is drawn once. */
    #soon() {
        if (this.#isDrawn || !this.#isShown) return;
        this.#isDrawn = true;
        requestAnimationFrame(() => {
            this.#isDrawn = false;
            if (this.#isShown) this.#update();
        });
    }

    #update() {
        const { entries, state, isFiltered, hasOlder } = this.#activity;
        reconcile(this.#list, entries, {
            key: ({ seq }) => String(seq),
            signature: ({ count }) => String(count),
            make: (entry) => this.#row(entry),
        });
        this.#again.hidden = state !== "failed";
        this.#older.hidden = !hasOlder || state !== "ready";
        const isEmpty = entries.length === 0;
        this.#words.hidden = state === "ready" && !isEmpty;
        if (state === "loading") setText(this.#words, isEmpty ? "Reading\u2026" : "Searching\u2026");
        else if (state === "failed") setText(this.#words, "The server did not answer the search.");
        else setText(this.#words, isFiltered ? "Nothing fits the search." : "Nothing has happened yet.");
        this.#countNews();
    }

    /** @param {Entry} entry */
    #row(entry) {
        const { seq, level, text, source, actor, count, last_time, code, link, subject } = entry;
        const { glyph, word } = BADGES[level];
        const track = subject?.kind === "track" ? subject.id : /^\/chain\/(.+)/.exec(link ?? "")?.[1];
        return make(
            "li",
            { class: "entry", "data-seq": seq, "data-code": code },
            make("span", { class: `level-badge is-${level.toLowerCase()}` }, icon(glyph), word),
            count > 1 ? make("span", { class: "fold", title: `${count} times` }, `\u00d7${count}`) : null,
            actor === undefined ? make("span", { class: "facts" }, source) : make("button", {
                type: "button",
                class: "quiet small facts actor",
                title: `Only what ${actor} did`,
                onclick: () => this.#only(actor),
            }, actor),
            make("time", { class: "facts", datetime: last_time, title: last_time },
                agoText(Date.parse(last_time), this.#now())),
            make("p", { class: "entry-text" }, text),
            track === undefined
                ? null
                : make("button", {
                    type: "button",
                    class: "quiet small",
                    "aria-label": `Show the strip of: ${text}`,
                    onclick: () => this.#go(track),
                }, "Show"),
        );
    }

    /** @param {string} actor nobody: everybody */
    #only(actor) {
        this.#activity.set({ actor });
        this.#person.hidden = actor === "";
        setText(this.#person, `Only ${actor} \u00d7`);
        this.#person.setAttribute("aria-label", `Only ${actor}: show everybody again`);
    }

    /** Lines of JSON, as the server has them, the oldest first: what fits the search. */
    async #save() {
        this.#export.setAttribute("aria-busy", "true");
        try {
            const lines = (await this.#activity.readAll()).map((entry) => `${JSON.stringify(entry)}\n`);
            saveFile(new Blob(lines, { type: "application/x-ndjson" }), "outboard-activity.ndjson");
        } catch (error) {
            showProblem(this.#export, /** @type {Error} */ (error));
        } finally {
            this.#export.removeAttribute("aria-busy");
        }
    }

    #showAges() {
        if (!this.#isShown) return;
        for (const time of this.#list.querySelectorAll("time")) {
            setText(time, agoText(Date.parse(time.dateTime), this.#now()));
        }
    }

    /** Who reads further down is not moved, and told how many have come. */
    #countNews() {
        const { entries } = this.#activity;
        if (this.#scroll.scrollTop <= TOP_PIXELS) this.#seenSeq = entries[0]?.seq ?? 0;
        const count = entries.filter(({ seq }) => seq > this.#seenSeq).length;
        this.#news.hidden = count === 0;
        setText(this.#news, `${count} new`);
    }

    #toTop() {
        this.#scroll.scrollTop = 0;
        this.#countNews();
    }
}
