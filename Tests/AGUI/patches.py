"""Applies the deltas of an AG-UI stream to its snapshot with jsonpatch, while the session is changed, and compares
what comes of it with the state that a stream of its own begins with."""
import json
import os
import subprocess
import sys
import threading
import urllib.request

import jsonpatch

URL = sys.argv[1] + "/api/agui/events"


def events(run, seconds):
    body = {"threadId": "judge", "runId": run, "forwardedProps": {"seconds": seconds}}
    request = urllib.request.Request(
        URL, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def state(run, seconds, begun=None):
    value, deltas = None, 0
    for event in events(run, seconds):
        if event["type"] == "STATE_SNAPSHOT":
            value = event["snapshot"]
            if begun:
                begun.set()
        elif event["type"] == "STATE_DELTA":
            value = jsonpatch.apply_patch(value, event["delta"])
            deltas += 1
    return value, deltas


def change(program, url):
    def ask(*arguments):
        environment = {**os.environ, "OUTBOARD_URL": url}
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)

    ask("track", "gain", "keys", "-7.5")
    ask("track", "mute", "keys")
    ask("track", "rename", "keys", "Judged")
    ask("track", "add", "judge")
    ask("track", "rm", "judge")


def main():
    program, url = sys.argv[2], sys.argv[1]
    begun = threading.Event()
    found = []
    watcher = threading.Thread(target=lambda: found.append(state("watch", 6, begun)))
    watcher.start()
    begun.wait(30)
    change(program, url)
    watcher.join()
    patched, deltas = found[0]
    fresh, _ = state("fresh", 0)
    if patched != fresh:
        sys.exit(f"{deltas} deltas do not make the state: {json.dumps(patched)}\n{json.dumps(fresh)}")
    if deltas < 4:
        sys.exit(f"only {deltas} deltas came")
    print(f"{deltas} deltas, applied by jsonpatch, make our state")


main()
