/** What a browser keeps for this page; where storage is forbidden, nothing is kept. */
export const memory = {
    /** @param {string} key @returns {string | null} */
    read(key) {
        try {
            return localStorage.getItem(key);
        } catch {
            return null;
        }
    },
    /**
     * @param {string} key
     * @param {string} value
     */
    write(key, value) {
        try {
            localStorage.setItem(key, value);
        } catch {
            // It holds until the page is closed.
        }
    },
};
