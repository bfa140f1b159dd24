// Runs before the first paint, so that a chosen theme never flashes in the other one.
(() => {
    let theme = "system";
    try {
        theme = localStorage.getItem("outboard.theme") ?? "system";
    } catch {
        // Storage is forbidden: the system's theme it is.
    }
    document.documentElement.dataset.theme = theme;
})();
