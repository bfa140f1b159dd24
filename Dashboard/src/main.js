import { Listener } from "./audio/listener.js";
import { Meters } from "./audio/meters.js";
import { setText } from "./core/element.js";
import { Connection } from "./net/connection.js";
import { creditFor, readFrame } from "./net/frames.js";
import { Store } from "./net/store.js";
import { connectionAnnouncement, connectionWording, engineWording } from "./net/wording.js";
import { keyOf } from "./net/address.js";
import { forgetToken, takeToken } from "./net/pairing.js";
import { Takes } from "./net/takes.js";
import { enable, makeAsk } from "./screens/ask.js";
import { connectTheme, connectUserName, connectVolume } from "./screens/header.js";
import { LoudnessReadout } from "./screens/loudness.js";
import { MixScreen } from "./screens/mix.js";
import { openPluginPicker } from "./screens/plugin-picker.js";
import { openSessions } from "./screens/sessions-dialog.js";
import { openAddBus, openAddTrack, openChangeSource } from "./screens/strip-dialogs.js";
import { TransportBar } from "./screens/transport.js";
import { showProblem } from "./ui/problem.js";
import "./ui/ob-chip.js";
import "./ui/ob-meter-bank.js";
import "./ui/ob-toast.js";

/** @typedef {import("./net/connection.js").Status} Status */
/** @typedef {import("./net/protocol.js").Envelope} Envelope */
/** @typedef {import("./net/protocol.js").EngineState} EngineState */

const HTTP_MILLISECONDS = 3_000;
/** A server that does not scan reads all descriptions when somebody asks for the first time. */
const PLUGINS_MILLISECONDS = 60_000;
const METER_RATE_HERTZ = matchMedia("(max-width: 767px)").matches ? 15 : 30;

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @returns {Kind}
 */
function byId(id) {
    const element = document.getElementById(id);
    if (!element) throw new Error(`The page has no #${id}`);
    return /** @type {Kind} */ (element);
}

const toasts = /** @type {import("./ui/ob-toast.js").ObToasts} */ (byId("toasts"));
const connectionChip = /** @type {import("./ui/ob-chip.js").ObChip} */ (byId("connection"));
const engineChip = /** @type {import("./ui/ob-chip.js").ObChip} */ (byId("engine"));
const headerBank = /** @type {import("./ui/ob-meter-bank.js").ObMeterBank} */ (byId("master-meter"));
/** Says how far scans of plugins are: `scan`, with a `ScanState`. */
const scans = new EventTarget();
const listenButton = byId("listen");

/** The wall clock may be set while the page runs; this one only goes forward. */
const clock = {
    now: () => performance.now(),
    setTimeout: (/** @type {() => void} */ action, /** @type {number} */ milliseconds) =>
        setTimeout(action, milliseconds),
    clearTimeout: (/** @type {number} */ timer) => clearTimeout(timer),
};

/** Asked for when it is used: a browser may refuse to have any. */
const tokenStorage = {
    getItem: (/** @type {string} */ key) => localStorage.getItem(key),
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => localStorage.setItem(key, value),
    removeItem: (/** @type {string} */ key) => localStorage.removeItem(key),
};
const token = await takeToken({
    hash: location.hash,
    clearHash: () => history.replaceState(null, "", location.pathname + location.search),
    storage: tokenStorage,
    post: (path, body) =>
        fetch(path, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(HTTP_MILLISECONDS),
        }),
    now: Date.now,
});

/**
 * Reads one resource of the server.
 * @param {string} path
 * @param {number} [milliseconds] until it is given up
 */
