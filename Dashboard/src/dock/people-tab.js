import { make } from "../core/element.js";
import { reconcile } from "../core/list.js";
import { makeAvatar } from "./avatar.js";

/**
 * @typedef {import("../net/people.js").People} People
 * @typedef {import("../net/people.js").Present} Present
 * @typedef {import("../net/store.js").Store} Store
 */

/** Who is here, what they may do, where they are and what they have a hand on. */
export class PeopleTab {
    id = "people";
    name = "People";
    root = make("div", { class: "dock-part people" });
    #people;
    #store;
    #go;
    #isShown = false;
    #list = make("ul", { class: "people-list", "aria-label": "Who is here" });
    #empty = make("p", { class: "empty" }, "Who is here is known when there is a connection.");

    /**
     * @param {object} parts
     * @param {People} parts.people
     * @param {Store} parts.store
     * @param {(trackId: string, insertId: string | null) => void} parts.go brings a strip into view
     */
    constructor({ people, store, go }) {
        this.#people = people;
        this.#store = store;
        this.#go = go;
        this.root.append(this.#list, this.#empty);
        people.watch(() => this.#update());
        store.watchStructure(() => this.#update());
    }

    /** @param {boolean} isShown */
    show(isShown) {
        this.#isShown = isShown;
        this.#update();
    }

    #update() {
        if (!this.#isShown) return;
        const all = this.#people.all;
        this.#empty.hidden = all.length > 0;
        reconcile(this.#list, all, {
            key: ({ connectionId }) => connectionId,
            signature: (person) => JSON.stringify([person, placeText(this.#store, person)]),
            make: (person) => this.#row(person),
        });
    }

    /** @param {Present} person */
    #row(person) {
        const { user_id, role, status, focus, isOwn } = person;
        const name = user_id || "someone";
        const holds = holdsText(this.#store, person);
        const place = placeText(this.#store, person);
        const show = focus && !isOwn
            ? make("button", {
                type: "button",
                class: "quiet small",
                "aria-label": `Show what ${name} looks at`,
                onclick: () => this.#go(focus.track_id, focus.plugin_id ?? null),
            }, "Show")
            : null;
        return make(
            "li",
            { class: status === "away" ? "person-row is-away" : "person-row", "data-user": user_id },
            makeAvatar(name),
            make(
                "div",
                { class: "person-words" },
                make(
                    "p",
                    { class: "person-name" },
                    make("strong", {}, name),
                    isOwn ? make("span", { class: "facts" }, "you") : null,
                    make("span", { class: "facts" }, role),
                ),
                place ? make("p", { class: "facts" }, place) : null,
                holds ? make("p", { class: "facts holds" }, holds) : null,
            ),
            show,
        );
    }
}

/**
 * @param {Store} store
 * @param {Present} person
 */
function placeText(store, { focus, status }) {
    const strip = focus && store.strip(focus.track_id);
    const insert = strip && focus.plugin_id ? strip.inserts[focus.plugin_id] : undefined;
    const place = !focus ? "" : !strip ? focus.track_id : insert ? `${strip.name} \u203a ${insert.name}` : strip.name;
    return status === "away" ? `Away. ${place}`.trim() : place;
}

/**
 * @param {Store} store
 * @param {Present} person
 */
function holdsText(store, { holds }) {
    const names = holds.map(({ track_id, plugin_id, parameter_id, control }) => {
        const strip = store.strip(track_id);
        const insert = plugin_id ? strip?.inserts[plugin_id] : undefined;
        const what = control ?? insert?.parameters[parameter_id ?? ""]?.name ?? parameter_id ?? "";
        return `${strip?.name ?? track_id} ${what}`;
    });
    return names.length > 0 ? `Hand on ${names.join(", ")}` : "";
}
