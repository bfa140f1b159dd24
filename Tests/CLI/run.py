#!/usr/bin/env python3
"""Uses the command line against a real server, as a person and as a script would.

Needs the demo session. Starts `outboard serve` with the embedded clock on a free port, kills it with SIGKILL
while `watch` looks on, and starts it again. Prints a line for each check, and "N passed, N failed" at the end.
"""
import argparse
import json
import os
import pty
import re
import select
import shutil
import signal
import stat
import subprocess
import sys
import time

from desk import REPOSITORY, Desk, Watcher, Wire


def look_around(desk):
    desk.check([], r"^outboard help lists[\s\S]*engine running")
    desk.check("status", r"^engine running  clock 48000/256 .* session demo")
    desk.check_json("status --json", lambda it: it["ready"] is True)
    desk.check("track ls", r"^drums +Drums +-2.0 dB")
    desk.check("track ls -o name", r"\Adrums\nkeys\nmaster\n\Z")
    desk.check("track ls -o plain", r"^drums\tDrums\t-2.0 dB\t")
    lines = desk.check("track ls -o jsonl").splitlines()
    desk.note("each line of jsonl is an object", "" if all(json.loads(it)["v"] == 1 for it in lines) else lines)
    desk.check("track show drums", r"^gain       -2.0 dB")
    desk.check("plugin show drums-eq", r"^DJ EQ")
    desk.check("preset ls", r"^dj-eq-warm ")
    desk.check("session ls", r"^demo .* live$")
    desk.check("session show", r"^demo  Demo")
    desk.check("meter --seconds 0.2", r"^drums +0 ")
    desk.check_json("loudness --json", lambda it: "momentary_lufs" in it)
    desk.check("transport", r"^tempo +120.0 bpm")


def change_things(desk):
    desk.check("track gain keys", r"^keys +0.0 dB")
    desk.check("track gain keys -6 dB", r"^keys  -6.0 dB  at frame \d+  rev \d+")
    desk.check("track gain 1 --by +2dB", r"^keys  -4.0 dB")
    desk.check("track pan Keys L50", r"^keys  -0.5  ")
    desk.check("track mute * toggle", r"drums  mute on[\s\S]*master  mute on")
    desk.check("track mute * off", r"master  mute off")
    desk.check("param get drums/drums-comp/threshold", r"\A-24.0 dB\n\Z")
    desk.check("param set drums/Compressor/threshold -18 dB", r"^drums/drums-comp/threshold  -18 dB")
    desk.check("param set drums/1/threshold --by -2", r"-20.0")
    desk.check("param get drums/*/threshold", r"^drums/drums-comp/threshold .* -20.0 dB")
    desk.check("param reset drums/drums-comp/threshold", r"-30.0")
    desk.check("param ramp keys/fader -12 --over 100ms", r"^keys/fader  -12.0 in 100ms")
    desk.check("bus add fx --name Effects", r"^\+ fx")
    desk.check("send add keys Effects --level -12", r"^keys  → fx -12.0 dB")
    desk.check("send set keys/fx --level -9", r"^keys  fx")
    desk.check("send ls keys", r"^keys +fx +fx +-9.0 dB")
    desk.check("insert bypass keys/keys-echo on -q", r"\A\Z")
    desk.check("insert ls keys", r"^keys +keys-echo .* bypassed")
    desk.check("auto set keys/fader --points 0:-12,1.5:0", r"^keys/fader: 2 points, read")
    curve = desk.check("auto show keys/fader", r"\A0.0,-12.0\n1.5,0.0\n\Z")
    desk.check(["auto", "import", "keys/pan", "-"], r"^keys/pan: 2 points", given="seconds,value\n0,-1\n2,1\n")
    desk.note("a curve comes back as it went", "" if curve.count("\n") == 2 else curve)
    desk.check("preset load drums/drums-eq dj-eq-warm", r"dj-eq-warm  at frame")
    desk.check(["chat", "send", "more vocals"], r"^said")
    desk.check("chat", r"ana +more vocals$")
    desk.check("log Effects --who ana -o plain", r"\tana\t")
    desk.check("who", r"\ACONNECTION .*WHO")
    desk.check("undo", r"\w")
    desk.check("redo", r"\w")
    desk.check("history -n 3", r" ana ")
    desk.check("job render --to mix --until 1 --wait", r"mix\.wav$")
    desk.check("job ls --state completed", r"^job-\S+ +completed +100%")


