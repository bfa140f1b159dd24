import { Listener } from "./audio/listener.js";
import { Meters } from "./audio/meters.js";
import { setText } from "./core/element.js";
import { Connection } from "./net/connection.js";
import { creditFor, readFrame } from "./net/frames.js";
import { Library } from "./net/library.js";
import { Store } from "./net/store.js";
import { keyOf } from "./net/address.js";
import { forgetToken, takeToken } from "./net/pairing.js";
import { randomDigits } from "./net/protocol.js";
import { awayWords } from "./net/wording.js";
import { Takes } from "./net/takes.js";
import { enable, makeAsk } from "./screens/ask.js";
import { ConnectionBar } from "./screens/connection-bar.js";
import { openEngine } from "./screens/engine-dialog.js";
import { connectTheme, connectUserName, connectVolume } from "./screens/header.js";
import { connectKeys } from "./screens/keys.js";
import { connectListening } from "./screens/listening.js";
import { LoudnessReadout } from "./screens/loudness.js";
import { MixScreen } from "./screens/mix.js";
import { PanicButton } from "./screens/panic.js";
import { openPluginPicker } from "./screens/plugin-picker.js";
import { openSessions } from "./screens/sessions-dialog.js";
import { openAddBus, openAddTrack, openChangeSource } from "./screens/strip-dialogs.js";
import { TransportBar } from "./screens/transport.js";
import { Together } from "./together.js";
import { showProblem } from "./ui/problem.js";
import "./ui/ob-chip.js";
import "./ui/ob-meter-bank.js";
import "./ui/ob-toast.js";

/** @typedef {import("./net/connection.js").Status} Status */
/** @typedef {import("./net/protocol.js").Envelope} Envelope */

const HTTP_MILLISECONDS = 3_000;
/** A server that does not scan reads all descriptions when somebody asks for the first time. */
const PLUGINS_MILLISECONDS = 60_000;
const METER_RATE_HERTZ = matchMedia("(max-width: 767px)").matches ? 15 : 30;
const TOPICS = [
    "state", "transport", "loudness", "recording", "scan", "engine", "presence", "chat", "activity", "workflow",
];

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
const headerBank = /** @type {import("./ui/ob-meter-bank.js").ObMeterBank} */ (byId("master-meter"));
/** Says how far scans of plugins are: `scan`, with a `ScanState`. */
const scans = new EventTarget();

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
 * Asks for one resource of the server.
 * @param {string} path
 * @param {number} [milliseconds] until it is given up
 */
