/**
 * Times of the server in words. Its clock counts: on a tablet whose own clock is wrong nothing is "in
 * 3 min".
 */

const NOW_SECONDS = 10;
const DAY_SECONDS = 86_400;

/** How far the server's clock is ahead of this one, from the stamps of what it sends. */
export class ServerClock {
    #offset = 0;
    #now;

    /** @param {() => number} now milliseconds since 1970, by this machine */
    constructor(now) {
        this.#now = now;
    }

    /** @param {string | undefined} timestamp of a message that came just now */
    hear(timestamp) {
        const at = Date.parse(timestamp ?? "");
        if (Number.isFinite(at)) this.#offset = at - this.#now();
    }

    /** Milliseconds since 1970, by the server. */
    now() {
        return this.#now() + this.#offset;
    }
}

/** @param {Date} date */
function clockText(date) {
    return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/**
 * The day as people say it: today, yesterday, or its date.
 * @param {number} at milliseconds since 1970
 * @param {number} now the same
 */
export function dayText(at, now) {
    const [date, today] = [new Date(at), new Date(now)];
    const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
    if (at >= midnight) return "Today";
    if (at >= midnight - DAY_SECONDS * 1000) return "Yesterday";
    const month = String(date.getMonth() + 1).padStart(2, "0");
    return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}

/**
 * How long ago: `now`, `34 s`, `2 min`, `3 h`, `yesterday 14:02`, then the date.
 * @param {number} at milliseconds since 1970
 * @param {number} now the same
 */
export function agoText(at, now) {
    const seconds = Math.max(Math.floor((now - at) / 1000), 0);
    if (seconds < NOW_SECONDS) return "now";
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < DAY_SECONDS) return `${Math.floor(seconds / 3600)} h`;
    const day = dayText(at, now);
    return `${day === "Yesterday" ? "yesterday" : day} ${clockText(new Date(at))}`;
}

/** @param {number} at milliseconds since 1970 */
export function timeText(at) {
    return clockText(new Date(at));
}
