#!/usr/bin/env python3
"""Uses the dashboard in real Chromium against a real server, as a person would.

Needs the demo session. Stops, continues and at the end kills the server, to see what the page says.
Prints a line for each check, and "N passed, N failed" at the end.
"""
import argparse
import json
import os
import signal
import time
import urllib.request

from playwright.sync_api import sync_playwright

from desk import run_desk
from door import run_door
from library import run_device, run_library
from people import run_people

ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
# What the picture of a meter must change by, of all its bytes, to count as moving.
METER_JS = """() => {
  const canvas = document.querySelector('#strips canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 4) sum += pixels[i] * 3 + pixels[i + 1];
  return sum;
}"""
# The loudest of what the Listen button plays, over a second.
LISTEN_JS = """async () => {
  const { listener } = document.getElementById('listen');
  const Context = window.AudioContext;
  if (!listener || !Context) return -1;
  let loudest = 0;
  const take = listener.take.bind(listener);
  listener.take = (frame) => {
    for (const sample of frame.samples) loudest = Math.max(loudest, Math.abs(sample));
    take(frame);
  };
  await new Promise((done) => setTimeout(done, 1500));
  return loudest;
}"""


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, condition):
        """Runs one check; whatever it raises is its failure."""
        try:
            result = condition()
            is_ok, detail = (result, "") if isinstance(result, bool) else (False, repr(result))
        except Exception as error:  # noqa: BLE001
            is_ok, detail = False, str(error).splitlines()[0]
        self.passed += is_ok
        self.failed += not is_ok
        print(("ok      " if is_ok else "FAILED  ") + name + (f": {detail}" if detail else ""), flush=True)


