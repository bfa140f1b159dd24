import { inOrder } from "../net/address.js";
import { make } from "../core/element.js";
import { icon } from "../ui/icons.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { follow } from "./bind.js";
import { makeBypass } from "./slots.js";

/**
 * What can be done with an insert beside turning its knobs.
 *
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 * @typedef {import("../net/protocol.js").SideChain} SideChain
 */

/** How long a removed plugin may go on ringing; the server takes up to 60 s. */
const RING_OUT_SECONDS = [0, 1, 2, 5, 10, 30];

/**
 * The row of buttons in an insert's head: bypass, earlier, later, remove.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
export function makeInsertTools(desk, strip, insert) {
    const tools = make("div", { class: "tools" }, makeBypass(desk, strip, insert, "Bypass"));
    /** @type {["up" | "down", number, string][]} */
    const moves = [["up", -1, "earlier"], ["down", 1, "later"]];
    for (const [glyph, by, words] of moves) {
        const button = make("button", {
            type: "button",
            class: `quiet ${glyph}`,
            "data-live": true,
            "aria-label": `Move ${insert.name} ${words}`,
            title: `Move ${words}`,
            onclick: () => moveBy(desk, button, strip.id, insert.id, by),
        }, icon(glyph));
        tools.append(button);
    }
    const remove = make("button", {
        type: "button",
        class: "quiet",
        "data-live": true,
        "aria-label": `Remove ${insert.name}`,
        "aria-expanded": "false",
        title: "Remove",
        onclick: () => toggleRemoval(desk, remove, strip.id, insert),
    }, icon("lost"));
    tools.append(remove);
    return tools;
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} button
 * @param {string} trackId
 * @param {string} insertId
 * @param {number} by places
 */
function moveBy({ store, ask }, button, trackId, insertId, by) {
    const inserts = inOrder(store.strip(trackId)?.inserts);
    const index = inserts.findIndex(({ id }) => id === insertId) + by;
    if (index < 0 || index >= inserts.length) return;
    ask(button, "PLUGIN_MOVE", { track_id: trackId, plugin_id: insertId, index });
}

/**
 * Removing takes two steps, because there is no way back: the second one asks how long it may ring.
 * @param {Desk} desk
 * @param {HTMLElement} opener
 * @param {string} trackId
 * @param {Insert} insert
 */
function toggleRemoval({ ask }, opener, trackId, insert) {
    const card = opener.closest(".insert");
    const open = card?.querySelector(".removal");
    opener.setAttribute("aria-expanded", String(!open));
    if (open) return open.remove();
    const select = make(
        "select",
        { "aria-label": `How long ${insert.name} may ring out` },
        ...RING_OUT_SECONDS.map((seconds) =>
            make("option", { value: seconds }, seconds === 0 ? "At once" : `Rings for ${seconds} s`)
        ),
    );
    const confirm = make("button", {
        type: "button",
        class: "danger",
        "aria-label": `Remove ${insert.name} now`,
        onclick: () => {
            const seconds = Number(select.value);
            ask(confirm, "PLUGIN_REMOVE", {
                track_id: trackId,
                plugin_id: insert.id,
                ...(seconds > 0 ? { ring_out_seconds: seconds } : {}),
            });
        },
    }, "Remove");
    const keep = make("button", {
        type: "button",
        class: "quiet",
        onclick: () => {
            opener.setAttribute("aria-expanded", "false");
            row.remove();
            opener.focus();
        },
    }, "Keep");
    const row = make("div", { class: "removal row" }, select, confirm, keep);
    card?.querySelector(".insert-head")?.after(row);
    select.focus();
}

/**
 * What is needed seldom: another strip, a side-chain, another plugin.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
export function makeMore(desk, strip, insert) {
    const body = make("div", { class: "more-body" });
    const details = make(
        "details",
        { class: "more" },
        make("summary", { "aria-label": `More about ${insert.name}` }, "Side-chain, move, replace"),
        body,
    );
    // Filled when it is opened: there are many inserts, and the strips may change until then.
    details.addEventListener("toggle", () => {
        if (!details.open) return;
        body.replaceChildren(
            makeSideChain(desk, strip, insert),
            makeMoveTo(desk, strip, insert),
            makeReplace(desk, strip, insert),
        );
    });
    return details;
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
function makeSideChain({ store }, strip, insert) {
    /** @type {import("../net/address.js").InsertAddress} */
    const address = { trackId: strip.id, insertId: insert.id, insertField: "side_chain" };
    const others = store.strips.filter(({ id }) => id !== strip.id);
    const select = make(
        "select",
        { "aria-label": `Side-chain of ${insert.name}`, "data-live": true },
        make("option", { value: "" }, "Itself"),
        ...others.map(({ id, name }) => make("option", { value: id }, name)),
    );
    const pre = new ObSwitch("Pre", `Side-chain of ${insert.name} before the fader`);
    const set = () =>
        store.set(
            address,
            select.value === "" ? null : { track_id: select.value, pre_fader: pre.value },
        );
    select.addEventListener("change", set);
    pre.addEventListener("ob-input", set);
    const frame = make("label", { class: "field" }, make("span", {}, "Listens to"), select, pre);
    frame.dataset["address"] = `${strip.id}/${insert.id}:side_chain`;
    follow(store, address, frame, () => {
        const chain = /** @type {SideChain | null} */ (store.value(address) ?? null);
        select.value = chain?.track_id ?? "";
        pre.value = chain?.pre_fader ?? false;
    });
    return frame;
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
function makeMoveTo({ store, ask }, strip, insert) {
    const others = store.strips.filter(({ id }) => id !== strip.id);
    const select = make(
        "select",
        { "aria-label": `Strip to move ${insert.name} to`, "data-live": true },
        ...others.map(({ id, name }) => make("option", { value: id }, name)),
    );
    const move = make("button", {
        type: "button",
        "data-live": true,
        "aria-label": `Move ${insert.name} to that strip`,
        onclick: () =>
            ask(move, "PLUGIN_MOVE", {
                track_id: strip.id,
                plugin_id: insert.id,
                to_track_id: select.value,
                index: Object.keys(store.strip(select.value)?.inserts ?? {}).length,
            }),
    }, "Move");
    return make("div", { class: "field" }, make("span", {}, "Move to"), select, move);
}

/**
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 */
function makeReplace({ pickPlugin }, strip, insert) {
    return make("button", {
        type: "button",
        "data-live": true,
        "aria-label": `Replace ${insert.name}`,
        onclick: () => pickPlugin(strip.id, insert),
    }, "Replace by another plugin\u2026");
}
