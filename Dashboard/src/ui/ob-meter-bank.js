import { deflection, METER_ZONES } from "../audio/ballistics.js";

/** @typedef {import("../audio/meters.js").Meters} Meters */
/** @typedef {{ trackId: string, isUpright: boolean, x: number, y: number, width: number,
 *     height: number }} Slot */

const GAP_PIXELS = 1;
const HOLD_PIXELS = 2;
/** Narrower bars stand without a gap. */
const GAPLESS_PIXELS = 3;
/** The bar is full up to the RMS, and lighter from there to the peak. */
const PEAK_ALPHA = 0.5;
const REDUCED_MOTION_MILLISECONDS = 100;

/**
 * Draws the meters of everything inside it on one canvas: one canvas a strip would cost five times
 * the script time.
 *
 * An element inside with `data-meter="<track id>"` is a place for that strip's meter, upright or
 * lying by its shape. When frames stop, the places are hatched: no data is not silence.
 */
export class ObMeterBank extends HTMLElement {
    /** @type {Meters | null} */
    meters = null;

    #canvas = document.createElement("canvas");
    /** @type {Slot[]} */
    #slots = [];
    /** @type {Record<string, string>} */
    #colours = {};
    #resize = new ResizeObserver(() => this.measure());
    #frame = 0;
    #drawnAt = 0;
    #motion = matchMedia("(prefers-reduced-motion: reduce)");
    #scheme = matchMedia("(prefers-color-scheme: dark)");
    #restyle = () => this.measure();

