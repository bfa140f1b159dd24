import { make, setText } from "../core/element.js";
import { keepingFocus, reconcile } from "../core/list.js";
import { inOrder, isMaster } from "../net/address.js";
import { icon } from "../ui/icons.js";
import { makeAutomation } from "./automation.js";
import { insertSignature, makeInsert } from "./chain.js";
import { makeKeyboard } from "./keyboard.js";
import { RecordingPart } from "./recording.js";
import { makeSend, makeSendAdder, sendSignature } from "./sends.js";
import { makeOutput, sourceText } from "./strip.js";
import { makeSureButton } from "./sure.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 */

/** All about the strip that is selected: its name, where it goes, its sends and its inserts. */
export class StripPanel {
    #desk;
    #root;
    #head = make("div", { class: "panel-head" });
    #sends = make("ul", { class: "sends" });
    #adder = make("div", { class: "adder" });
    #title = make("h3", {});
    #inserts = make("div", { class: "inserts" });
    #empty = make("p", { class: "empty" });
    #add;
    #recording;
    #curves = make("div", {});
    #curveSignature = "";
    #signature = "";
    #trackId = "";

    /**
     * @param {Desk} desk
     * @param {HTMLElement} root
     */
    constructor(desk, root) {
        this.#desk = desk;
        this.#root = root;
        this.#add = make("button", {
            type: "button",
            class: "add-insert",
            "data-live": true,
            onclick: () => desk.pickPlugin(this.#trackId, null),
        }, icon("plus"), "Add insert");
        const recording = make("div", { class: "recording" });
        this.#recording = new RecordingPart(desk, recording);
        root.append(
            this.#head,
            make("div", { class: "panel-sends" }, make("h3", {}, "Sends"), this.#sends, this.#adder),
            make("div", { class: "panel-title" }, this.#title, this.#add),
            this.#empty,
            this.#inserts,
            this.#curves,
            recording,
        );
    }

    /** @param {Strip} strip */
    show(strip) {
        keepingFocus(this.#root, () => this.#show(strip));
    }

    /** @param {Strip} strip */
    #show(strip) {
        const desk = this.#desk;
        this.#trackId = strip.id;
        const buses = inOrder(desk.store.session?.buses);
        const { source } = strip;
        const facts = [strip.id, strip.name, sourceText(desk.store, strip), source, buses.map((bus) => [bus.id, bus.name])];
        const signature = JSON.stringify(facts);
        if (signature !== this.#signature) {
            this.#signature = signature;
            this.#head.replaceChildren(...makeHead(desk, strip));
            this.#adder.replaceChildren(makeSendAdder(desk, strip));
        }
        reconcile(this.#sends, inOrder(strip.sends), {
            key: (send) => `${strip.id}>${send.send_id}`,
            signature: (send) => sendSignature(desk, strip, send),
            make: (send) => makeSend(desk, strip, send),
        });
        this.#recording.show(strip);
        const inserts = inOrder(strip.inserts).map((insert) => [insert.id, insert.name]);
        const curveSignature = JSON.stringify([strip.id, strip.name, inserts]);
        if (curveSignature !== this.#curveSignature) {
            this.#curveSignature = curveSignature;
            this.#curves.replaceChildren(makeAutomation(desk, strip));
        }
        const count = Object.keys(strip.inserts).length;
        setText(this.#title, `${count} ${count === 1 ? "insert" : "inserts"}`);
        this.#add.setAttribute("aria-label", `Add insert to ${strip.name}`);
        this.#empty.hidden = count > 0;
        setText(this.#empty, `${strip.name} has no inserts.`);
        reconcile(this.#inserts, inOrder(strip.inserts), {
            key: (insert) => `${strip.id}/${insert.id}`,
            signature: (insert) => insertSignature(desk, strip, insert),
            make: (insert) => makeInsert(desk, strip, insert),
        });
    }
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @returns {HTMLElement[]}
 */
function makeHead(desk, strip) {
    const { store } = desk;
    const isTrack = Object.hasOwn(store.session?.tracks ?? {}, strip.id);
    const isBus = !isTrack && !isMaster(strip.id);
    const title = make(
        "div",
        { class: "panel-name" },
        isMaster(strip.id)
            ? make("h2", { tabindex: "-1" }, strip.name)
            : make("h2", { class: "is-field", tabindex: "-1" }, makeName(desk, strip)),
        isTrack ? makeMoves(desk, strip) : null,
        isTrack || isBus ? makeRemove(desk, strip, isTrack) : null,
    );
    const source = make(
        "div",
        { class: "field" },
        make("span", {}, isTrack ? "From" : "Is"),
        make("span", { class: "field-text" }, sourceText(store, strip)),
        isTrack
            ? make("button", {
                type: "button",
                "data-live": true,
                "aria-label": `Change the source of ${strip.name}`,
                onclick: () => desk.changeSource(strip),
            }, "Change\u2026")
            : null,
    );
    const output = make("div", { class: "field" }, make("span", {}, "To"), makeOutput(store, strip));
    const fields = make("div", { class: "fields" }, source, output);
    return [title, fields, ...(strip.source?.kind === "notes" ? [makeKeyboard(desk, strip)] : [])];
}

/**
 * The name as a field; it is the server's again after each answer.
 * @param {Desk} desk
 * @param {Strip} strip
 */
function makeName({ ask }, strip) {
    const input = make("input", {
        class: "name",
        "aria-label": `Name of ${strip.name}`,
        value: strip.name,
        maxlength: 64,
        autocomplete: "off",
        spellcheck: "false",
        "data-live": true,
    });
    input.addEventListener("change", async () => {
        const name = input.value.trim();
        if (name === strip.name) return;
        const ack = await ask(input, "TRACK_RENAME", { track_id: strip.id, name });
        if (!ack) input.value = strip.name;
    });
    input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") input.blur();
        if (event.key === "Escape") input.value = strip.name;
    });
    return input;
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 */
function makeMoves({ store, ask }, strip) {
    /** @type {["left" | "right", number][]} */
    const moves = [["left", -1], ["right", 1]];
    const buttons = moves.map(([glyph, by]) => {
        const button = make("button", {
            type: "button",
            class: "quiet",
            "data-live": true,
            "aria-label": `Move ${strip.name} ${glyph}`,
            title: `Move ${glyph}`,
            onclick: () => {
                const tracks = inOrder(store.session?.tracks);
                const index = tracks.findIndex(({ id }) => id === strip.id) + by;
                if (index < 0 || index >= tracks.length) return;
                ask(button, "TRACK_MOVE", { track_id: strip.id, index });
            },
        }, icon(glyph));
        return button;
    });
    return make("span", { class: "moves" }, ...buttons);
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {boolean} isTrack
 */
function makeRemove({ ask }, strip, isTrack) {
    return makeSureButton({
        text: "Remove",
        sure: "Press again to remove",
        attributes: { class: "remove-strip", "data-live": true, "aria-label": `Remove ${strip.name}` },
        press: (button) => ask(button, isTrack ? "TRACK_REMOVE" : "BUS_REMOVE", { track_id: strip.id }),
    });
}
