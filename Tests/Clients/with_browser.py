"""The plain exchange from a page in Chromium, with nothing but the browser's own WebSocket.

    with_browser.py BASE_URL
"""
import json
import pathlib
import sys

from playwright.sync_api import sync_playwright

exchange = json.loads((pathlib.Path(__file__).parent / "exchange.json").read_text())

SCRIPT = """
({requests}) => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    const answers = [];
    setTimeout(() => reject("no answer in 20 s"), 20000);
    socket.onmessage = ({data}) => {
        const message = JSON.parse(data);
        if (message.type === "hello") socket.send(JSON.stringify(requests[0]));
        if (message.id !== requests[answers.length]?.id) return;
        answers.push({id: message.id, type: message.type, code: message.data.code ?? null});
        if (answers.length < requests.length) socket.send(JSON.stringify(requests[answers.length]));
        else socket.close(1000, "bye");
    };
    socket.onclose = ({code, wasClean}) => resolve({answers, code, wasClean});
})
"""

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page()
    # Any page of the server: a page of nobody's has no origin that it lets in.
    page.goto(sys.argv[1] + "/health")
    result = page.evaluate(SCRIPT, exchange)
    browser.close()

expected = [{"code": None, **answer} for answer in exchange["answers"]]
assert result["answers"] == expected, result
assert result["code"] == 1000 and result["wasClean"], result
