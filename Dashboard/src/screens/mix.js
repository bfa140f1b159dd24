import { inOrder } from "../net/address.js";
import { make } from "../core/element.js";
import { keepingFocus, reconcile } from "../core/list.js";
import { MASTER_ID } from "../net/protocol.js";
import { icon } from "../ui/icons.js";
import { enable } from "./ask.js";
import { StripPanel } from "./panel.js";
import { showRecordings } from "./recording.js";
import { makeStrip, refreshRoutes, showPeaks, stripSignature } from "./strip.js";

/**
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../audio/meters.js").Meters} Meters
 * @typedef {import("../ui/ob-meter-bank.js").ObMeterBank} ObMeterBank
 *
 * What the parts of the mixer work with.
 * @typedef {object} Desk
 * @property {Store} store
 * @property {Meters} meters
 * @property {import("./ask.js").Ask} ask
 * @property {(type: string, data: Record<string, any>) => Promise<any>} request
 * @property {(words: string) => void} tell says what was done
 * @property {import("../net/takes.js").Takes} takes
 * @property {import("../net/library.js").Library} library
 * @property {() => void} readPresets reads the list anew
 * @property {(anchor: HTMLElement, trackId: string, insertId: string, presetId: string) => void} loadPreset
 * @property {(trackId: string, insertId: string | null) => void} select an insert is brought into view
 * @property {(trackId: string, insertId: string | null) => void} selected tells what is in view
 * @property {(trackId: string, replaced: Insert | null) => void} pickPlugin adds one, or replaces one
 * @property {(strip: Strip) => void} changeSource
 * @property {() => void} addTrack
 * @property {() => void} addBus
 */

const PEAKS_MILLISECONDS = 100;

/** The mixer: tracks, buses and the master side by side, and all about the one that is selected. */
export class MixScreen {
    /** @type {Desk} */
    #desk;
    #bank;
    #panelRoot;
    #panel;
    #groups;
    #selected = "";
    #isEnabled = false;

    /**
     * @param {Omit<Desk, "select">} desk
     * @param {{ bank: ObMeterBank, panel: HTMLElement }} places
     */
    constructor(desk, { bank, panel }) {
        this.#desk = { ...desk, select: (trackId, insertId) => this.#select(trackId, insertId) };
        this.#bank = bank;
        this.#panelRoot = panel;
        this.#panel = new StripPanel(this.#desk, panel);
        this.#groups = {
            tracks: makeGroup("Tracks", "Add track", desk.addTrack),
            buses: makeGroup("Buses", "Add bus", desk.addBus),
            master: makeGroup("Master", null, null),
        };
        bank.prepend(...Object.values(this.#groups).map(({ frame }) => frame));
        bank.meters = desk.meters;
        desk.store.watchStructure(() => this.refresh());
        desk.takes.watch(() => showRecordings(bank, desk.takes));
        setInterval(() => showPeaks(bank, desk.meters), PEAKS_MILLISECONDS);
    }

    /**
     * Brings a strip, or an insert of it, into view.
     * @param {string} trackId
     * @param {string | null} insertId
     */
    show(trackId, insertId) {
        if (!this.#desk.store.strip(trackId)) return;
        this.#select(trackId, insertId);
        const strip = this.#bank.querySelector(`.strip[data-track="${CSS.escape(trackId)}"]`);
        strip?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    /** Only a live connection has controls that work; what they show stays, in grey. */
    set isEnabled(/** @type {boolean} */ isEnabled) {
        this.#isEnabled = isEnabled;
        this.#enable();
    }

    /** Brings the page in line with the session. */
    refresh() {
        const { session } = this.#desk.store;
        if (!session) return;
        keepingFocus(this.#bank, () => {
            const { tracks, buses, master } = this.#groups;
            const changes = [
                this.#fill(tracks.list, inOrder(session.tracks)),
                this.#fill(buses.list, inOrder(session.buses)),
                this.#fill(master.list, [session.master]),
            ];
            tracks.empty.hidden = Object.keys(session.tracks).length > 0;
            buses.empty.hidden = Object.keys(session.buses ?? {}).length > 0;
            showRecordings(this.#bank, this.#desk.takes);
            if (changes.some(Boolean)) this.#bank.measure();
        });
        const isThere = this.#desk.store.strip(this.#selected) !== undefined;
        this.#select(isThere ? this.#selected : this.#firstWithInserts(), null);
        refreshRoutes(document, this.#desk.store);
        this.#enable();
    }

    /**
     * @param {HTMLElement} list
     * @param {Strip[]} strips
     */
    #fill(list, strips) {
        return reconcile(list, strips, {
            key: ({ id }) => id,
            signature: (strip) => stripSignature(this.#desk, strip),
            make: (strip) => makeStrip(this.#desk, strip),
        });
    }

    #firstWithInserts() {
        return this.#desk.store.strips.find(({ inserts }) => Object.keys(inserts).length > 0)?.id ?? MASTER_ID;
    }

    /**
     * @param {string} trackId
     * @param {string | null} insertId
     */
    #select(trackId, insertId) {
        const isOther = this.#selected !== trackId;
        if (isOther || insertId !== null) this.#desk.selected(trackId, insertId);
        this.#selected = trackId;
        for (const strip of this.#bank.querySelectorAll(".strip")) {
            const isSelected = strip.getAttribute("data-track") === trackId;
            strip.classList.toggle("is-selected", isSelected);
            strip.querySelector(".strip-name")?.setAttribute("aria-pressed", String(isSelected));
        }
        const strip = this.#desk.store.strip(trackId);
        if (strip) this.#panel.show(strip);
        if (isOther) this.#enable();
        if (insertId === null) return;
        /** @type {HTMLElement | null} */
        const card = this.#panelRoot.querySelector(`[data-insert="${CSS.escape(insertId)}"]`);
        card?.scrollIntoView({ block: "nearest" });
        card?.focus({ preventScroll: true });
    }

    #enable() {
        enable(this.#bank, this.#isEnabled);
        enable(this.#panelRoot, this.#isEnabled);
    }
}

/**
 * A group of strips with its heading, and what adds to it.
 * @param {string} name
 * @param {string | null} addLabel
 * @param {(() => void) | null} add
 */
function makeGroup(name, addLabel, add) {
    const list = make("div", { class: "group-strips" });
    const empty = make("p", { class: "group-empty", hidden: true }, `No ${name.toLowerCase()} yet.`);
    const button = add && make(
        "button",
        {
            type: "button",
            class: "quiet add-strip",
            "data-live": true,
            "aria-label": addLabel,
            title: addLabel,
            onclick: add,
        },
        icon("plus"),
    );
    const head = make("div", { class: "group-head" }, make("h2", {}, name), button);
    const id = `group-${name.toLowerCase()}`;
    const frame = make("div", { class: "group", role: "group", "aria-label": name, id }, head, list, empty);
    return { frame, list, empty };
}
