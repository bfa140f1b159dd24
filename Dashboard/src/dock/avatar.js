import { make } from "../core/element.js";
import { hueOf, initials } from "../core/person.js";

/**
 * A disc with a person's letters; the name stands beside it or is its title.
 * @param {string} userId
 * @param {string} [title]
 */
export function makeAvatar(userId, title = userId) {
    return make(
        "span",
        { class: "avatar", title, style: `--who-hue: ${hueOf(userId)}`, "aria-hidden": "true" },
        initials(userId),
    );
}