def eventually(seconds, condition):
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--server-pid", type=int, required=True)
    parser.add_argument("--artifacts", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    checks = Checks()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        run(browser, options, checks)
        browser.close()
    print(f"{checks.passed} passed, {checks.failed} failed")
    raise SystemExit(1 if checks.failed else 0)


def run(browser, options, checks):
    base, check = options.base_url, checks.check
    errors = []

    def open_page(name="", **context):
        context = browser.new_context(**context)
        if name:
            context.add_init_script(f"localStorage.setItem('outboard.user', '{name}')")
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(base)
        return page

    def state(page):
        return page.get_attribute("#connection", "data-state")

    def session():
        with urllib.request.urlopen(base + "/api/sessions/demo", timeout=5) as answer:
            return json.load(answer)["session"]

    def parameter(track, insert, symbol):
        return session()["tracks"][track]["inserts"][insert]["parameters"][symbol]["value"]

    def track(name):
        return session()["tracks"][name]

    dark = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}}
    page = open_page(**dark)
    check("the page is live within 5 s", lambda: eventually(5, lambda: state(page) == "live"))
    check("it shows the session and its strips",
          lambda: page.inner_text("#session") == "Demo" and page.locator(".strip").count() == 3)
    check("the engine's chip says that it runs",
          lambda: eventually(3, lambda: page.get_attribute("#engine", "data-engine") == "running"))
    check("the meters move", lambda: eventually(
        5, lambda: (lambda before: page.wait_for_timeout(300) or page.evaluate(METER_JS) != before)(
            page.evaluate(METER_JS))))
    page.screenshot(path=f"{options.artifacts}/dashboard-dark.png")

    slider = page.locator('[data-insert="drums-eq"] [data-parameter="mid"] ob-slider')
    before = parameter("drums", "drums-eq", "mid")

    def keyboard():
        slider.focus()
        page.keyboard.press("PageDown")
        return eventually(3, lambda: parameter("drums", "drums-eq", "mid") < before - 1)

    check("a slider moved by keyboard changes the server", keyboard)

    def pointer():
        box = slider.bounding_box()
        start = parameter("drums", "drums-eq", "mid")
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, middle)
        page.mouse.down()
        for step in range(1, 11):
            page.mouse.move(box["x"] + box["width"] / 2 - 6 * step, middle)
        page.mouse.up()
        shown = lambda: float(slider.get_attribute("aria-valuenow"))
        return eventually(3, lambda: parameter("drums", "drums-eq", "mid") < start - 1
                          and abs(parameter("drums", "drums-eq", "mid") - shown()) < 1e-4)

    check("a slider dragged by pointer changes the server to what it shows", pointer)

    other = open_page(**{**dark, "color_scheme": "light"})
    other.wait_for_selector("#connection[data-state=live]")
    other.fill("#user", "jo")
    other.keyboard.press("Enter")

    def seen_by_others():
        value = parameter("drums", "drums-eq", "hi")
        control = '[data-insert="drums-eq"] [data-parameter="hi"] ob-slider'
        other.locator(control).focus()
        other.keyboard.press("PageDown")
        frame = page.locator('[data-insert="drums-eq"] [data-parameter="hi"]')
        return eventually(3, lambda: float(page.locator(control).get_attribute("aria-valuenow"))
                          < value - 1 and frame.locator(".who").inner_text() == "jo")

    check("another page's change arrives with the name of who made it", seen_by_others)
    other.screenshot(path=f"{options.artifacts}/dashboard-light.png")

    def preset():
        card = page.locator('article[data-insert="drums-eq"]')
        card.locator("select").first.select_option("dj-eq-no-bass")
        card.locator(".load").click()
        return eventually(3, lambda: parameter("drums", "drums-eq", "lo") < -20)

    check("a preset loads", preset)

    def mute():
        page.locator('[data-track="keys"] .mute button').click()
        return eventually(3, lambda: track("keys")["mute"] is True)

    check("mute mutes", mute)
    page.locator('[data-track="keys"] .mute button').click()

    def fader():
        page.locator('[data-track="keys"] ob-fader').focus()
        page.keyboard.press("PageDown")
        return eventually(3, lambda: abs(track("keys")["level_decibels"] + 6) < 1e-6)

    check("the fader fades", fader)

    def listen():
        page.click("#listen")
        page.wait_for_timeout(500)
        return page.evaluate(LISTEN_JS) > 0.01

    check("Listen plays what the master plays", listen)
    page.click("#listen")

    ana = open_page("ana", color_scheme="dark", viewport={"width": 1400, "height": 900})
    jo = open_page("jo", color_scheme="light", viewport={"width": 1400, "height": 900})
    for one in (ana, jo):
        one.wait_for_selector("#connection[data-state=live]")
    run_people(ana, jo, base, check, eventually, options.artifacts, errors)
    for one in (ana, jo):
        one.context.close()

    def open_live():
        third = open_page(**dark)
        third.wait_for_selector("#connection[data-state=live]")
        return third

    run_desk(page, other, open_live, base, check, eventually, options.artifacts)

    run_library(page, other, base, check, eventually, options.artifacts)
    run_device(page, other, base, check, eventually, options.artifacts)

    run_door(browser, options, check, eventually, errors)

    phone = open_page(color_scheme="dark", viewport={"width": 360, "height": 780})
    phone.wait_for_selector("#connection[data-state=live]")
    check("nothing sticks out of a phone's screen",
          lambda: phone.evaluate("document.documentElement.scrollWidth") <= 360)

    phone.screenshot(path=f"{options.artifacts}/dashboard-phone.png")

    def phone_dialog():
        phone.get_by_label("Add insert to").click()
        phone.locator(".plugin").first.wait_for()
        box = phone.locator("dialog").bounding_box()
        phone.screenshot(path=f"{options.artifacts}/dashboard-phone-plugins.png")
        phone.keyboard.press("Escape")
        return box["x"] >= 0 and box["x"] + box["width"] <= 360

    check("the list of plugins fits a phone's screen", phone_dialog)

    def phone_dock():
        phone.click("#dock-toggle")
        phone.click("#tab-chat")
        field = phone.locator(".chat-form textarea").bounding_box()
        phone.screenshot(path=f"{options.artifacts}/dashboard-phone-chat.png")
        phone.get_by_label("Close the dock").click()
        inside = field["x"] >= 0 and field["x"] + field["width"] <= 360 and field["y"] + field["height"] <= 780
        return inside and not phone.locator("#dock").is_visible()

    check("the dock covers a phone's screen, and closes", phone_dock)
    phone.close()

    os.kill(options.server_pid, signal.SIGSTOP)
    check("a server that stands still is not live after 8 s",
          lambda: eventually(8, lambda: state(page) != "live"))
    check("controls rest while there is no answer",
          lambda: page.locator("body.is-frozen").count() == 1)
    check("it is given up after 14 s", lambda: eventually(
        8, lambda: state(page) in ("waiting", "connecting")))
    os.kill(options.server_pid, signal.SIGCONT)
    check("it is live again by itself", lambda: eventually(20, lambda: state(page) == "live"))
    check("the page had no errors", lambda: errors == [])
    os.kill(options.server_pid, signal.SIGKILL)
    check("a server that is gone is not live", lambda: eventually(5, lambda: state(page) != "live"))
    page.screenshot(path=f"{options.artifacts}/dashboard-lost.png")


if __name__ == "__main__":
    main()
