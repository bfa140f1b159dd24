import { ServerClock } from "./core/time.js";
import { saveFile } from "./core/save-file.js";
import { ActivityTab } from "./dock/activity-tab.js";
import { ChatTab } from "./dock/chat-tab.js";
import { Dock } from "./dock/dock.js";
import { PeopleTab } from "./dock/people-tab.js";
import { Activity } from "./net/activity.js";
import { Chat } from "./net/chat.js";
import { History } from "./net/history.js";
import { Jobs } from "./net/jobs.js";
import { OwnPresence, People } from "./net/people.js";
import { connectJobs } from "./screens/jobs-popover.js";
import { connectUndo } from "./screens/undo.js";

/**
 * What people do together: who is here, what they say, what has happened, what can be taken back, and what
 * is rendered meanwhile.
 *
 * @typedef {import("./net/protocol.js").Envelope} Envelope
 */

const OUTGOING_KEY = "outboard.outgoing";
const PLACE_BYTES_MAX = 256;

export class Together {
    #parts;
    #serverClock = new ServerClock(() => Date.now());
    #people = new People();
    #presence;
    #chat;
    #activity;
    #history;
    #jobs = new Jobs();
    #dock;
    #chatTab;
    #undo;
    /** As the server calls this person, where a token says who that is; else nothing. */
    #vouched = "";
    #sessionId = "";

