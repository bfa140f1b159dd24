import { deinterleaved, ListenSchedule, volumeGain } from "./schedule.js";

/** @typedef {import("../net/frames.js").AudioFrame} AudioFrame */

/** A listener's ears come first: the volume starts low. */
export const VOLUME_DECIBELS_START = -20;

/**
 * Plays the Listen stream.
 *
 * Every packet becomes a source that starts at its time, because an AudioWorklet does not exist on
 * a plain-http origin. The context runs at the stream's rate: were each packet resampled alone, its
 * edges would click.
 */
export class Listener {
    /** @type {AudioContext | null} */
    #context = null;
    /** @type {GainNode | null} */
    #input = null;
    /** @type {GainNode | null} */
    #volume = null;
    /** @type {AnalyserNode | null} */
    #analyser = null;
    /** @type {ListenSchedule | null} */
    #schedule = null;
    #stream = -1;
    #channels = 2;
    #volumeDecibels = VOLUME_DECIBELS_START;

    /** The browser lets audio start only inside a click: this is called there. */
    prepare() {
        if (this.#context) return;
        // The rate is of the demo and of nearly every engine; `start` corrects it if it must.
        this.#makeContext(48_000);
    }

    /**
     * @param {{ stream: number, sample_rate_hertz: number, channels: number }} format
     */
    start({ stream, sample_rate_hertz: sampleRateHertz, channels }) {
        if (this.#context?.sampleRate !== sampleRateHertz) {
            this.stop();
            this.#makeContext(sampleRateHertz);
        }
        this.#stream = stream;
        this.#channels = channels;
        this.#schedule = new ListenSchedule(sampleRateHertz);
    }

    /** Of the stream; 0 while there is none. */
    get sampleRateHertz() {
        return this.#stream < 0 ? 0 : this.#context?.sampleRate ?? 0;
    }

    /** @param {AudioFrame} frame */
    take(frame) {
        const context = this.#context;
        if (!context || !this.#schedule || !this.#input || frame.stream !== this.#stream) return;
        const channels = deinterleaved(frame.samples, this.#channels);
        const length = channels[0]?.length ?? 0;
        if (length === 0) return;
        const buffer = context.createBuffer(channels.length, length, context.sampleRate);
        channels.forEach((samples, channel) => buffer.copyToChannel(samples, channel));
        const source = new AudioBufferSourceNode(context, { buffer });
        source.connect(this.#input);
        source.start(this.#schedule.startSeconds(frame.engineFrame, context.currentTime));
    }

    stop() {
        this.#context?.close();
        this.#context = null;
        this.#input = null;
        this.#volume = null;
        this.#analyser = null;
        this.#schedule = null;
        this.#stream = -1;
    }

    get volumeDecibels() {
        return this.#volumeDecibels;
    }

    set volumeDecibels(decibels) {
        this.#volumeDecibels = decibels;
        // 10 ms: a volume that jumps clicks.
        this.#volume?.gain.setTargetAtTime(
            volumeGain(decibels),
            this.#context?.currentTime ?? 0,
            0.01,
        );
    }

    /** How often the sound was interrupted since it started. */
    get interruptions() {
        return this.#schedule?.interruptions ?? 0;
    }

    /** The root mean square of what is heard now, before the volume; full scale is 1. */
    get level() {
        if (!this.#analyser) return 0;
        const samples = new Float32Array(this.#analyser.fftSize);
        this.#analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    }

    /** @param {number} sampleRate */
    #makeContext(sampleRate) {
        this.#context = new AudioContext({ sampleRate, latencyHint: "playback" });
        this.#analyser = new AnalyserNode(this.#context, { fftSize: 2_048 });
        const gain = volumeGain(this.#volumeDecibels);
        const input = new GainNode(this.#context);
        const volume = new GainNode(this.#context, { gain });
        input.connect(this.#analyser);
        input.connect(volume).connect(this.#context.destination);
        this.#context.resume();
        this.#input = input;
        this.#volume = volume;
    }
}