async function read(path, milliseconds = HTTP_MILLISECONDS) {
    const response = await fetch(path, {
        signal: AbortSignal.timeout(milliseconds),
        ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
}

/** The session to show: the one in the address, or the one that is live. */
async function sessionId() {
    const asked = new URLSearchParams(location.search).get("session");
    if (asked) return asked;
    try {
        const { sessions } = await read("/api/sessions");
        return sessions.find((/** @type {any} */ session) => session.live)?.id ?? "demo";
    } catch {
        return "demo";
    }
}

const meters = new Meters();
const listener = new Listener();
const userId = connectUserName(/** @type {HTMLInputElement} */ (byId("user")));
connectTheme(/** @type {HTMLSelectElement} */ (byId("theme")));
connectVolume(byId("volume"), listener);
headerBank.meters = meters;

const connection = new Connection({
    clock,
    openSocket: () => {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        return new WebSocket(`${scheme}://${location.host}/ws`);
    },
    random: Math.random,
    identity: { userId, sessionId: await sessionId(), ...(token ? { token } : {}) },
    observer: { status: showStatus, notification: receive, frame: receiveFrame },
});
const store = new Store({
    request: (type, data) => connection.request(type, data),
    clock,
    failed: (error, address) => showError(error, address && controlAt(address)),
    lost: () => void connection.request("RESYNC").catch(showError),
});
store.watchStructure(() => setText(byId("session"), store.session?.name ?? ""));
const takes = new Takes();
const ask = makeAsk(
    (type, data) => connection.request(type, data),
    (text, hint) => toasts.show(text, { hint }),
);
const transportBar = new TransportBar({ store, ask, root: byId("transport") });
const loudness = new LoudnessReadout(byId("loudness"), ask);
/** @type {import("./net/protocol.js").Preset[]} */
let presets = [];
const mix = new MixScreen({
    store,
    meters,
    ask,
    takes,
    presets: () => presets,
    loadPreset,
    pickPlugin: (trackId, replaced) => openPluginPicker({ store, ask, readPlugins, scans }, trackId, replaced),
    changeSource: (strip) => openChangeSource({ store, ask }, strip),
    addTrack: () => openAddTrack({ store, ask }),
    addBus: () => openAddBus({ store, ask }),
}, {
    bank: /** @type {import("./ui/ob-meter-bank.js").ObMeterBank} */ (byId("strips")),
    panel: byId("panel"),
});

/** @returns {Promise<import("./net/protocol.js").PluginListing>} */
function readPlugins() {
    return read("/api/plugins", PLUGINS_MILLISECONDS);
}

/**
 * Where an address is shown; the one in use, where there are several.
 * @param {import("./net/address.js").Address} address
 */
function controlAt(address) {
    const all = [...document.querySelectorAll(`[data-address="${CSS.escape(keyOf(address))}"]`)];
    return all.find((frame) => frame.contains(document.activeElement)) ?? all[0] ?? null;
}

/** @type {import("./net/connection.js").State | null} */
let shownState = null;
/** @type {{ engine: EngineState, at: number } | null} */
let engineNews = null;
let isListening = false;

/** @param {Status} status */
function showStatus(status) {
    const wording = connectionWording(status);
    connectionChip.wording = wording;
    connectionChip.dataset["state"] = status.state;
    showEngine();
    const detail = status.reason ? `${status.reason} ${wording.text}.` : `${wording.text}.`;
    setText(byId("banner-text"), detail);
    if (status.state === shownState) return;
    shownState = status.state;
    // What did not hold now does not the next time either.
    if (status.state === "refused") forgetToken(tokenStorage);
    entered(status);
}

/**
 * What happens once when the connection changes its state.
 * @param {Status} status
 */
function entered(status) {
    const isLive = status.state === "live";
    const announcement = connectionAnnouncement(status);
    if (announcement) setText(byId("announcement"), announcement);
    mix.isEnabled = isLive;
    enable(byId("deck"), isLive);
    byId("session").toggleAttribute("disabled", !isLive);
    document.body.classList.toggle("is-frozen", !isLive);
    byId("banner").hidden = isLive || status.state === "connecting" || status.state === "syncing";
    byId("retry").hidden = status.state === "stale" || status.state === "incompatible";
    byId("reload").hidden = status.state !== "incompatible";
    setText(byId("link"), isLive || status.state === "stale" ? "Disconnect" : "Connect");
    listenButton.toggleAttribute("disabled", !isLive);
    if (isLive || status.state === "stale") return;
    // The socket is gone, and with it all that was asked on it.
    store.disconnected();
    transportBar.transport = null;
    loudness.reading = null;
    if (isListening) setListening(false);
}

/** @param {Envelope} envelope */
function receive(envelope) {
    switch (envelope.type) {
        case "state_snapshot":
            // The first of a connection makes it live.
            store.load(/** @type {any} */ (envelope.data));
            if (!connection.isLive) {
                takes.reset();
                queueMicrotask(subscribe);
            }
            break;
        case "identified":
            store.connectionId = envelope.data["connection_id"];
            break;
        case "state_delta":
            store.receive(/** @type {any} */ (envelope.data));
            break;
        case "engine_state":
            engineNews = { engine: /** @type {EngineState} */ (envelope.data), at: clock.now() };
            showEngine();
            break;
        case "transport":
            transportBar.transport = /** @type {any} */ (envelope.data);
            break;
        case "loudness":
            loudness.reading = /** @type {any} */ (envelope.data);
            break;
        case "plugin_scan":
            scans.dispatchEvent(new CustomEvent("scan", { detail: envelope.data }));
            break;
        case "recording":
            takes.receive(envelope.data);
            break;
        case "meters_config":
            meters.configure(/** @type {any} */ (envelope.data));
    }
}

/** @param {ArrayBuffer} buffer */
function receiveFrame(buffer) {
    const frame = readFrame(buffer);
    if (frame?.kind === "meters") {
        meters.take(frame, clock.now() / 1000);
        connection.sendFrame(creditFor(buffer));
    } else if (frame?.kind === "audio") {
        listener.take(frame);
    }
}

async function subscribe() {
    connection.request("METERS_SUBSCRIBE", { rate_hertz: METER_RATE_HERTZ }).catch(showError);
    try {
        presets = (await read("/api/presets")).presets;
        mix.refresh();
    } catch {
        toasts.show("The list of presets did not come.", { hint: "Reload the page to try again." });
    }
}

function showEngine() {
    const age = engineNews ? clock.now() - engineNews.at : Infinity;
    const engine = engineNews?.engine ?? null;
    engineChip.wording = engineWording(engine, age, connection.isLive);
    engineChip.title = engine?.message ?? "";
    engineChip.dataset["engine"] = engine?.state ?? "unknown";
}

/**
 * Says what went wrong, at the control that it is about where there is one.
 * @param {Error & { code?: string, hint?: string }} error
 * @param {Element | null} [anchor]
 */
function showError(error, anchor) {
    // The chip and the banner already say so, and go away by themselves.
    if (error.code === "CONNECTION_LOST" || error.code === "NOT_LIVE") return;
    if (anchor) return showProblem(anchor, error);
    toasts.show(error.message, { hint: error.hint ?? "", isError: true });
}

/**
 * The values come by themselves.
 * @param {HTMLElement} anchor
 * @param {string} trackId
 * @param {string} insertId
 * @param {string} presetId
 */
async function loadPreset(anchor, trackId, insertId, presetId) {
    const data = { track_id: trackId, plugin_id: insertId, preset_id: presetId };
    const ack = await ask(anchor, "PRESET_LOAD", data);
    if (ack) toasts.show(`Preset loaded: ${ack.parameters ?? 0} parameters changed.`);
}

/** @param {boolean} isOn */
function setListening(isOn) {
    isListening = isOn;
    listenButton.setAttribute("aria-pressed", String(isOn));
    byId("volume").hidden = !isOn;
    if (!isOn) listener.stop();
}

listenButton.addEventListener("click", async () => {
    if (!connection.isLive) return;
    if (isListening) {
        setListening(false);
        connection.request("LISTEN_STOP").catch(showError);
        return;
    }
    listener.prepare();
    setListening(true);
    try {
        listener.start(await connection.request("LISTEN_START"));
    } catch (error) {
        setListening(false);
        showError(/** @type {Error} */ (error));
    }
});

byId("session").addEventListener("click", () =>
    openSessions({ ask, readSessions: async () => (await read("/api/sessions")).sessions }));
byId("retry").addEventListener("click", () => connection.connect());
byId("reload").addEventListener("click", () => location.reload());
byId("link").addEventListener("click", () => {
    const { state } = connection.status;
    if (state === "live" || state === "stale") connection.disconnect();
    else connection.connect();
});
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.wake();
});
addEventListener("pageshow", (event) => event.persisted && connection.wake());
addEventListener("online", () => connection.wake());
/** Where keys mean something else already. */
const KEY_TAKERS = "input, select, textarea, button, summary, a, dialog, [role=slider]";
addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.key === "." && !target.closest("input, select")) meters.resetAll();
    if (event.key !== " " || event.repeat || target.closest(KEY_TAKERS)) return;
    event.preventDefault();
    if (connection.isLive) transportBar.toggle();
});

/** For the tests, which hear by measuring. */
Object.assign(listenButton, { listener });

connection.connect();