    connectedCallback() {
        this.#canvas.setAttribute("aria-hidden", "true");
        this.#canvas.className = "meter-canvas";
        this.append(this.#canvas);
        this.#resize.observe(this);
        this.#scheme.addEventListener("change", this.#restyle);
        document.addEventListener("ob-theme", this.#restyle);
        this.#frame = requestAnimationFrame((now) => this.#draw(now));
    }

    disconnectedCallback() {
        this.#resize.disconnect();
        this.#scheme.removeEventListener("change", this.#restyle);
        document.removeEventListener("ob-theme", this.#restyle);
        cancelAnimationFrame(this.#frame);
    }

    /** Finds the places again; called after what is inside has changed. */
    measure() {
        const ratio = devicePixelRatio;
        // Or the bank could never become smaller than its own canvas.
        this.#canvas.style.width = this.#canvas.style.height = "0";
        const box = this.getBoundingClientRect();
        this.#canvas.width = Math.round(this.scrollWidth * ratio);
        this.#canvas.height = Math.round(this.scrollHeight * ratio);
        this.#canvas.style.width = `${this.scrollWidth}px`;
        this.#canvas.style.height = `${this.scrollHeight}px`;
        /** @type {NodeListOf<HTMLElement>} */
        const places = this.querySelectorAll("[data-meter]");
        this.#slots = [...places].map((place) => {
            const inside = place.getBoundingClientRect();
            return {
                trackId: place.dataset["meter"] ?? "",
                isUpright: inside.height > inside.width,
                x: Math.round((inside.left - box.left + this.scrollLeft) * ratio),
                y: Math.round((inside.top - box.top + this.scrollTop) * ratio),
                width: Math.round(inside.width * ratio),
                height: Math.round(inside.height * ratio),
            };
        });
        const style = getComputedStyle(this);
        for (const name of ["low", "normal", "high", "over", "well", "hold", "hatch"]) {
            this.#colours[name] = style.getPropertyValue(`--meter-${name}`).trim();
        }
    }

    /** @param {number} now milliseconds */
    #draw(now) {
        this.#frame = requestAnimationFrame((next) => this.#draw(next));
        if (this.#motion.matches && now - this.#drawnAt < REDUCED_MOTION_MILLISECONDS) return;
        this.#drawnAt = now;
        const context = this.#canvas.getContext("2d");
        if (!context || !this.meters) return;
        const isUnknown = this.meters.isUnknown(now / 1000);
        for (const slot of this.#slots) {
            if (isUnknown) this.#drawHatch(context, slot);
            else this.#drawStrip(context, slot, now / 1000);
        }
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {Slot} slot
     * @param {number} now seconds
     */
    #drawStrip(context, slot, now) {
        context.clearRect(slot.x, slot.y, slot.width, slot.height);
        const meters = this.meters?.of(slot.trackId) ?? [];
        const across = slot.isUpright ? slot.width : slot.height;
        const share = across / Math.max(meters.length, 1);
        const isGapless = share < GAPLESS_PIXELS * devicePixelRatio;
        const gap = isGapless ? 0 : Math.round(GAP_PIXELS * devicePixelRatio);
        meters.forEach((meter, index) => {
            const at = Math.round(index * share);
            const isLast = index === meters.length - 1;
            const size = Math.max(Math.round((index + 1) * share) - at - (isLast ? 0 : gap), 1);
            this.#fill(context, slot, at, size, 0, 1, "well");
            const level = deflection(meter.level(now));
            this.#drawBar(context, slot, at, size, Math.min(deflection(meter.rms.level), level), level);
            const hold = deflection(meter.hold(now));
            const along = slot.isUpright ? slot.height : slot.width;
            const thickness = (HOLD_PIXELS * devicePixelRatio) / along;
            if (hold > thickness) {
                const from = Math.min(hold, 1) - thickness;
                this.#fill(context, slot, at, size, from, from + thickness, "hold");
            }
        });
    }

    /**
     * Draws a bar through the zones of the scale: full to the RMS, and lighter from there to the peak.
     * @param {CanvasRenderingContext2D} context
     * @param {Slot} slot
     * @param {number} at pixels across
     * @param {number} size pixels across
     * @param {number} rms as deflections
     * @param {number} peak
     */
    #drawBar(context, slot, at, size, rms, peak) {
        for (const zone of METER_ZONES) {
            const from = deflection(zone.from);
            const to = deflection(zone.to);
            if (rms > from) this.#fill(context, slot, at, size, from, Math.min(to, rms), zone.name);
            const light = Math.max(from, rms);
            if (Math.min(to, peak) <= light) continue;
            context.globalAlpha = PEAK_ALPHA;
            this.#fill(context, slot, at, size, light, Math.min(to, peak), zone.name);
            context.globalAlpha = 1;
        }
    }

    /**
     * Fills a part of one channel's bar, from and to as deflections.
     * @param {CanvasRenderingContext2D} context
     * @param {Slot} slot
     * @param {number} at pixels across
     * @param {number} size pixels across
     * @param {number} from
     * @param {number} to
     * @param {string} colour
     */
    #fill(context, slot, at, size, from, to, colour) {
        context.fillStyle = this.#colours[colour] ?? "";
        if (slot.isUpright) {
            const top = Math.round(slot.height * (1 - to));
            const bottom = Math.round(slot.height * (1 - from));
            context.fillRect(slot.x + at, slot.y + top, size, bottom - top);
        } else {
            const left = Math.round(slot.width * from);
            const right = Math.round(slot.width * to);
            context.fillRect(slot.x + left, slot.y + at, right - left, size);
        }
    }

    /**
     * @param {CanvasRenderingContext2D} context
     * @param {Slot} slot
     */
    #drawHatch(context, slot) {
        context.save();
        context.beginPath();
        context.rect(slot.x, slot.y, slot.width, slot.height);
        context.clip();
        context.fillStyle = this.#colours["well"] ?? "";
        context.fillRect(slot.x, slot.y, slot.width, slot.height);
        context.strokeStyle = this.#colours["hatch"] ?? "";
        context.lineWidth = devicePixelRatio;
        const step = 6 * devicePixelRatio;
        context.beginPath();
        for (let offset = -slot.height; offset < slot.width + slot.height; offset += step) {
            context.moveTo(slot.x + offset, slot.y + slot.height);
            context.lineTo(slot.x + offset + slot.height, slot.y);
        }
        context.stroke();
        context.restore();
    }
}

customElements.define("ob-meter-bank", ObMeterBank);