    /**
     * @param {object} parts
     * @param {(id: string) => HTMLElement} parts.byId
     * @param {import("./net/connection.js").Clock} parts.clock
     * @param {(type: string, data: Record<string, any>) => Promise<any>} parts.request
     * @param {import("./screens/ask.js").Ask} parts.ask
     * @param {import("./net/store.js").Store} parts.store
     * @param {import("./ui/ob-toast.js").ObToasts} parts.toasts
     * @param {() => string} parts.userName as the person has it in the header
     * @param {boolean} parts.hasToken which may say who this person is
     * @param {() => boolean} parts.isLive
     * @param {(words: string) => void} parts.announce
     * @param {(trackId: string, insertId: string | null) => void} parts.show
     * @param {(job: import("./net/protocol.js").Job) => Promise<Blob>} parts.download
     */
    constructor(parts) {
        this.#parts = parts;
        const { byId, clock, request, ask, store, toasts, show } = parts;
        const userId = () => this.#userId;
        const now = () => this.#serverClock.now();
        this.#presence = new OwnPresence({ request, clock });
        this.#chat = new Chat({ request, clock, userId, keep: outgoingKeep });
        this.#activity = new Activity({ request, clock });
        this.#history = new History({ request, clock, userId });
        this.#chatTab = new ChatTab({
            chat: this.#chat,
            userId,
            now,
            sessionId: () => this.#sessionId,
            named: () => ({
                strips: store.strips,
                people: this.#people.all.map(({ user_id }) => user_id),
                go: (trackId) => show(trackId, null),
            }),
        });
        this.#dock = new Dock({
            root: byId("dock"),
            toggle: byId("dock-toggle"),
            tabs: [
                new PeopleTab({ people: this.#people, store, go: show }),
                this.#chatTab,
                new ActivityTab({ activity: this.#activity, now, go: (trackId) => show(trackId, null) }),
            ],
        });
        this.#undo = connectUndo({
            root: byId("undo-place"),
            history: this.#history,
            request,
            isLive: parts.isLive,
            announce: parts.announce,
            toasts,
        });
        connectJobs({
            button: byId("jobs"),
            jobs: this.#jobs,
            ask,
            download: (job) => this.#download(job),
        });
        this.#people.watch(() => store.setHolders(this.#people.holders));
        this.#chat.watch(() => this.#showUnread());
        store.watchStructure(() => this.#showUnread());
        document.addEventListener("visibilitychange", () => {
            this.#presence.isAway = document.visibilityState !== "visible";
        });
    }

    /** Who this person is to the others. */
    get #userId() {
        return this.#vouched || this.#parts.userName();
    }

    /** @param {string} identified */
    #vouchedFor(identified) {
        return this.#parts.hasToken && identified !== this.#parts.userName() ? identified : "";
    }

    /** @param {boolean} isLive */
    set isLive(isLive) {
        this.#presence.isLive = isLive;
        this.#chat.isLive = isLive;
        this.#history.isLive = isLive;
        this.#undo.show();
    }

    /** The connection is gone: who is here is not known. */
    lost() {
        this.#people.forget();
    }

    /** The person has another name: what is theirs is another thing too. */
    renamed() {
        this.#presence.renew();
        this.#history.touch();
        this.#undo.show();
        this.#showUnread();
    }

    toggleDock() {
        this.#dock.toggle();
    }

    /**
     * The person looks at a strip, or at an insert of it.
     * @param {string} trackId
     * @param {string | null} insertId
     */
    selected(trackId, insertId) {
        const place = `/chain/${trackId}`;
        this.#presence.place = {
            place: new TextEncoder().encode(place).length > PLACE_BYTES_MAX ? "/mix" : place,
            focus: { track_id: trackId, ...(insertId === null ? {} : { plugin_id: insertId }) },
        };
    }

    /** @param {Envelope} envelope */
    receive({ type, data, timestamp, session_id }) {
        this.#serverClock.hear(timestamp);
        switch (type) {
            case "identified":
                this.#vouched = this.#vouchedFor(data["user_id"]);
                this.#people.ownId = data["connection_id"];
                break;
            case "state_snapshot":
                this.#enterSession(session_id ?? data["session"].id);
                this.#history.touch();
                break;
            case "state_delta":
                this.#history.touch();
                break;
            case "presence":
                this.#people.receive(/** @type {any} */ (data));
                break;
            case "chat_message":
            case "chat_typing":
            case "chat_read":
                this.#chat.receive(type, data);
                break;
            case "activity_log":
                this.#activity.receive(/** @type {any} */ (data));
                this.#warn(/** @type {any} */ (data));
                break;
            case "job":
                this.#jobs.receive(/** @type {any} */ (data));
                break;
            case "history":
                this.#begin(data["topic"], data["type"], data["items"]);
        }
    }

    /**
     * @param {string} topic
     * @param {string} type
     * @param {any[]} items
     */
    #begin(topic, type, items) {
        if (topic === "chat") this.#chat.begin(type, items);
        if (type === "activity_log") this.#activity.begin(items);
        if (type === "job") this.#jobs.begin(items);
    }

    /** @param {string} sessionId */
    #enterSession(sessionId) {
        if (sessionId === this.#sessionId) return;
        this.#sessionId = sessionId;
        this.#chatTab.takeDraft();
    }

    /**
     * What went wrong is said at once, wherever the person looks.
     * @param {import("./net/protocol.js").ActivityEntry} entry
     */
    #warn({ level, text, count }) {
        if (level === "ERROR" && count === 1) this.#parts.toasts.show(text, { isError: true });
    }

    #showUnread() {
        const { unread } = this.#chat;
        this.#dock.unread = unread;
        const name = this.#parts.store.session?.name;
        const title = name ? `${name} \u00b7 Outboard` : "Outboard";
        document.title = unread > 0 ? `(${unread}) ${title}` : title;
    }

    /** @param {import("./net/protocol.js").Job} job */
    async #download(job) {
        try {
            saveFile(await this.#parts.download(job), job.file ?? "render");
        } catch {
            const hint = "Look for it in the server's folder of renders.";
            this.#parts.toasts.show(`${job.file} did not come.`, { hint, isError: true });
        }
    }
}

/** What was not sent when the page is loaded anew; another window has its own. */
const outgoingKeep = {
    read() {
        try {
            return sessionStorage.getItem(OUTGOING_KEY);
        } catch {
            return null;
        }
    },
    /** @param {string} text */
    write(text) {
        try {
            sessionStorage.setItem(OUTGOING_KEY, text);
        } catch {
            // It holds until the page is closed.
        }
    },
};
