import { make, setText } from "../core/element.js";
import { reconcile } from "../core/list.js";
import { isRunning } from "../net/jobs.js";

/**
 * What goes on beside the playing, in a box under its button: how far it is, and a way to end it.
 *
 * @typedef {import("../net/jobs.js").Jobs} Jobs
 * @typedef {import("../net/protocol.js").Job} Job
 */

const JOBS_SHOWN = 20;
/** @type {Record<Job["status"], string>} */
const STATUS = {
    queued: "waits",
    active: "on its way",
    completed: "done",
    failed: "failed",
    cancelled: "cancelled",
};

/**
 * @param {object} parts
 * @param {HTMLElement} parts.button
 * @param {Jobs} parts.jobs
 * @param {import("./ask.js").Ask} parts.ask
 * @param {(job: Job) => Promise<void>} parts.download
 */
export function connectJobs({ button, jobs, ask, download }) {
    const count = make("span", { class: "count", hidden: true });
    const list = make("ul", { class: "job-list", "aria-label": "Jobs" });
    const empty = make("p", { class: "hint" }, "Nothing was rendered since the start.");
    const render = make("button", {
        type: "button",
        "data-live": true,
        onclick: () => ask(render, "JOB_START", { kind: "render" }),
    }, "Render the song");
    const box = make(
        "section",
        { class: "popover jobs", id: "jobs-box", "aria-label": "Jobs", popover: "auto" },
        make("div", { class: "popover-head" }, make("h2", {}, "Jobs"), render),
        empty,
        list,
    );
    document.body.append(box);
    button.append(count);
    button.setAttribute("popovertarget", box.id);
    button.setAttribute("aria-expanded", "false");
    box.addEventListener("beforetoggle", () => place(box, button));
    box.addEventListener("toggle", (event) => {
        const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
        button.setAttribute("aria-expanded", String(isOpen));
        if (isOpen) update();
    });

    /** @param {Job} job */
    function makeRow(job) {
        const { title, status, user_id, error, problems } = job;
        const cancel = isRunning(job)
            ? make("button", {
                type: "button",
                class: "small",
                "aria-label": `Cancel ${title}`,
                onclick: () => ask(/** @type {HTMLElement} */ (cancel), "JOB_CANCEL", { job_id: job.job_id }),
            }, "Cancel")
            : null;
        const save = status === "completed" && job.file
            ? make("button", {
                type: "button",
                class: "small",
                "aria-label": `Download ${job.file}`,
                onclick: () => download(job),
            }, "Download")
            : null;
        const facts = [STATUS[status], user_id, error, ...(problems ?? [])].filter(Boolean).join(" \u00b7 ");
        return make(
            "li",
            { class: "job", "data-job": job.job_id, "data-status": status },
            make("span", { class: "job-title" }, title),
            cancel,
            save,
            isRunning(job) ? make("progress", { max: 1, "aria-label": `How much of ${title} is done` }) : null,
            make("span", { class: "facts job-facts" }, facts),
        );
    }

    function update() {
        count.hidden = jobs.running === 0;
        setText(count, String(jobs.running));
        const words = jobs.running === 0 ? "" : `, ${jobs.running} on their way`;
        button.setAttribute("aria-label", `Jobs${words}`);
        if (!box.matches(":popover-open")) return;
        const shown = jobs.all.slice(0, JOBS_SHOWN);
        empty.hidden = shown.length > 0;
        reconcile(list, shown, {
            key: ({ job_id }) => job_id,
            signature: ({ status, error, title }) => JSON.stringify([status, error, title]),
            make: makeRow,
        });
        shown.forEach(({ progress }, index) => {
            const bar = list.children[index]?.querySelector("progress");
            if (bar) bar.value = progress;
        });
    }
    jobs.watch(update);
    update();
}

/**
 * Under its button, and never outside the window.
 * @param {HTMLElement} box
 * @param {Element} anchor
 */
function place(box, anchor) {
    const at = anchor.getBoundingClientRect();
    box.style.top = `${at.bottom + 6}px`;
    box.style.right = `${Math.max(Math.min(innerWidth - at.right, innerWidth - 340), 8)}px`;
}