def change_the_device(desk):
    desk.check("engine devices", r"^\* +clock +clock .*48000/256")
    desk.check_json("engine devices --json", lambda it: it["driver"] == "clock" and len(it["drivers"]) == 3)
    desk.check("engine use clock --quantum 128", r"^clock clock  48000/128")
    desk.check("engine use clock --rate 44100", r"^clock clock  44100/128")
    desk.check("status", r"^engine running  clock 44100/128 .* session demo")
    desk.check("param get drums/drums-comp/threshold", r"\A-\d")
    chosen = desk.directory / "state/outboard/device.json"
    kept = json.loads(chosen.read_text())
    desk.note("the choice is kept", "" if kept["sample_rate_hertz"] == 44100 else kept)
    desk.check("engine use clock --device hw:USB", status=65, errors="Leave the device out")
    desk.check("engine use oss", status=65, errors="one of auto, jack, alsa, clock")
    desk.check("engine use clock --quantum 1", status=65, errors="quantum_frames")
    desk.check("engine use alsa --device no-such-card", status=69, errors=r"clock \(clock\) goes on")
    desk.check("engine use clock --rate 48000 --quantum 256", r"^clock clock  48000/256")


def keep_the_device(desk):
    """A server that is told no driver takes the one that was chosen, and one that is broken is no reason not to play."""
    chosen = desk.directory / "state/outboard/device.json"
    desk.check("engine use clock --quantum 512", r"^clock clock  48000/512")
    desk.server.terminate()
    desk.note("the server ends in order", desk.server.wait(20))
    desk.start(driver=None)
    desk.check("status", r"^engine running  clock 48000/512 ")
    desk.server.terminate()
    desk.server.wait(20)
    chosen.write_text("{")
    desk.start(driver=None)
    desk.check("status", r"^engine running  \w+ ")
    desk.check("engine use clock", r"^clock clock ")
    desk.note("a broken choice is made whole", "" if json.loads(chosen.read_text())["driver"] == "clock" else "no")
    desk.check("engine use auto", r"^\w+ \w+  ")
    desk.note("auto forgets the choice", "" if not chosen.exists() else chosen.read_text())


def go_wrong(desk):
    desk.check("param get drums/drums-comp/treshold", status=66, errors=r'Did you mean "threshold"\?')
    desk.check("param set drums/drums-comp/threshold 99", status=65, errors="outboard: ")
    desk.check("insert bypass */* on --dry-run", r"^would ask PLUGIN_BYPASS ")
    desk.check("insert mv drums/* 0", status=64, errors=r"could be drums/drums-eq, drums/drums-comp")
    desk.check("nonsense", status=64, errors="nonsense")
    desk.check("track gain keys loud", status=64, errors="not a level")
    desk.check("session load nothing", status=66, errors="outboard: ")
    desk.check_json(
        "track rm nothing --json", lambda it: it["error"]["code"] == "TRACK_NOT_FOUND", status=66
    )
    nowhere = {"OUTBOARD_URL": "http://127.0.0.1:9"}
    desk.check("status", status=69, errors="outboard serve", environment=nowhere)
    desk.check("status --timeout 0s", status=64, errors="timeout")
    revision = json.loads(desk.command(["track", "rename", "keys", "Keys 2", "--json"]).stdout)["revision"]
    desk.check(["track", "rename", "keys", "Keys", "--if-rev", str(revision)], r"^keys  Keys")
    desk.check(
        ["track", "rename", "keys", "Keys 3", "--if-rev", str(revision)], status=79, errors="changed since"
    )


