/** Where keys mean something else already. */
const SPACE_TAKERS = "input, select, textarea, button, summary, a, dialog, [role=slider], [role=log]";
const WRITING = "input, select, textarea, dialog, [contenteditable]";

/**
 * The keys of the whole page: `.` resets the peaks, D opens and closes the dock, Space starts and stops the
 * song, and Shift+Esc silences everything, whatever has the focus.
 * @param {object} actions
 * @param {() => void} actions.resetPeaks
 * @param {() => void} actions.toggleDock
 * @param {() => void} actions.toggleSong
 * @param {() => void} actions.silence
 */
export function connectKeys({ resetPeaks, toggleDock, toggleSong, silence }) {
    addEventListener("keydown", (event) => {
        const target = /** @type {Element} */ (event.target);
        if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
        if (event.key === "Escape" && event.shiftKey) {
            event.preventDefault();
            return silence();
        }
        if (event.key === " ") {
            if (target.closest(SPACE_TAKERS)) return;
            event.preventDefault();
            return toggleSong();
        }
        if (target.closest(WRITING)) return;
        if (event.key === ".") resetPeaks();
        if (event.key.toLowerCase() === "d") {
            event.preventDefault();
            toggleDock();
        }
    });
}
