"""What two people do together at two pages: talk, see each other's hands, take back, look up, and come
back after the line was cut."""

import json

from playwright.sync_api import TimeoutError

from desk import Session
from line import Line


class Frames:
    """The types of what a page's socket gets and sends, from now on."""

    def __init__(self, page):
        self.received, self.sent = [], []
        network = page.context.new_cdp_session(page)
        network.on("Network.webSocketFrameReceived", lambda frame: self.note(self.received, frame))
        network.on("Network.webSocketFrameSent", lambda frame: self.note(self.sent, frame))
        network.send("Network.enable")

    @staticmethod
    def note(into, frame):
        try:
            into.append(json.loads(frame["response"]["payloadData"]))
        except ValueError:
            pass  # a binary one

    def clear(self):
        self.received.clear()
        self.sent.clear()

    def got(self, kind):
        return [one["data"] for one in self.received if one["type"] == kind]

    def said(self, kind):
        return [one["data"] for one in self.sent if one["type"] == kind]


def show(page, tab):
    """Opens the dock at a tab."""
    if not page.locator("#dock").is_visible():
        page.click("#dock-toggle")
    page.click(f"#tab-{tab}")


def run_people(ana, jo, base, check, eventually, artifacts, errors):
    """`ana` and `jo` are two live pages, named so."""
    server = Session(base)

    def level(strip):
        return server.strip(strip)["level_decibels"]

    # Talking.
    def say(page, text):
        page.locator(".chat-form textarea").fill(text)
        page.keyboard.press("Enter")

    def bubbles(page, state="sent"):
        return page.locator(f'.bubble-row[data-state="{state}"] .bubble').all_inner_texts()

    def chat():
        show(ana, "chat")
        ana.locator(".chat-form textarea").press_sequentially("More me?", delay=20)
        show(jo, "chat")
        is_typing = eventually(3, lambda: "ana is typing" in jo.inner_text(".typing"))
        ana.keyboard.press("Enter")
        came = eventually(3, lambda: bubbles(jo) == ["More me?"])
        say(jo, "<b>Yes</b>")
        back = eventually(3, lambda: bubbles(ana) == ["More me?", "<b>Yes</b>"])
        return is_typing and came and back and ana.locator(".bubble b").count() == 0

    check("two people talk, and text is only text", chat)
    check("who has read it is shown", lambda: eventually(
        4, lambda: "jo" in ana.locator(".bubble-row").first.locator(".readers").inner_text()))

    def unread():
        show(ana, "people")
        say(jo, "Better now?")
        counted = eventually(3, lambda: ana.locator("#dock-toggle .count").inner_text() == "1"
                             and ana.title().startswith("(1) "))
        show(ana, "chat")
        return counted and ana.locator(".chat-new").count() == 1 and eventually(
            4, lambda: not ana.locator("#dock-toggle .count").is_visible())

    def mention():
        say(jo, "less #Keys")
        link = ana.locator(".bubble .mention")
        there = eventually(3, lambda: link.count() == 1)
        link.click()
        return there and eventually(3, lambda: ana.locator(
            '.strip[data-track="keys"].is-selected').count() == 1)

    check("what was not read is counted, and is read when it is in sight", unread)

    check("a strip that is named in the chat is a link to it", mention)

    def draft():
        ana.locator(".chat-form textarea").fill("half a thought")
        ana.reload()
        ana.wait_for_selector("#connection[data-state=live]")
        is_kept = ana.locator(".chat-form textarea").input_value() == "half a thought"
        ana.locator(".chat-form textarea").fill("")
        return is_kept and eventually(3, lambda: len(bubbles(ana)) == 4)

    check("a draft and the chat are there when the page is loaded anew", draft)

    # Hands and steps.
    fader = ana.locator('.strip[data-track="keys"] ob-fader')
    frame = jo.locator('.strip[data-track="keys"] .fader-cell')

    def held():
        box = fader.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        ana.mouse.move(x, y)
        ana.mouse.down()
        for step in range(1, 9):
            ana.mouse.move(x, y + 4 * step)
            ana.wait_for_timeout(30)
        seen = eventually(3, lambda: "is-held" in frame.get_attribute("class")
                          and frame.locator(".who").inner_text() == "ana")
        show(jo, "people")
        listed = eventually(3, lambda: "Hand on Keys fader" in jo.inner_text('[data-user="ana"]'))
        jo.screenshot(path=f"{artifacts}/dashboard-people.png")
        ana.mouse.up()
        return seen and listed and eventually(3, lambda: "is-held" not in frame.get_attribute("class"))

    def undone():
        start = level("keys")
        if (result := held()) is not True:
            return result
        moved = level("keys")
        offered = eventually(3, lambda: ana.get_attribute("#undo", "aria-label").startswith("Undo: "))
        ana.click("#undo")
        back = eventually(3, lambda: level("keys") == start)
        ana.locator("body").press("Control+Shift+z")
        return moved < start - 2 and offered and back and eventually(3, lambda: level("keys") == moved)

    check("a held fader bears the holder's name, and its drag is one step to undo and redo", undone)

    def in_field():
        before = level("keys")
        show(ana, "chat")
        ana.locator(".chat-form textarea").press("Control+z")
        ana.wait_for_timeout(500)
        return level("keys") == before

    check("Ctrl+Z in a text field takes nothing back from the session", in_field)

    def conflict():
        jo.locator('.strip[data-track="keys"] ob-fader').focus()
        jo.keyboard.press("PageUp")
        theirs = eventually(3, lambda: abs(float(fader.get_attribute("aria-valuenow")) - level("keys")) < 1e-6)
        ana.wait_for_timeout(600)
        theirs = level("keys")
        ana.click("#undo")
        told = eventually(3, lambda: ana.locator(".toast.is-error .toast-action").count() == 1)
        kept = level("keys") == theirs
        ana.locator(".toast-action").click()
        return told and kept and eventually(3, lambda: level("keys") != theirs)

    check("what somebody else has changed since is taken back only when it is meant", conflict)

    # What happened.
    def activity():
        show(ana, "activity")
        entries = ana.locator(".entry")
        filled = eventually(3, lambda: entries.count() > 3)
        ana.locator(".activity input").fill("GUEST joi")
        found = eventually(3, lambda: entries.count() >= 1 and all(
            "guest-" in text and "joined" in text for text in ana.locator(".entry-text").all_inner_texts()))
        ana.screenshot(path=f"{artifacts}/dashboard-activity.png")
        ana.locator(".activity input").fill("there is nothing like it")
        empty = eventually(3, lambda: "Nothing fits" in ana.inner_text(".entries-scroll"))
        ana.locator(".activity input").fill("")
        ana.get_by_role("button", name="Error", exact=True).click()
        levels = eventually(3, lambda: all(
            "Error" in text for text in ana.locator(".entry .level-badge").all_inner_texts()))
        ana.get_by_role("button", name="Error", exact=True).click()
        return filled and found and empty and levels and eventually(3, lambda: entries.count() > 3)

    check("the activity is searched by words and levels", activity)

    def of_one():
        ana.locator(".activity .actor", has_text="jo").first.click()
        only = eventually(3, lambda: ana.locator(".entry").count() >= 1 and all(
            text == "jo" for text in ana.locator(".entry .facts:not(time)").all_inner_texts()))
        with ana.expect_download() as download:
            ana.get_by_role("button", name="Save as file").click()
        with open(download.value.path(), encoding="utf-8") as file:
            saved = [json.loads(line) for line in file]
        ana.get_by_role("button", name="show everybody again").click()
        everybody = eventually(3, lambda: any(
            text != "jo" for text in ana.locator(".entry .facts:not(time)").all_inner_texts()))
        return only and everybody and len(saved) >= 1 and all(entry["actor"] == "jo" for entry in saved) \
            and [entry["seq"] for entry in saved] == sorted(entry["seq"] for entry in saved)

    check("the activity of one person is shown, and saved as a file", of_one)

    # The line.
    def resume():
        line = Line(int(base.rsplit(":", 1)[1]))
        late = ana.context.browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        late.on("pageerror", lambda error: errors.append(str(error)))
        try:
            late.goto(f"http://127.0.0.1:{line.port}")
            late.wait_for_selector("#connection[data-state=live]")
            frames = Frames(late)
            line.cut()
            lost = eventually(5, lambda: late.get_attribute("#connection", "data-state") != "live")
            for _ in range(3):
                jo.locator('.strip[data-track="drums"] .mute button').click()
                jo.wait_for_timeout(100)
            line.mend()
            live = eventually(20, lambda: late.get_attribute("#connection", "data-state") == "live")
            resumed = [one["resumed"] for one in frames.got("identified")]
            toast = late.locator(".toast-message").all_inner_texts()
            same = late.locator('.strip[data-track="drums"] .mute button').get_attribute(
                "aria-pressed") == str(server.strip("drums")["mute"]).lower()
            jo.locator('.strip[data-track="drums"] .mute button').click()
            follows = eventually(3, lambda: late.locator(
                '.strip[data-track="drums"] .mute button').get_attribute("aria-pressed") == "false")
            facts = (lost, live, resumed, len(frames.got("state_snapshot")), toast, same, follows)
            return facts == (True, True, [True], 0, ["Back. 3 changes while away."], True, True) or facts
        finally:
            late.context.close()
            line.close()

    check("after a cut it goes on by the missed changes, without the whole session", resume)

    def queued():
        line = Line(int(base.rsplit(":", 1)[1]))
        late = ana.context.browser.new_context(viewport={"width": 900, "height": 700}).new_page()
        late.on("pageerror", lambda error: errors.append(str(error)))
        try:
            late.goto(f"http://127.0.0.1:{line.port}")
            late.wait_for_selector("#connection[data-state=live]")
            show(late, "chat")
            show(ana, "chat")
            line.cut()
            eventually(5, lambda: late.get_attribute("#connection", "data-state") != "live")
            say(late, "said offline")
            waits = eventually(2, lambda: bubbles(late, "waiting") == ["said offline"])
            late.screenshot(path=f"{artifacts}/dashboard-offline-chat.png")
            line.mend()
            return waits and eventually(20, lambda: bubbles(late)[-1:] == ["said offline"]
                                        and bubbles(ana).count("said offline") == 1)
        finally:
            late.context.close()
            line.close()

    check("what is said without a line is sent once when it is back", queued)

    def elsewhere():
        line = Line(int(base.rsplit(":", 1)[1]))
        late = ana.context.browser.new_context(viewport={"width": 900, "height": 700}).new_page()
        late.on("pageerror", lambda error: errors.append(str(error)))

        def load(name):
            jo.click("#session")
            jo.get_by_label(f"Load {name}", exact=True).click()
            return eventually(10, lambda: jo.inner_text("#session") == name
                              and jo.locator("dialog").count() == 0)

        try:
            late.goto(f"http://127.0.0.1:{line.port}")
            late.wait_for_selector("#connection[data-state=live]")
            line.cut()
            eventually(5, lambda: late.get_attribute("#connection", "data-state") != "live")
            if not load("Band"):
                return "Band did not come"
            line.mend()
            return eventually(20, lambda: late.get_attribute("#connection", "data-state") == "live"
                              and late.inner_text("#session") == "Band"
                              and any("Another session" in text for text in
                                      late.locator(".toast-message").all_inner_texts()))
        finally:
            load("Demo")
            late.context.close()
            line.close()

    check("a page comes back to the session that was loaded meanwhile", elsewhere)

    # Jobs and the device.
    def render():
        ana.click("#jobs")
        ana.get_by_role("button", name="Render the song").click()
        job = ana.locator(".job").filter(has_text="render")
        shown = eventually(5, lambda: job.count() == 1)
        ana.screenshot(path=f"{artifacts}/dashboard-jobs.png")
        cancel = job.get_by_role("button", name="Cancel")
        try:
            cancel.click(timeout=2000)
        except TimeoutError:
            pass  # it was done before
        ended = eventually(60, lambda: job.get_attribute("data-status") in ("cancelled", "completed"))
        ana.keyboard.press("Escape")
        return shown and ended

    check("a file is rendered, shown, and can be cancelled", render)