def use_contexts(desk):
    desk.check(["context", "add", "stage", desk.url, "--token-file", "-", "--user", "bo"], given="s3cret\n")
    file = desk.directory / "config/outboard/contexts.json"
    desk.note("contexts are for their owner only", "" if stat.S_IMODE(file.stat().st_mode) == 0o600 else "not 0600")
    desk.check("context ls", r"^\* +stage .* bo +yes$")
    shown = desk.check("config explain token", r"^\* ? +token +context stage|OUTBOARD_TOKEN")
    desk.note("no command shows a token", "s3cret" in shown + desk.command(["context", "ls", "--json"]).stdout)
    desk.check("config explain url", r"^\* +url +OUTBOARD_URL")
    desk.check("config explain url --host http://x:1", r"^\* +url +--host +http://x:1")
    desk.check("context use stag", status=78, errors='Did you mean "stage"')
    file.chmod(0o644)
    desk.check("track ls", status=78, errors="can be read by others")
    file.chmod(0o600)
    desk.check("context rm stage")


def run_many(desk):
    lines = "# a remark\ntrack gain keys -3\n\ntrack rename keys 'Keys & co'\n"
    desk.check("batch -f -", r"keys  -3.0 dB[\s\S]*Keys & co", given=lines)
    desk.check("batch -f -", status=66, errors="line 2 of -", given="bus add one\ntrack rm nothing\nbus add two\n")
    desk.check("bus ls -q", r"\Afx\none\n\Z")
    requests = '{"type":"BUS_ADD","data":{"track_id":"three"}}\nbus add four\n'
    desk.check("batch -f - --atomic", r"rev \d+", given=requests)
    desk.check("batch -f - --atomic", status=65, given="bus add five\nbus add one\n")
    desk.check("bus ls -q", r"\Afx\none\nthree\nfour\n\Z")
    desk.check("shell", r"^keys +-3.0 dB", given="track gain keys\nexit\ntrack ls\n")
    desk.check("shell", r"^keys +-3.0 dB", status=64, errors="nonsense", given="nonsense\ntrack gain keys\n")
    desk.check(["request", "TRACK_PAN", "--data", '{"track_id":"keys","pan":0.25}'], r'"status":"applied"')
    desk.check("request --list", r"^ +TRACK_PAN ")


