import { make, setText } from "../core/element.js";
import { memory } from "../core/memory.js";
import { randomDigits } from "../net/protocol.js";
import { VOLUME_DECIBELS_START } from "../audio/listener.js";
import { decibelText } from "../audio/units.js";
import { ObSlider } from "../ui/ob-slider.js";

const USER_KEY = "outboard.user";
const THEME_KEY = "outboard.theme";
const THEMES = ["system", "light", "dark"];
const USER_CHARACTERS_MAX = 64;

/**
 * The name that others see: kept in this browser, editable in the header.
 * @param {HTMLInputElement} input
 * @param {() => void} changed
 * @returns {() => string}
 */
export function connectUserName(input, changed) {
    const fallback = memory.read(USER_KEY) || `guest-${randomDigits(4)}`;
    memory.write(USER_KEY, fallback);
    let name = fallback;
    input.value = name;
    input.maxLength = USER_CHARACTERS_MAX;
    input.addEventListener("change", () => {
        name = input.value.trim() || name;
        input.value = name;
        memory.write(USER_KEY, name);
        changed();
    });
    input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") input.blur();
    });
    return () => name;
}

/**
 * The theme: as the system has it, light, or dark.
 * @param {HTMLSelectElement} select
 */
export function connectTheme(select) {
    /** @param {string} theme */
    function show(theme) {
        const known = THEMES.includes(theme) ? theme : "system";
        document.documentElement.dataset["theme"] = known;
        select.value = known;
        document.dispatchEvent(new CustomEvent("ob-theme"));
    }
    show(memory.read(THEME_KEY) ?? "system");
    select.addEventListener("change", () => {
        memory.write(THEME_KEY, select.value);
        show(select.value);
    });
    addEventListener("storage", (event) => {
        if (event.key === THEME_KEY) show(event.newValue ?? "system");
    });
}

/** The listener's volume as a parameter; -60 is silence. */
const VOLUME = /** @type {import("../net/protocol.js").Parameter} */ ({
    id: "volume",
    name: "Volume",
    value: VOLUME_DECIBELS_START,
    normalized_value: 0,
    minimum: -60,
    maximum: 0,
    default: VOLUME_DECIBELS_START,
    unit: "dB",
    kind: "continuous",
    law: "linear",
});

/**
 * The volume of listening, beside its button.
 * @param {HTMLElement} place
 * @param {import("../audio/listener.js").Listener} listener
 */
export function connectVolume(place, listener) {
    const slider = new ObSlider(VOLUME);
    slider.setAttribute("aria-label", "Volume of listening");
    const text = make("span", { class: "readout", "aria-hidden": "true" });
    function show() {
        setText(text, decibelText(slider.value <= -60 ? -Infinity : slider.value));
    }
    slider.addEventListener("ob-input", () => {
        listener.volumeDecibels = slider.value;
        show();
    });
    place.append(slider, text);
    show();
}
