import { make, setText } from "../core/element.js";
import { field, openDialog } from "./dialog.js";

/**
 * Which device plays, at which rate and quantum. When another does not open, the former one plays on, and
 * what the driver said stands beside the button.
 *
 * @typedef {{ id: string, name: string, inputs?: number, outputs?: number, is_default?: boolean,
 *     sample_rate_hertz?: number, quantum_frames?: number }} Device rate and quantum where it decides on them
 * @typedef {{ name: string, is_running?: boolean, problem?: string, devices: Device[] }} Driver
 * @typedef {{ driver: string, device?: string | null, sample_rate_hertz: number, quantum_frames: number,
 *     drivers: Driver[] }} Devices
 */

/** The first driver that opens; what was chosen is forgotten. */
const AUTO = "auto";
const RATES_HERTZ = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
const QUANTA_FRAMES = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/**
 * @param {object} parts
 * @param {import("./ask.js").Ask} parts.ask
 * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
 */
export function openEngine({ ask, request }) {
    const words = make("p", { class: "hint", role: "status" }, "Asking for the devices\u2026");
    const place = make("div", {});
    openDialog({ title: "Engine and device", name: "engine", content: () => [words, place] });

    /** @param {string} [problem] why the choice does not outlast a restart */
    async function read(problem = "") {
        try {
            const devices = /** @type {Devices} */ (await request("ENGINE_DEVICES", {}));
            setText(words, `${nowText(devices)} ${problem}`);
            place.replaceChildren(makeForm(ask, devices, read));
        } catch (error) {
            const { message, hint } = /** @type {Error & { hint?: string }} */ (error);
            setText(words, `The list of devices did not come: ${message} ${hint ?? ""}`);
        }
    }
    read();
}

/** @param {Devices} devices */
function nowText({ driver, device, sample_rate_hertz, quantum_frames, drivers }) {
    const known = drivers.find(({ name }) => name === driver)?.devices.find(({ id }) => id === device);
    const name = known?.name ?? device ?? "";
    if (sample_rate_hertz === 0) return "Nothing plays now.";
    const milliseconds = (quantum_frames / sample_rate_hertz) * 1000;
    const cycle = `${quantum_frames} frames (${milliseconds.toFixed(1)} ms)`;
    return `Now: ${driver}${name ? `, ${name}` : ""}, ${sample_rate_hertz} Hz, ${cycle} a cycle.`;
}

/**
 * @param {import("./ask.js").Ask} ask
 * @param {Devices} devices
 * @param {(problem?: string) => void} done
 */
function makeForm(ask, devices, done) {
    const drivers = make(
        "select",
        { "aria-label": "Driver" },
        ...devices.drivers.map(({ name, is_running, problem }) =>
            make("option", { value: name }, problem && !is_running ? `${name} (not there)` : name)
        ),
        make("option", { value: AUTO }, "auto (the first that opens)"),
    );
    drivers.value = devices.drivers.some(({ name }) => name === devices.driver) ? devices.driver : AUTO;
    const device = make("select", { "aria-label": "Device" });
    const rate = make(
        "select",
        { "aria-label": "Sample rate" },
        ...choices(RATES_HERTZ, devices.sample_rate_hertz, (hertz) => `${hertz} Hz`),
    );
    const quantum = make(
        "select",
        { "aria-label": "Frames a cycle" },
        ...choices(QUANTA_FRAMES, devices.quantum_frames, (frames) => `${frames} frames`),
    );
    const problem = make("p", { class: "reason", role: "status" });
    const use = make("button", { type: "submit", class: "primary" }, "Use it");

    function show() {
        const driver = devices.drivers.find(({ name }) => name === drivers.value);
        const list = driver?.devices ?? [];
        device.replaceChildren(
            ...(list.length === 0 ? [make("option", { value: "" }, "The driver's own")] : []),
            ...list.map((one) => make("option", { value: one.id }, deviceText(one))),
        );
        const current = drivers.value === devices.driver ? devices.device ?? "" : "";
        const wanted = list.find(({ id }) => id === current) ?? list.find(({ is_default }) => is_default) ?? list[0];
        device.value = wanted?.id ?? "";
        problem.hidden = !driver?.problem;
        setText(problem, driver?.problem ?? "");
        showGiven();
    }

    /** What the device decides on is not to be chosen. */
    function showGiven() {
        const one = devices.drivers.find(({ name }) => name === drivers.value)?.devices
            .find(({ id }) => id === device.value);
        give(rate, one?.sample_rate_hertz, devices.sample_rate_hertz);
        give(quantum, one?.quantum_frames, devices.quantum_frames);
    }
    device.addEventListener("change", showGiven);
    drivers.addEventListener("change", show);
    show();

    const form = make(
        "form",
        { class: "fields" },
        field("Driver", drivers),
        field("Device", device),
        problem,
        field("Rate", rate),
        field("Quantum", quantum),
        make("div", { class: "row dialog-buttons" }, use),
    );
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const ack = await ask(use, "ENGINE_DEVICE", {
            driver: drivers.value,
            ...(device.value ? { device: device.value } : {}),
            ...(rate.disabled ? {} : { sample_rate_hertz: Number(rate.value) }),
            ...(quantum.disabled ? {} : { quantum_frames: Number(quantum.value) }),
        });
        if (ack) done(ack.problem);
    });
    return form;
}

/**
 * Sets a choice to what the device decides on, and takes it away from people; where it decides on nothing, gives
 * it back.
 * @param {HTMLSelectElement} select
 * @param {number | undefined} given
 * @param {number} current
 */
function give(select, given, current) {
    if (given === undefined) {
        if (select.disabled) select.value = String(current);
        select.disabled = false;
        select.title = "";
        return;
    }
    if (![...select.options].some(({ value }) => value === String(given))) {
        select.append(make("option", { value: given }, String(given)));
    }
    select.value = String(given);
    select.disabled = true;
    select.title = "The device decides on it";
}

/** @param {Device} device */
function deviceText({ name, inputs, outputs, is_default }) {
    const sides = [
        inputs === undefined ? "" : `${inputs} in`,
        outputs === undefined ? "" : `${outputs} out`,
        is_default ? "default" : "",
    ].filter(Boolean);
    return sides.length > 0 ? `${name} (${sides.join(", ")})` : name;
}

/**
 * The usual values and the one that it is.
 * @param {number[]} usual
 * @param {number} current
 * @param {(value: number) => string} text
 */
function choices(usual, current, text) {
    const all = [...new Set([...usual, current])].filter((value) => value > 0).sort((one, other) => one - other);
    return all.map((value) => make("option", { value, selected: value === current }, text(value)));
}
