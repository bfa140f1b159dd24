import { make, setText } from "../core/element.js";
import { hueOf } from "../core/person.js";
import { keyOf } from "../net/address.js";

/** @typedef {import("../net/store.js").Store} Store */
/** @typedef {import("../net/address.js").Address} Address */

/**
 * Keeps a control and the store's value the same, in both directions, and marks on `frame` whether
 * the server has confirmed it, who else has a hand on it and who else has just changed it.
 *
 * @template Value
 * @param {object} parts
 * @param {Store} parts.store
 * @param {Address} parts.address
 * @param {HTMLElement & { value: Value }} parts.control
 * @param {HTMLElement} parts.frame
 * @param {(wire: any) => Value} [parts.read] from the wire's value to the control's
 * @param {(value: Value) => any} [parts.write] and back
 * @param {(value: Value) => void} [parts.show] is called with each value that is shown
 */
export function bind({
    store,
    address,
    control,
    frame,
    read = (wire) => wire,
    write = (value) => value,
    show = () => {},
}) {
    const who = make("span", { class: "who", hidden: true });
    frame.append(who);
    // Where a refusal is shown.
    frame.dataset["address"] = keyOf(address);

    function update() {
        const wire = store.value(address);
        if (wire === undefined) return;
        const value = read(wire);
        show(value);
        control.value = value;
        frame.dataset["confirmation"] = store.confirmation(address);
        const holder = store.heldBy(address);
        const userId = holder ?? store.changedBy(address);
        frame.classList.toggle("is-held", holder !== null);
        who.hidden = userId === null;
        who.title = holder === null ? "" : `${holder} has a hand on it`;
        if (userId === null) return;
        setText(who, userId);
        frame.style.setProperty("--who-hue", String(hueOf(userId)));
    }

    control.addEventListener("ob-begin", () => store.hold(address));
    control.addEventListener("ob-end", () => store.release(address));
    control.addEventListener("ob-input", (event) => {
        store.set(address, write(/** @type {CustomEvent<Value>} */ (event).detail));
    });
    follow(store, address, frame, update);
}

/**
 * Shows an address's value now and after each change, until `frame` has been taken off the page: what
 * is gone is not kept alive by what it showed.
 * @param {Store} store
 * @param {Address} address
 * @param {HTMLElement} frame
 * @param {() => void} show
 */
export function follow(store, address, frame, show) {
    let wasConnected = false;
    const stop = store.watch(address, () => {
        if (wasConnected && !frame.isConnected) return stop();
        wasConnected = frame.isConnected;
        show();
    });
    show();
}
