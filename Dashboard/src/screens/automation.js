import { inOrder } from "../net/address.js";
import { make } from "../core/element.js";
import { curveFor, pointsIn, pointsText } from "../net/curves.js";
import { RequestError } from "../net/protocol.js";
import { showProblem } from "../ui/problem.js";
import { field } from "./dialog.js";

/**
 * @typedef {import("./mix.js").Desk} Desk
 * @typedef {import("../net/protocol.js").Strip} Strip
 * @typedef {import("../net/curves.js").Target} Target
 */

const MODES = ["read", "off", "touch", "latch", "write"];

/**
 * The curves of a strip as text: a point a line, its second and its value.
 * @param {Desk} desk
 * @param {Strip} strip
 */
export function makeAutomation({ store, ask }, strip) {
    const targets = targetsOf(strip);
    const target = make(
        "select",
        { "aria-label": `Automated control of ${strip.name}` },
        ...targets.map(({ label }, index) => make("option", { value: index }, label)),
    );
    const mode = make(
        "select",
        { "aria-label": "Mode of the curve" },
        ...MODES.map((name) => make("option", { value: name }, name)),
    );
    const points = make("textarea", {
        "aria-label": "Points of the curve: seconds and value, one a line",
        rows: 4,
        placeholder: "0 -12\n1.5 0",
        spellcheck: "false",
    });
    function show() {
        const curve = curveFor(store.session, chosen());
        mode.value = curve?.mode ?? "read";
        points.value = pointsText(curve?.points ?? []);
    }
    /** @returns {Target} */
    function chosen() {
        return /** @type {Target} */ (targets[Number(target.value)]?.target);
    }
    const set = make("button", {
        type: "button",
        "data-live": true,
        "aria-label": "Set the curve",
        onclick: async () => {
            const read = pointsIn(points.value);
            if (!read) {
                const hint = "Write a second and a value on each line: 1.5 -6.";
                const message = "That is no list of points.";
                return showProblem(points, new RequestError({ code: "INVALID_PARAMETER", message, hint }));
            }
            const ack = await ask(set, "AUTOMATION_SET", { ...chosen(), mode: mode.value, points: read });
            if (ack) announce("The curve is set.");
        },
    }, "Set");
    const clear = make("button", {
        type: "button",
        class: "quiet",
        "data-live": true,
        "aria-label": "Take the curve away",
        onclick: async () => {
            const ack = await ask(clear, "AUTOMATION_SET", { ...chosen(), mode: "off", points: [] });
            if (!ack) return;
            points.value = "";
            announce("The curve is gone.");
        },
    }, "Clear");
    const said = make("span", { class: "hint", role: "status" });
    /** @param {string} text */
    function announce(text) {
        said.textContent = text;
    }
    target.addEventListener("change", () => {
        announce("");
        show();
    });
    const body = make("div", { class: "more-body" });
    const details = make("details", { class: "more automation" }, make("summary", {}, "Automation"), body);
    details.addEventListener("toggle", () => {
        if (!details.open) return;
        if (body.childElementCount === 0) {
            body.append(
                field("Control", target),
                field("Mode", mode),
                points,
                make("div", { class: "row" }, set, clear, said),
            );
        }
        show();
    });
    return details;
}

/**
 * What of a strip can follow a curve.
 * @param {Strip} strip
 * @returns {{ label: string, target: Target }[]}
 */
function targetsOf({ id: track_id, inserts }) {
    return [
        { label: "Fader", target: { track_id, control: "fader" } },
        { label: "Pan", target: { track_id, control: "pan" } },
        ...inOrder(inserts).flatMap((insert) =>
            inOrder(insert.parameters).map((parameter) => ({
                label: `${insert.name}: ${parameter.name}`,
                target: { track_id, plugin_id: insert.id, parameter_id: parameter.id },
            }))
        ),
    ];
}