def type_at_a_terminal(desk):
    """The shell, with keys: completion of a live name, history, and the end of input."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(REPOSITORY)
        os.execve(desk.program, [desk.program, "shell"], desk.environment)
    text = ""

    def saw(pattern, seconds=20):
        nonlocal text
        end = time.monotonic() + seconds
        while not re.search(pattern, text):
            if time.monotonic() > end:
                return f"no {pattern!r} in {text[-300:]!r}"
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    text += os.read(terminal, 4096).decode(errors="replace")
                except OSError:
                    return f"it ended: {text[-300:]!r}"
        text = ""
        return ""

    problem = saw(r"127\.0\.0\.1> ")
    os.write(terminal, b"param get dru\t")
    problem = problem or saw(r"param get drums/")
    os.write(terminal, b"drums-c\tthres\t\r")
    problem = problem or saw(r"-30\.0 dB")
    os.write(terminal, b"\x1b[A\r")
    problem = problem or saw(r"-30\.0 dB")
    os.write(terminal, b"\x04")
    _, status = os.waitpid(pid, 0)
    desk.note("shell on a terminal: completion, history, end", problem or (status and f"status {status}"))
    history = desk.directory / "state/outboard/history"
    saved = history.read_text() if history.exists() else "there is none"
    desk.note("history is kept", "" if "param get drums/drums-comp/threshold" in saved else saved)


def watch_it_die(desk):
    lines = Watcher(desk, ["watch", "-o", "jsonl"])
    words = Watcher(desk, ["watch", "keys"])
    log = Watcher(desk, ["tap", "--op", "state_*"])
    desk.note("watch shows the state first", lines.saw(r'"type":"state_snapshot"') or words.saw(r"^\(demo at"))
    desk.check("track gain keys -7", r"rev")
    desk.note("watch tells of a change", words.saw(r"^keys  level_decibels -7  by ana"))
    desk.note("with -o jsonl, too", lines.saw(r'"path":"/tracks/keys/level_decibels","value":-7'))
    desk.note("tap shows the message", log.saw(r"← +\d+ B  state_delta"))
    desk.check("track gain drums -7", r"rev")
    desk.server.send_signal(signal.SIGKILL)
    desk.server.wait()
    desk.note("watch says that the connection is gone", lines.saw(r'"type":"connection","data":\{"state":"gone"'))
    desk.note("to people, too", words.saw(r"^\(the connection is gone\)"))
    desk.check("status", status=69, errors="no server answers")
    desk.start()
    desk.note("watch comes back by itself", lines.saw(r'"state":"back","resumed":false', 40))
    desk.note("and says that something may be missing", words.saw(r"^\(back, at the present state", 40))
    desk.check("track gain keys -8", r"rev")
    desk.note("watch goes on", words.saw(r"^keys  level_decibels -8"))
    desk.note("only with what was asked for", "" if "drums" not in words.text else words.text)
    for watcher in (lines, words, log):
        watcher.end()
    once = desk.command(["watch", "--no-reconnect", "--count", "0"])
    desk.note("a count of nothing is refused", "" if once.returncode == 64 else str(once.returncode))


def watch_through_a_bad_link(desk):
    """What changed while the connection was gone is told when it is back."""
    wire = Wire(desk.port)
    words = Watcher(desk, ["watch", "keys", "--host", f"http://127.0.0.1:{wire.port}"])
    desk.note("watch through another port", words.saw(r"^\(demo at"))
    wire.cut()
    desk.note("the link is cut", words.saw(r"^\(the connection is gone\)"))
    desk.check("track gain keys -11", r"rev")
    desk.check("track pan keys R50", r"rev")
    wire.mend()
    missed = r"^\(back: what changed meanwhile follows\)\n[\s\S]*^keys  level_decibels -11[\s\S]*^keys  pan 0.5"
    desk.note("what was missed follows", words.saw(missed, 30))
    once = words.text.count("level_decibels -11") == 1 and words.text.count("(demo at") == 1
    desk.note("once, and without a new snapshot", "" if once else words.text)
    words.end()
    words = Watcher(desk, ["watch", "keys", "--no-reconnect", "--host", f"http://127.0.0.1:{wire.port}"])
    desk.note("watch --no-reconnect", words.saw(r"^\(demo at"))
    wire.cut()
    code = words.process.wait(20)
    desk.note("ends with 69 when the link is cut", "" if code == 69 else f"exit {code}")


def read_the_manual(desk):
    desk.check("completion bash", r"complete .* outboard")
    desk.check("completion zsh", r"#compdef outboard")
    desk.check("completion fish", r"complete -c")
    started = time.monotonic()
    desk.check(
        "---completion track gain -- positional@0 0 0", r"^keys$",
    )
    desk.check(
        "---completion track gain -- positional@0 0 0", r"\A\s*\Z", environment={"OUTBOARD_URL": "http://10.255.255.1"}
    )
    desk.note("names that do not come do not hold up", "" if time.monotonic() - started < 5 else "slow")
    pages = desk.directory / "man"
    desk.check(["man", "--to", str(pages)])
    names = {it.name for it in pages.iterdir()}
    desk.note("there is a page for each command", "" if {"outboard.1", "outboard-track-gain.1"} <= names else names)
    if shutil.which("man"):
        shown = subprocess.run(
            ["man", "--warnings", "-l", str(pages / "outboard-param-set.1")], capture_output=True, text=True,
            env=os.environ | {"MANPAGER": "cat", "MANWIDTH": "80"},
        )
        bad = shown.stderr or ("" if "outboard-param-set - " in shown.stdout else shown.stdout)
        desk.note("man reads it", bad)


def keep_a_library(desk):
    desk.check("param set drums/drums-comp/threshold -21 dB", r"-21 dB")
    desk.check(["preset", "save", "drums/drums-comp", "Tight – drums"], r"^\+ tight-drums  Tight – drums")
    desk.check("preset ls -o plain", r"^tight-drums\tTight – drums\tuser\t")
    desk.check(["preset", "save", "drums/drums-comp", "x", "--id", "tight-drums"], status=79, errors="taken")
    desk.check(["preset", "save", "drums/drums-comp", "Tight", "--id", "tight-drums", "--replace"], r"^\+ tight-drums ")
    desk.check("preset save drums/drums-comp x --id ../x", status=65, errors="Leave the id out")
    desk.check("preset save drums/* x", status=64, errors="could be")
    desk.check("param set drums/drums-comp/threshold -30 dB", r"-30 dB")
    desk.check("preset load drums/drums-comp tight-drums", r"at frame")
    desk.check("param get drums/drums-comp/threshold", r"\A-21.0 dB\n\Z")
    desk.check("preset rm tight-drums", status=64, errors="--yes")
    desk.check("preset rm tight-drums --yes", r"^- tight-drums")
    desk.check("preset rm tight-drums --yes", status=66, errors="of your own")
    desk.check("preset rm dj-eq-warm --yes", status=65, errors="cannot be deleted")

    desk.check("session save-as Encore", r"^encore is live  Encore")
    desk.check("status", r"session encore")
    desk.check("session ls", r"^encore +Encore +live$")
    desk.check("session save-as x --id demo", status=79, errors="taken")
    desk.check("session new Friday --no-open", r"^\+ friday  Friday")
    desk.check("session new Friday --id friday", status=79, errors="taken")
    desk.check("session new Saturday", r"^\+ saturday  Saturday  at frame \d+  rev \d+")
    desk.check("track ls -q", r"\Atrack-1\nmaster\n\Z")
    desk.check("session rm saturday --yes", status=79, errors="is the live session")
    desk.check("session load demo", r"^demo is live")
    desk.check("session rm saturday friday", status=64, errors="--yes")
    desk.check("session rm saturday friday encore -y", r"^- friday  is .*/\.trash/friday-")
    desk.check("session ls -q", r"\Aband\ndemo\n\Z")
    desk.check("log --since 10m -o plain", r"was deleted")
    trash = sorted(it.name.split("-2")[0] for it in (desk.data / "Presets/Sessions/.trash").iterdir())
    desk.note("what was deleted is in the trash", "" if trash == ["encore", "friday", "saturday"] else trash)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(REPOSITORY / ".build/debug/outboard"))
    desk = Desk(os.path.abspath(parser.parse_args().program))
    try:
        desk.start()
        for part in [
            look_around, change_things, change_the_device, go_wrong, use_contexts, run_many, type_at_a_terminal,
            watch_through_a_bad_link, watch_it_die, keep_the_device, keep_a_library, read_the_manual,
        ]:
            part(desk)
        desk.server.terminate()
        desk.note("the server ends in order", desk.server.wait(20))
    finally:
        if desk.server and desk.server.poll() is None:
            desk.server.kill()
    print(f"{desk.passed} passed, {desk.failed} failed")
    if desk.failed:
        print((desk.directory / "server.log").read_text()[-2000:])
    shutil.rmtree(desk.directory, ignore_errors=True)
    sys.exit(1 if desk.failed else 0)


if __name__ == "__main__":
    main()
