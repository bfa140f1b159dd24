"""The page of a server that lets in only who is invited: the link of a pairing, which holds once."""

import json
import os
import re
import socket
import subprocess
import urllib.request

TOKEN = "browser-test-token-0123456789abcdef"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Guarded:
    """A server that wants a token from everybody."""

    def __init__(self, options):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = open(f"{options.artifacts}/guarded.log", "wb")
        self.process = subprocess.Popen(
            [options.program, "serve", "--driver", "clock", "--port", str(self.port), "--data", options.data,
             "--activity-dir", f"{options.artifacts}/guarded", "--access-dir", f"{options.artifacts}/access",
             "--recordings", f"{options.artifacts}/recordings", "--renders", f"{options.artifacts}/renders",
             "--device-file", f"{options.artifacts}/device.json", "--no-scan"],
            stdout=self.log, stderr=self.log, env={**os.environ, "OUTBOARD_TOKEN": TOKEN})

    @property
    def is_ready(self):
        try:
            with urllib.request.urlopen(self.base + "/health", timeout=2) as answer:
                return json.load(answer)["ready"]
        except OSError:
            return False

    def ticket(self, **wanted):
        request = urllib.request.Request(
            self.base + "/api/ticket", json.dumps(wanted).encode(),
            {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)["ticket"]

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def run_door(browser, options, check, eventually, errors):
    server = Guarded(options)

    def open_page(fragment=""):
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.base + "/" + fragment)
        return page

    def state(page):
        return page.get_attribute("#connection", "data-state")

    def stranger():
        page = open_page()
        try:
            return eventually(5, lambda: state(page) == "refused" and "token" in page.inner_text("#banner-text"))
        finally:
            page.context.close()

    def paired():
        link = "#ticket=" + server.ticket(user="mia", role="viewer", seconds=60)
        page = open_page(link)
        other = None
        try:
            live = eventually(5, lambda: state(page) == "live")
            hidden = "ticket" not in page.url
            named = eventually(3, lambda: re.search("mia.*you.*viewer", page.inner_text("#dock"), re.S) is not None)
            page.reload()
            kept = eventually(5, lambda: state(page) == "live")
            page.locator('.strip[data-track="keys"] .mute button').click()
            refused = eventually(3, lambda: page.locator(".problem").count() == 1)
            other = open_page(link)
            once = eventually(5, lambda: state(other) == "refused")
            facts = (live, hidden, named, kept, refused, once)
            return all(facts) or facts
        finally:
            for one in (page, other):
                if one:
                    one.context.close()

    try:
        if not eventually(60, lambda: server.is_ready):
            check("a guarded server starts", lambda: False)
            return
        check("without an invitation the page says that a token is needed", stranger)
        check("a pairing's link lets one page in, by name and role, and holds once", paired)
    finally:
        server.end()
