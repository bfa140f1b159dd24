/**
 * The Listen button: what the master plays, in this browser, about 150 ms late.
 * @param {object} parts
 * @param {HTMLElement} parts.button
 * @param {HTMLElement} parts.volume
 * @param {import("../audio/listener.js").Listener} parts.listener
 * @param {import("../net/connection.js").Connection} parts.connection
 * @param {(error: Error) => void} parts.failed
 * @returns {{ stop: () => void, noteRate: (hertz: number) => void }} `stop` when there is no connection any more,
 *     `noteRate` when the engine says how it plays
 */
export function connectListening({ button, volume, listener, connection, failed }) {
    let isListening = false;
    let isAsking = false;

    /** @param {boolean} isOn */
    function set(isOn) {
        isListening = isOn;
        button.setAttribute("aria-pressed", String(isOn));
        volume.hidden = !isOn;
        if (!isOn) listener.stop();
    }

    async function begin() {
        isAsking = true;
        try {
            listener.start(await connection.request("LISTEN_START"));
        } catch (error) {
            set(false);
            failed(/** @type {Error} */ (error));
        } finally {
            isAsking = false;
        }
    }

    button.addEventListener("click", async () => {
        if (!connection.isLive) return;
        if (isListening) {
            set(false);
            connection.request("LISTEN_STOP").catch(failed);
            return;
        }
        listener.prepare();
        set(true);
        await begin();
    });

    /**
     * A stream keeps the rate that it began with: played on at another one it would be out of tune.
     * @param {number} hertz
     */
    function noteRate(hertz) {
        if (isListening && !isAsking && connection.isLive && hertz !== listener.sampleRateHertz) begin();
    }

    /** For the tests, which hear by measuring. */
    Object.assign(button, { listener });
    return { stop: () => isListening && set(false), noteRate };
}
