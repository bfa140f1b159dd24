/** Pan as a parameter, so that the slider's law and keys serve it as well. */
export const PAN = /** @type {import("../net/protocol.js").Parameter} */ ({
    id: "pan",
    name: "Pan",
    value: 0,
    normalized_value: 0.5,
    minimum: -1,
    maximum: 1,
    default: 0,
    kind: "continuous",
    law: "linear",
});
