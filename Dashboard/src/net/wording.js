/**
 * What the chips of the header say: an icon, a word and a number, from nothing but the state.
 *
 * @typedef {import("./connection.js").Status} Status
 * @typedef {import("./protocol.js").EngineState} EngineState
 * @typedef {import("../ui/icons.js").IconName} IconName
 * @typedef {"good" | "busy" | "warning" | "bad" | "off"} Tone
 * @typedef {{ icon: IconName, tone: Tone, text: string }} Wording
 */

/** The server tells its engine's state once a second; older news than this is no news. */
const ENGINE_NEWS_MILLISECONDS = 3_500;
const LOAD_HIGH = 0.85;

/** @param {number} milliseconds */
function seconds(milliseconds) {
    return `${Math.round(milliseconds / 1000)} s`;
}

/**
 * @param {Status} status
 * @returns {Wording}
 */
export function connectionWording(status) {
    switch (status.state) {
        case "connecting":
            return { icon: "busy", tone: "busy", text: "Connecting" };
        case "syncing":
            return { icon: "busy", tone: "busy", text: "Syncing" };
        case "live": {
            const trip = status.roundTripMilliseconds;
            const text = trip === null ? "Live" : `Live ${Math.max(Math.round(trip), 1)} ms`;
            return { icon: "live", tone: "good", text };
        }
        case "stale": {
            const text = `No answer ${seconds(status.silentMilliseconds)}`;
            return { icon: "silent", tone: "warning", text };
        }
        case "waiting": {
            const wait = Math.ceil(status.waitMilliseconds / 1000);
            const text = `Attempt ${status.attempt}, next in ${wait} s`;
            return { icon: "lost", tone: "bad", text };
        }
        case "refused":
            return { icon: "refused", tone: "bad", text: "Sign in again" };
        case "incompatible":
            return { icon: "reload", tone: "bad", text: "Reload needed" };
        case "offline":
            return { icon: "off", tone: "off", text: "Disconnected by you" };
    }
}

/**
 * The same for people who hear it: once a state, without the numbers that run.
 * @param {Status} status
 */
export function connectionAnnouncement({ state }) {
    switch (state) {
        case "live":
            return "Connected.";
        case "stale":
            return "The server does not answer.";
        case "waiting":
            return "The connection is lost. Trying again.";
        case "refused":
            return "The server did not accept this page.";
        case "incompatible":
            return "The server was updated. Reload the page.";
        case "offline":
            return "Disconnected.";
        default:
            return "";
    }
}

/**
 * @param {EngineState | null} engine the last news
 * @param {number} ageMilliseconds of the news
 * @param {boolean} isLive whether the connection is
 * @returns {Wording}
 */
export function engineWording(engine, ageMilliseconds, isLive) {
    if (!isLive || !engine || ageMilliseconds > ENGINE_NEWS_MILLISECONDS) {
        return { icon: "engine", tone: "off", text: "Engine unknown" };
    }
    if (engine.state === "stopped") {
        return { icon: "warning", tone: "bad", text: "Engine stopped" };
    }
    const load = `load ${Math.round(engine.load * 100)} %`;
    const xruns = `${engine.xruns} ${engine.xruns === 1 ? "xrun" : "xruns"}`;
    if (engine.state === "fallback") {
        return { icon: "warning", tone: "warning", text: `No device, ${engine.driver} \u00b7 ${load}` };
    }
    const tone = engine.load > LOAD_HIGH ? "warning" : "good";
    return { icon: "engine", tone, text: `${engine.driver} \u00b7 ${load} \u00b7 ${xruns}` };
}

/**
 * What is said when the connection is there again.
 * @param {Left} left where the state was when it was lost
 * @param {Left} here where it is now
 *
 * @typedef {import("./connection.js").Position & { sessionId: string }} Left
 */
export function awayWords(left, here) {
    if (left.sessionId !== here.sessionId) return "Back. Another session was loaded while away.";
    if (left.epoch !== here.epoch) return "Back. The session was loaded anew while away.";
    const count = here.revision - left.revision;
    if (count === 0) return "Back. Nothing changed while away.";
    return `Back. ${count} ${count === 1 ? "change" : "changes"} while away.`;
}
