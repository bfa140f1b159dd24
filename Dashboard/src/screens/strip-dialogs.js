import { make } from "../core/element.js";
import { numbers } from "../core/text.js";
import { freeStripId } from "../net/names.js";
import { field, formButtons, openDialog } from "./dialog.js";

/**
 * The forms that add a track or a bus, and that change where a track's signal comes from.
 *
 * @typedef {import("../net/store.js").Store} Store
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/protocol.js").Source} Source
 * @typedef {{ store: Store, ask: import("./ask.js").Ask }} Parts
 */

const KINDS = /** @type {const} */ ([
    ["none", "Nothing"],
    ["input", "Inputs of the device"],
    ["file", "An audio file"],
    ["notes", "Notes (MIDI)"],
]);

/** @param {Parts} parts */
export function openAddTrack({ store, ask }) {
    const name = nameField("Track name");
    const source = sourceFields({ kind: "none" });
    openForm("Add a track", "Add track", [field("Name", name), ...source.elements], async (anchor) => {
        const text = name.value.trim() || "Track";
        return ask(anchor, "TRACK_ADD", {
            track_id: freeStripId(store.session, text),
            name: text,
            source: source.read(),
        });
    });
}

/** @param {Parts} parts */
export function openAddBus({ store, ask }) {
    const name = nameField("Bus name");
    const channels = make("input", { type: "number", min: 1, max: 64, value: 2, required: true });
    openForm("Add a bus", "Add bus", [field("Name", name), field("Channels", channels)], async (anchor) => {
        const text = name.value.trim() || "Bus";
        return ask(anchor, "BUS_ADD", {
            track_id: freeStripId(store.session, text),
            name: text,
            channels: Number(channels.value),
        });
    });
}

/**
 * @param {Parts} parts
 * @param {Strip} strip
 */
export function openChangeSource({ ask }, strip) {
    const source = sourceFields(strip.source ?? { kind: "none" });
    openForm(`Where ${strip.name} comes from`, "Change", source.elements, async (anchor) =>
        ask(anchor, "TRACK_SOURCE", { track_id: strip.id, source: source.read() }));
}

/** @param {string} label */
function nameField(label) {
    return make("input", {
        "aria-label": label,
        maxlength: 64,
        autocomplete: "off",
        spellcheck: "false",
        autofocus: true,
    });
}

/**
 * A form in a dialog that closes when the server has taken it, and stays with the server's words when
 * it has not.
 * @param {string} title
 * @param {string} verb
 * @param {HTMLElement[]} fields
 * @param {(anchor: HTMLElement) => Promise<any>} send
 */
function openForm(title, verb, fields, send) {
    openDialog({
        title,
        content: (close) => {
            const { submit, row } = formButtons(verb, close);
            const form = make("form", { class: "fields" }, ...fields, row);
            form.addEventListener("submit", async (event) => {
                event.preventDefault();
                if (await send(submit)) close();
            });
            return [form];
        },
    });
}

/**
 * The fields of a source: its kind, and what that kind needs.
 * @param {Source} source to begin with
 */
function sourceFields(source) {
    const kind = make(
        "select",
        { "aria-label": "Kind of source" },
        ...KINDS.map(([value, text]) => make("option", { value }, text)),
    );
    kind.value = source.kind;
    const channels = make("input", {
        value: source.kind === "input" ? (source.channels ?? [0, 1]).map((one) => one + 1).join(", ") : "1, 2",
        "aria-label": "Channels of the device, from 1",
    });
    const path = make("input", {
        value: source.path ?? "",
        placeholder: "audio/take.flac",
        "aria-label": "Path beneath the session's folder",
        autocomplete: "off",
        spellcheck: "false",
    });
    const loop = make("input", { type: "checkbox", "aria-label": "Again and again" });
    loop.checked = source.loop ?? false;
    const midi = make("input", {
        value: source.kind === "notes" ? (source.channels ?? []).join(", ") : "",
        placeholder: "all",
        "aria-label": "Channels of MIDI, 1 to 16",
    });
    const rows = {
        channels: field("Channels", channels),
        path: field("File", path),
        loop: field("Again and again", loop),
        midi: field("MIDI channels", midi),
    };
    function show() {
        rows.channels.hidden = kind.value !== "input";
        rows.path.hidden = kind.value !== "file" && kind.value !== "notes";
        rows.loop.hidden = kind.value !== "file";
        rows.midi.hidden = kind.value !== "notes";
    }
    kind.addEventListener("change", show);
    show();
    return {
        elements: [field("From", kind), rows.channels, rows.midi, rows.path, rows.loop],
        /** As the wire has it. */
        read() {
            switch (kind.value) {
                case "input":
                    return { kind: "input", channels: numbers(channels.value).map((one) => one - 1) };
                case "file":
                    return { kind: "file", path: path.value.trim(), loop: loop.checked };
                case "notes": {
                    const given = numbers(midi.value);
                    return {
                        kind: "notes",
                        ...(given.length > 0 ? { channels: given } : {}),
                        ...(path.value.trim() ? { path: path.value.trim() } : {}),
                    };
                }
                default:
                    return { kind: "none" };
            }
        },
    };
}