async function get(path, milliseconds = HTTP_MILLISECONDS) {
    const response = await fetch(path, {
        signal: AbortSignal.timeout(milliseconds),
        ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
}

/**
 * @param {string} path
 * @param {number} [milliseconds]
 */
async function read(path, milliseconds) {
    return (await get(path, milliseconds)).json();
}

/** The session that is live; the demo where nobody says. */
async function liveSessionId() {
    try {
        const { sessions } = await read("/api/sessions");
        return sessions.find((/** @type {any} */ session) => session.live)?.id ?? "demo";
    } catch {
        return "demo";
    }
}

const meters = new Meters();
const listener = new Listener();
const userId = connectUserName(/** @type {HTMLInputElement} */ (byId("user")), () => together.renamed());
connectTheme(/** @type {HTMLSelectElement} */ (byId("theme")));
connectVolume(byId("volume"), listener);
headerBank.meters = meters;

const bar = new ConnectionBar({ byId, now: clock.now, entered });
const connection = new Connection({
    clock,
    openSocket: () => {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        return new WebSocket(`${scheme}://${location.host}/ws`);
    },
    random: Math.random,
    identity: {
        userId,
        sessionId: new URLSearchParams(location.search).get("session") ?? await liveSessionId(),
        clientId: `page-${randomDigits(16)}`,
        topics: TOPICS,
        ...(token ? { token } : {}),
    },
    observer: {
        status: (status) => bar.show(status),
        notification: receive,
        frame: receiveFrame,
        // Somebody loaded another one while this page was away.
        sessionGone: async () => {
            connection.sessionId = await liveSessionId();
        },
    },
    position: () => store.position,
});
/** @param {string} type @param {Record<string, any>} [data] */
const request = (type, data) => connection.request(type, data);
const store = new Store({
    request,
    clock,
    failed: (error, address) => showError(error, address && controlAt(address)),
    lost: () => connection.resync(),
});
store.watchStructure(() => setText(byId("session"), store.session?.name ?? ""));
const library = new Library(read);
const takes = new Takes();
const ask = makeAsk(request, (text, hint) => toasts.show(text, { hint }));
const listening = connectListening({
    button: byId("listen"),
    volume: byId("volume"),
    listener,
    connection,
    failed: showError,
});
const panic = new PanicButton(byId("panic"), { request, clock, announce: (words) => bar.announce(words) });
const transportBar = new TransportBar({ store, ask, root: byId("transport") });
const loudness = new LoudnessReadout(byId("loudness"), ask);
const mix = new MixScreen({
    store,
    meters,
    ask,
    request,
    takes,
    tell: (words) => toasts.show(words),
    library,
    readPresets,
    loadPreset,
    selected: (trackId, insertId) => together.selected(trackId, insertId),
    pickPlugin: (trackId, replaced) => openPluginPicker({ store, ask, readPlugins, scans }, trackId, replaced),
    changeSource: (strip) => openChangeSource({ store, ask }, strip),
    addTrack: () => openAddTrack({ store, ask }),
    addBus: () => openAddBus({ store, ask }),
}, {
    bank: /** @type {import("./ui/ob-meter-bank.js").ObMeterBank} */ (byId("strips")),
    panel: byId("panel"),
});
const together = new Together({
    byId,
    clock,
    request,
    ask,
    store,
    toasts,
    userName: userId,
    hasToken: token !== undefined,
    isLive: () => connection.isLive,
    announce: (words) => bar.announce(words),
    show: (trackId, insertId) => mix.show(trackId, insertId),
    download: async (job) => {
        const response = await get(`/api/jobs/${encodeURIComponent(job.job_id)}/file`, PLUGINS_MILLISECONDS);
        return response.blob();
    },
});
library.addEventListener("preset", readPresets);

/** @returns {Promise<import("./net/protocol.js").PluginListing>} */
function readPlugins() {
    return read("/api/plugins", PLUGINS_MILLISECONDS);
}

async function readPresets() {
    try {
        await library.readPresets();
    } catch {
        toasts.show("The list of presets did not come.", { hint: "Reload the page to try again." });
    }
}

/**
 * Where an address is shown; the one in use, where there are several.
 * @param {import("./net/address.js").Address} address
 */
function controlAt(address) {
    const all = [...document.querySelectorAll(`[data-address="${CSS.escape(keyOf(address))}"]`)];
    return all.find((frame) => frame.contains(document.activeElement)) ?? all[0] ?? null;
}

/** What a connection has is asked for once on each. */
let isFresh = false;
/** Where the state was when the connection was lost. @type {ReturnType<typeof whereabouts>} */
let leftAt = null;

/** Where the state is; null while there is none. */
function whereabouts() {
    return store.position && { ...store.position, sessionId: store.session?.id ?? "" };
}

/**
 * What happens once when the connection changes its state.
 * @param {Status} status
 */
function entered({ state }) {
    const isLive = state === "live";
    // What did not hold now does not the next time either.
    if (state === "refused") forgetToken(tokenStorage);
    mix.isEnabled = isLive;
    enable(byId("deck"), isLive);
    for (const control of document.querySelectorAll("header [data-live], .popover [data-live]")) {
        control.toggleAttribute("disabled", !isLive);
    }
    if (isLive && isFresh) begin();
    together.isLive = isLive;
    if (isLive || state === "stale" || state === "syncing") return;
    // The socket is gone, and with it all that was asked on it.
    leftAt ??= whereabouts();
    store.disconnected();
    together.lost();
    transportBar.transport = null;
    loudness.reading = null;
    listening.stop();
}

/** The state is there for the first time on this connection. */
function begin() {
    isFresh = false;
    const here = whereabouts();
    if (leftAt && here) toasts.show(awayWords(leftAt, here));
    leftAt = null;
    request("METERS_SUBSCRIBE", { rate_hertz: METER_RATE_HERTZ }).catch(showError);
    readPresets();
}

/** @param {Envelope} envelope */
function receive(envelope) {
    const data = /** @type {any} */ (envelope.data);
    together.receive(envelope);
    switch (envelope.type) {
        case "identified":
            isFresh = true;
            store.connectionId = data.connection_id;
            showVouched(data.user_id);
            takes.reset();
            break;
        case "state_snapshot":
            store.load(data);
            break;
        case "state_delta":
            store.receive(data);
            break;
        case "engine_state":
            bar.engine = data;
            panic.engine = data;
            listening.noteRate(data.sample_rate_hertz);
            break;
        case "transport":
            transportBar.transport = data;
            break;
        case "loudness":
            loudness.reading = data;
            break;
        case "plugin_scan":
            scans.dispatchEvent(new CustomEvent("scan", { detail: data }));
            break;
        case "recording":
            takes.receive(data);
            break;
        case "LIBRARY_CHANGED":
            library.receive(data);
            break;
        case "meters_config":
            meters.configure(data);
    }
}

/**
 * Where a token says who this person is, the header does not let them say otherwise.
 * @param {string} name
 */
function showVouched(name) {
    const field = /** @type {HTMLInputElement} */ (byId("user"));
    if (!token || name === userId()) return;
    field.value = name;
    field.readOnly = true;
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

byId("session").addEventListener("click", () =>
    openSessions({
        ask,
        library,
        liveName: () => store.session?.name ?? "",
        readSessions: () => library.readSessions(),
        readTrash: () => library.readTrash(),
    }));
byId("engine-button").addEventListener("click", () => openEngine({ ask, request }));
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
connectKeys({
    resetPeaks: () => meters.resetAll(),
    toggleDock: () => together.toggleDock(),
    silence: () => connection.isLive && panic.silence(),
    toggleSong: () => connection.isLive && transportBar.toggle(),
});

connection.connect();
