import { inOrder } from "../net/address.js";
import { make } from "../core/element.js";
import { icon } from "../ui/icons.js";
import { ObSwitch } from "../ui/ob-switch.js";
import { bind } from "./bind.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Insert} Insert
 */

/**
 * The inserts of a strip, short: each with its bypass and its name.
 * @param {Desk} desk
 * @param {Strip} strip
 */
export function makeSlots(desk, strip) {
    const slots = inOrder(strip.inserts).map((insert) => {
        const slot = make(
            "button",
            {
                type: "button",
                class: insert.placeholder ? "slot is-placeholder" : "slot",
                title: insert.placeholder ? insert.reason ?? "Not installed" : insert.name,
                "data-insert": insert.id,
                onclick: () => desk.select(strip.id, insert.id),
            },
            insert.placeholder ? icon("warning") : null,
            make("span", {}, insert.name),
        );
        return make("li", { class: "slot-row" }, makeBypass(desk, strip, insert, icon("off")), slot);
    });
    if (slots.length === 0) slots.push(make("li", { class: "slot-empty" }, "No inserts"));
    return make("ul", { class: "slots", "aria-label": `Inserts of ${strip.name}` }, ...slots);
}

/**
 * A switch that is on while the insert is bypassed.
 * @param {Desk} desk
 * @param {Strip} strip
 * @param {Insert} insert
 * @param {string | Node} text
 */
export function makeBypass({ store }, strip, insert, text) {
    const control = new ObSwitch(text, `Bypass ${insert.name} on ${strip.name}`);
    control.className = "bypass";
    control.title = "Bypass";
    const frame = make("div", { class: "switch" }, control);
    bind({
        store,
        address: { trackId: strip.id, insertId: insert.id, insertField: "bypass" },
        control,
        frame,
        read: Boolean,
        show: (isBypassed) => {
            frame.parentElement?.classList.toggle("is-bypassed", isBypassed);
            frame.dataset["bypassed"] = String(isBypassed);
        },
    });
    return frame;
}
