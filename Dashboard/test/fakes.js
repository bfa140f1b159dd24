/** A clock that only the test moves. */
export class FakeClock {
    #now = 0;
    #timers = new Map();
    #lastTimer = 0;

    now() {
        return this.#now;
    }

    setTimeout(action, milliseconds) {
        this.#timers.set(++this.#lastTimer, { action, at: this.#now + milliseconds });
        return this.#lastTimer;
    }

    clearTimeout(timer) {
        this.#timers.delete(timer);
    }

    advance(milliseconds) {
        const end = this.#now + milliseconds;
        for (;;) {
            const due = [...this.#timers].filter(([, { at }]) => at <= end)
                .sort(([, a], [, b]) => a.at - b.at)[0];
            if (!due) break;
            this.#timers.delete(due[0]);
            this.#now = Math.max(this.#now, due[1].at);
            due[1].action();
        }
        this.#now = end;
    }
}

/** The server's end of a socket. `isDead`: it neither answers nor closes. */
export class FakeSocket {
    sent = [];
    isDead = false;
    isClosed = false;

    send(data) {
        if (typeof data === "string") this.sent.push(JSON.parse(data));
    }

    close() {
        this.isClosed = true;
    }

    tell(type, data, id) {
        this.onmessage?.({ data: JSON.stringify({ type, id, session_id: "demo", data }) });
    }
}

/** A server whose answers are the test's, when the test gives them. */
export class FakeServer {
    /** @type {{ type: string, data: any, resolve: (ack: any) => void, reject: (error: any) => void }[]} */
    asked = [];

    request = (type, data) =>
        new Promise((resolve, reject) => this.asked.push({ type, data, resolve, reject }));

    /** All that was asked of one kind. */
    of(type) {
        return this.asked.filter((one) => one.type === type);
    }
}

/** Lets what was answered arrive. */
export const arrive = () => new Promise(setImmediate);
