/** The few glyphs of the page: outlines on a 16-unit square. A state differs by shape, not by colour. */
const PATHS = {
    live: "M3 8.5l3.2 3.2L13 4.8",
    busy: "M8 2.5a5.5 5.5 0 1 1-5.2 3.7",
    silent: "M8 4v4.2l2.6 1.6M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
    lost: "M4 4l8 8M12 4l-8 8",
    refused: "M4.5 7.5h7v6h-7zM6 7.5V5.2a2 2 0 0 1 4 0v2.3",
    reload: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
    off: "M8 2.5v5M5 4.3a5 5 0 1 0 6 0",
    warning: "M8 2.2L14.4 13.5H1.6zM8 6.3v3.6M8 11.6v.6",
    engine: "M2.5 8h2l1.5-4 3 8 1.7-4h2.8",
    listen: "M3 9.8V8a5 5 0 0 1 10 0v1.8M3 9.5h2v4H3.6A.6.6 0 0 1 3 12.9zM13 9.5h-2v4h1.4a.6.6 0 0 0 .6-.6z",
    person: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3.2 13.5c.5-2.4 2.4-3.7 4.8-3.7s4.3 1.3 4.8 3.7",
    play: "M5 3l8 5-8 5z",
    stop: "M4 4h8v8H4z",
    start: "M4 3v10M13 3L6.5 8l6.5 5z",
    loop: "M3 8a4 4 0 0 1 4-4h6M11 2l2 2-2 2M13 8a4 4 0 0 1-4 4H3M5 14l-2-2 2-2",
    info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.4v3.6M8 4.8v.4",
    undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M6 3.5l-3 3 3 3",
    redo: "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M10 3.5l3 3-3 3",
    jobs: "M3 4h10M3 8h7M3 12h4M12.5 9.5v4M10.5 11.5h4",
    plus: "M8 3v10M3 8h10",
    up: "M4 10l4-4 4 4",
    down: "M4 6l4 4 4-4",
    left: "M10 4L6 8l4 4",
    right: "M6 4l4 4-4 4",
    theme: "M8 2.2v11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2a5.8 5.8 0 0 0 0 11.6",
};

/** @typedef {keyof typeof PATHS} IconName */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    svg.append(path);
    setIcon(svg, name);
    return svg;
}

/**
 * @param {Element} svg made by `icon`
 * @param {IconName} name
 */
export function setIcon(svg, name) {
    svg.firstElementChild?.setAttribute("d", PATHS[name]);
}
