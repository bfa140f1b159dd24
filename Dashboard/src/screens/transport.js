import {
    barsText,
    fieldText,
    placeAt,
    secondsAt,
    secondsIn,
    signatureIndexAt,
    tempoIndexAt,
    timeText,
} from "../audio/song.js";
import { make, setText } from "../core/element.js";
import { RequestError } from "../net/protocol.js";
import { icon } from "../ui/icons.js";
import { showProblem } from "../ui/problem.js";
import { ObSwitch } from "../ui/ob-switch.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Song} Song
 * @typedef {import("../net/protocol.js").Transport} Transport
 */

const UNKNOWN = "\u2013";
/** What a loop is at first: four bars from the start. */
const LOOP_BARS = 4;

/** Play, stop, where the song is, its loop, its tempo and its time signature. */
export class TransportBar {
    #store;
    #ask;
    /** @type {Transport | null} */
    #transport = null;
    /** The range that the loop will have when it is switched on. @type {[number, number] | null} */
    #range = null;

    #lastChange = Promise.resolve();
    #play;
    #stop;
    #bars = make("span", { class: "bars" }, UNKNOWN);
    #time = make("span", { class: "time" }, UNKNOWN);
    #goTo = makeField("", "Go to: bar, bar|beat or minutes:seconds", "go to");
    #loop = new ObSwitch(icon("loop"), "Loop");
    #from = makeField("", "Loop from", "1|1");
    #to = makeField("\u2013", "Loop to", "5|1");
    #tempo = makeField("", "Tempo in beats a minute", "120");
    #signature = makeField("", "Time signature", "4/4");

