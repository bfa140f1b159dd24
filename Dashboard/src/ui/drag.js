/**
 * Relative dragging, as faders and knobs have it: touching never makes a control jump.
 *
 * The control moves by as much as the pointer does. Shift, Ctrl or Command make it ten times finer
 * and can be pressed and released on the way without a jump; Escape puts the value back; a double
 * tap, or a click with Alt, resets it.
 *
 * @typedef {object} Draggable
 * @property {"x" | "y"} axis
 * @property {() => boolean} isEnabled
 * @property {() => number} travel pixels for the full range
 * @property {() => number} position 0 to 1
 * @property {(position: number, fine: boolean) => void} move
 * @property {() => void} begin
 * @property {() => void} end
 * @property {() => void} reset
 */

const FINE = 0.1;
const DOUBLE_TAP_MILLISECONDS = 300;
const DOUBLE_TAP_PIXELS = 8;
/** A finger must show its direction first: along the other axis it scrolls the page. */
const TOUCH_LOCK_PIXELS = 8;

/**
 * The position of a relative drag; pure, and unaware of its ends on purpose: a pointer that went
 * past an end comes back by the same way before the control moves again.
 */
export class RelativeDrag {
    #position;

    /** @param {number} position */
    constructor(position) {
        this.#position = position;
    }

    /**
     * @param {number} pixels since the last call, towards more
     * @param {number} travel pixels for the full range
     * @param {boolean} fine
     * @returns {number} 0 to 1
     */
    by(pixels, travel, fine) {
        this.#position += (pixels / travel) * (fine ? FINE : 1);
        return Math.min(Math.max(this.#position, 0), 1);
    }
}

/** Recognises the second of two presses; browsers differ about `dblclick` on captured pointers. */
export class DoubleTap {
    #at = -Infinity;
    #x = 0;
    #y = 0;

    /**
     * @param {number} milliseconds
     * @param {number} x
     * @param {number} y
     */
    isSecond(milliseconds, x, y) {
        const isSecond = milliseconds - this.#at <= DOUBLE_TAP_MILLISECONDS &&
            Math.hypot(x - this.#x, y - this.#y) <= DOUBLE_TAP_PIXELS;
        this.#at = isSecond ? -Infinity : milliseconds;
        this.#x = x;
        this.#y = y;
        return isSecond;
    }
}

/**
 * Makes an element draggable.
 * @param {HTMLElement} element
 * @param {Draggable} target
 */
export function makeDraggable(element, target) {
    const taps = new DoubleTap();
    /** @type {{ pointerId: number, drag: RelativeDrag, start: number, x: number, y: number,
     *     isLocked: boolean, hasMoved: boolean } | null} */
    let active = null;

    element.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || active || !target.isEnabled()) return;
        element.focus({ preventScroll: true });
        if (event.altKey || taps.isSecond(event.timeStamp, event.clientX, event.clientY)) {
            target.reset();
            return;
        }
        event.preventDefault();
        const start = target.position();
        const isLocked = event.pointerType !== "touch";
        const { pointerId, clientX: x, clientY: y } = event;
        active = { pointerId, drag: new RelativeDrag(start), start, x, y, isLocked, hasMoved: false };
        element.setPointerCapture(pointerId);
        // A finger that scrolls the page has taken hold of nothing.
        if (isLocked) target.begin();
    });

    element.addEventListener("pointermove", (event) => {
        if (!active || event.pointerId !== active.pointerId) return;
        const along = target.axis === "x" ? event.clientX - active.x : active.y - event.clientY;
        if (!active.isLocked && Math.abs(along) < TOUCH_LOCK_PIXELS) return;
        const first = !active.isLocked;
        if (first) target.begin();
        active.isLocked = true;
        active.x = event.clientX;
        active.y = event.clientY;
        // The way to the lock is not a move, or a finger would start with a jump.
        if (first || along === 0) return;
        const fine = event.shiftKey || event.ctrlKey || event.metaKey;
        active.hasMoved = true;
        target.move(active.drag.by(along, target.travel(), fine), fine);
    });

    /** @param {boolean} restore */
    function finish(restore) {
        if (!active) return;
        const { start, hasMoved, isLocked } = active;
        active = null;
        if (restore && hasMoved) target.move(start, true);
        if (isLocked) target.end();
    }

    element.addEventListener("pointerup", () => finish(false));
    element.addEventListener("pointercancel", () => finish(true));
    element.addEventListener("lostpointercapture", () => finish(false));
    element.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && active) {
            event.preventDefault();
            finish(true);
        }
    });
}