    /**
     * @param {object} parts
     * @param {Store} parts.store
     * @param {import("./ask.js").Ask} parts.ask
     * @param {HTMLElement} parts.root
     */
    constructor({ store, ask, root }) {
        this.#store = store;
        this.#ask = ask;
        this.#play = this.#button("play", "Play", () => ask(this.#play, "TRANSPORT_PLAY"));
        this.#stop = this.#button("stop", "Stop", () => ask(this.#stop, "TRANSPORT_STOP"));
        const start = this.#button("start", "To the start", () => this.#locate(start, 0));
        this.#loop.className = "loop";
        this.#loop.addEventListener("ob-input", () => {
            const isOn = this.#loop.value;
            // The switch is the server's: it goes over when the song has changed.
            this.#showSong();
            this.#setLoop(this.#loop, isOn ? this.#wantedRange : null);
        });
        this.#listen();
        root.append(
            make("div", { class: "deck-part" }, start, this.#stop, this.#play),
            make("div", { class: "position", role: "timer", "aria-live": "off", "aria-label": "Position" }, this.#bars, this.#time),
            make("div", { class: "deck-part" }, this.#goTo.frame),
            make("div", { class: "deck-part" }, this.#loop, this.#from.frame, this.#to.frame),
            make("div", { class: "deck-part" }, this.#tempo.frame, make("span", { class: "unit" }, "bpm"), this.#signature.frame),
        );
        store.watchStructure(() => this.#showSong());
    }

    /** Where the song is, as the server says; null when it is not known. */
    set transport(/** @type {Transport | null} */ transport) {
        this.#transport = transport;
        setText(this.#bars, transport ? barsText(transport) : UNKNOWN);
        setText(this.#time, transport ? timeText(transport.seconds, 1) : UNKNOWN);
        const isRolling = transport?.rolling === true;
        this.#play.setAttribute("aria-pressed", String(isRolling));
        this.#stop.setAttribute("aria-pressed", String(transport !== null && !isRolling));
        // A song may have several tempos: the fields follow it.
        this.#showSong();
    }

    /** Plays, or stops what plays. */
    toggle() {
        const isRolling = this.#transport?.rolling === true;
        (isRolling ? this.#stop : this.#play).click();
    }

    /**
     * @param {import("../ui/icons.js").IconName} glyph
     * @param {string} label
     * @param {() => void} press
     */
    #button(glyph, label, press) {
        return make("button", {
            type: "button",
            class: `deck-button ${glyph}`,
            "data-live": true,
            "aria-label": label,
            title: label,
            onclick: press,
        }, icon(glyph));
    }

    #listen() {
        onEntry(this.#goTo.input, (text) => {
            const seconds = this.#seconds(this.#goTo.input, text);
            if (seconds !== null) this.#locate(this.#goTo.input, seconds);
            this.#goTo.input.value = "";
        });
        for (const { input } of [this.#from, this.#to]) {
            onEntry(input, () => this.#enterRange(input));
        }
        onEntry(this.#tempo.input, (text) => this.#setTempo(Number(text.replace(",", "."))));
        onEntry(this.#signature.input, (text) => this.#setSignature(text));
    }

    get #song() {
        return this.#store.session?.song ?? null;
    }

    /** @returns {[number, number]} */
    get #wantedRange() {
        const song = this.#song;
        if (this.#range) return this.#range;
        return [0, song ? secondsAt(song, { bar: LOOP_BARS, beat: 0 }) : 8];
    }

    /**
     * @param {HTMLElement} anchor
     * @param {number} seconds
     */
    #locate(anchor, seconds) {
        return this.#ask(anchor, "TRANSPORT_LOCATE", { seconds });
    }

    /**
     * @param {HTMLInputElement} input
     * @param {string} text
     */
    #seconds(input, text) {
        const seconds = this.#song && secondsIn(this.#song, text);
        if (seconds === null) {
            refuse(input, `"${text}" is no place in the song.`, "Write a bar (17), bar and beat (17|3) or a time (1:02.5).");
        }
        return seconds;
    }

    /** @param {HTMLInputElement} input */
    #enterRange(input) {
        const from = this.#seconds(input, this.#from.input.value);
        const to = this.#seconds(input, this.#to.input.value);
        if (from === null || to === null) return this.#showSong();
        this.#range = [from, to];
        if (this.#song?.loop) this.#setLoop(input, this.#range);
    }

    /**
     * @param {HTMLElement} anchor
     * @param {[number, number] | null} range
     */
    #setLoop(anchor, range) {
        const loop = range && { from_seconds: range[0], to_seconds: range[1] };
        if (!range && this.#song?.loop) this.#range = [this.#song.loop.from_seconds, this.#song.loop.to_seconds];
        this.#setSong(anchor, () => ({ loop }));
    }

    /** @param {number} bpm of the tempo that holds where the song is */
    #setTempo(bpm) {
        this.#setSong(this.#tempo.input, (song) => {
            const index = tempoIndexAt(song, this.#transport?.seconds ?? 0);
            return { tempos: song.tempos.map((one, at) => (at === index ? { ...one, bpm } : one)) };
        });
    }

    /** @param {string} text */
    #setSignature(text) {
        const parts = text.match(/^\s*(\d+)\s*\/\s*(\d+)\s*$/);
        if (!parts) {
            refuse(this.#signature.input, `"${text}" is no time signature.`, "Write it like 6/8.");
            return this.#showSong();
        }
        const [numerator, denominator] = [Number(parts[1]), Number(parts[2])];
        this.#setSong(this.#signature.input, (song) => {
            const index = signatureIndexAt(song, this.#transport?.bar ?? 0);
            const changed = { numerator, denominator };
            return {
                signatures: song.signatures.map((one, at) =>
                    at === index ? { ...one, ...changed } : one
                ),
            };
        });
    }

    /**
     * The whole song is sent, with what changes in it, so that one change waits for the answer to the
     * one before. The fields show the server's again either way.
     * @param {HTMLElement} anchor
     * @param {(song: Song) => Partial<Song>} changeOf
     */
    #setSong(anchor, changeOf) {
        this.#lastChange = this.#lastChange.then(async () => {
            const { session } = this.#store;
            if (!session?.song) return;
            const song = { ...session.song, ...changeOf(session.song) };
            const ack = await this.#ask(anchor, "SONG_SET", song);
            // The whole state comes behind the answer; until then this is what the server took.
            if (ack && session === this.#store.session) session.song = song;
            this.#showSong();
        });
    }

    #showSong() {
        const song = this.#song;
        if (!song) return;
        const seconds = this.#transport?.seconds ?? 0;
        const tempo = song.tempos[tempoIndexAt(song, seconds)];
        const signature = song.signatures[signatureIndexAt(song, placeAt(song, seconds).bar)];
        this.#loop.value = song.loop !== null;
        const [from, to] = song.loop
            ? [song.loop.from_seconds, song.loop.to_seconds]
            : this.#wantedRange;
        show(this.#from.input, fieldText(song, from));
        show(this.#to.input, fieldText(song, to));
        show(this.#tempo.input, String(tempo?.bpm ?? ""));
        show(this.#signature.input, `${signature?.numerator}/${signature?.denominator}`);
    }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} placeholder
 */
function makeField(name, label, placeholder) {
    const input = make("input", {
        class: "deck-field",
        "aria-label": label,
        title: label,
        placeholder,
        autocomplete: "off",
        spellcheck: "false",
        "data-live": true,
    });
    return { input, frame: make("label", { class: "deck-label" }, name || null, input) };
}

/**
 * Calls back with what was typed and entered; Escape puts back what was there.
 * @param {HTMLInputElement} input
 * @param {(text: string) => void} entered
 */
function onEntry(input, entered) {
    let before = "";
    input.addEventListener("focus", () => {
        before = input.value;
    });
    input.addEventListener("change", () => {
        if (input.value.trim() !== "") return entered(input.value.trim());
        input.value = before;
    });
    input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") input.blur();
        if (event.key !== "Escape") return;
        input.value = before;
        input.blur();
    });
}

/**
 * Shows a value unless somebody is typing there.
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function show(input, text) {
    if (document.activeElement !== input && input.value !== text) input.value = text;
}

/**
 * What this page itself cannot read is told in the same place.
 * @param {Element} anchor
 * @param {string} message
 * @param {string} hint
 */
function refuse(anchor, message, hint) {
    showProblem(anchor, new RequestError({ code: "INVALID_PARAMETER", message, hint }));
}
