#!/usr/bin/env python3
"""Checks the sessions and presets that the project ships, by the tools of lilv alone.

Nothing of the server is used, so that a mistake here and the same mistake there cannot cancel out.
Symbols and ranges are compared with what `lv2info` prints, presets are run by `lv2apply`, and each
session is mixed and measured, without its pans, curves and side-chains. A plugin that requires features
of its host cannot run in lv2apply: its presets are only compared, and in the mix it passes the sound on.

Prints "N passed, N failed" and exits 1 on a failure.

Needs lilv-utils, sox, and the plugins of the sessions.
"""

import array
import functools
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PRESETS = sorted((ROOT / "Presets/Factory").glob("*.json"))
SESSIONS = sorted((ROOT / "Presets/Sessions").glob("*/session.json"))
DEMO = ROOT / "Presets/Sessions/demo/session.json"
DRUMS = ROOT / "Presets/Sessions/demo/audio/drums.flac"
SYNTHESISE = ROOT / "Scripts/synthesise-demo"

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PRESETS_A_PLUGIN_MIN = 2
MODES = {"off", "read", "touch", "latch", "write"}


def run(*command, capture=False):
    """Runs a tool, quietly, and returns what it wrote to standard output where asked to."""
    output = subprocess.PIPE if capture else subprocess.DEVNULL
    done = subprocess.run(
        list(map(str, command)), stdout=output, stderr=subprocess.DEVNULL, check=True, timeout=120)
    return done.stdout


@functools.cache
def description(uri):
    return run("lv2info", uri, capture=True).decode()


@functools.cache
def control_inputs(uri):
    """The range of each control input of a plugin, by symbol, as its description states it."""
    ranges = {}
    for port in re.split(r"\n\tPort \d+:\n", description(uri))[1:]:
        if "lv2core#ControlPort" in port and "lv2core#InputPort" in port:
            field = dict(re.findall(r"\t\t(Symbol|Minimum|Maximum):\s+(\S+)", port))
            ranges[field["Symbol"]] = (float(field["Minimum"]), float(field["Maximum"]))
    return ranges


@functools.cache
def audio_ports(uri, direction):
    """How many audio ports of a plugin are of the class InputPort or OutputPort."""
    ports = re.split(r"\n\tPort \d+:\n", description(uri))[1:]
    return sum("lv2core#AudioPort" in port and f"lv2core#{direction}" in port for port in ports)


def requires_features(uri):
    """Tells whether a plugin refuses a host without features: lv2apply offers none."""
    return "Required Features:" in description(uri)


def apply(uri, parameters, source, target):
    controls = [word for pair in parameters.items() for word in ("-c", *pair)]
    run("lv2apply", "-i", source, "-o", target, *controls, uri)


def to_float(source, target, *effects):
    """Converts a file, because lv2apply writes the format that it reads."""
    run("sox", "-D", source, "-b", "32", "-e", "floating-point", target, *effects)


def levels(path):
    """Peak and root mean square of a file, in dBFS over all channels."""
    samples = array.array("f")
    samples.frombytes(
        run("sox", "-D", path, "-t", "raw", "-e", "floating-point", "-b", "32", "-L", "-",
            capture=True))
    assert all(map(math.isfinite, samples)), "a sample is not finite"
    peak = max(map(abs, samples))
    power = sum(sample * sample for sample in samples) / len(samples)
    return 20.0 * math.log10(peak + 1e-9), 10.0 * math.log10(power + 1e-18)


def check_parameters(plugin, parameters):
    assert plugin["format"] == "lv2"
    ranges = control_inputs(plugin["id"])
    assert ranges, f"{plugin['id']} is not installed"
    for symbol, value in parameters.items():
        assert symbol in ranges, f"{plugin['id']} has no control input {symbol}"
        lowest, highest = ranges[symbol]
        assert lowest <= value <= highest, f"{symbol} is {value}, not in {lowest}...{highest}"


def preset_states_what_its_plugin_has(path):
    preset = json.loads(path.read_text())
    assert preset["version"] == 1 and preset["name"] and preset["parameters"]
    assert ID.fullmatch(path.stem), "a preset's id is lower-case words with hyphens between them"
    check_parameters(preset["plugin"], preset["parameters"])


def preset_sounds(path):
    preset = json.loads(path.read_text())
    with tempfile.TemporaryDirectory() as name:
        source, target = f"{name}/in.wav", f"{name}/out.wav"
        to_float(DRUMS, source)
        apply(preset["plugin"]["id"], preset["parameters"], source, target)
        peak, power = levels(target)
    assert peak < 0.5, f"peak {peak:.1f} dBFS"
    assert -40.0 < power < -6.0, f"{power:.1f} dBFS"


def lanes(session):
    """Tracks and buses."""
    return [*session["tracks"], *session.get("buses", [])]


def strips(session):
    return [*lanes(session), session["master"]]


def inserts(session):
    return [insert for strip in strips(session) for insert in strip.get("inserts", [])]


def session_states_what_its_plugins_have(path):
    session = json.loads(path.read_text())
    assert session["version"] == 1 and session["id"] == path.parent.name
    for insert in inserts(session):
        plugin = insert["plugin"]
        check_parameters(plugin, insert.get("parameters", {}))
        if "side_chain" in insert:
            spare = audio_ports(plugin["id"], "InputPort") - audio_ports(plugin["id"], "OutputPort")
            assert spare > 0, f"{insert['id']} has no input for its side-chain"
    for track in session["tracks"]:
        if "path" in track["source"]:
            assert (path.parent / track["source"]["path"]).is_file(), track["source"]["path"]


def check_level(strip):
    level = strip.get("level_decibels", 0.0)
    assert level is None or -140.0 <= level <= 10.0, f"a level of {level} dB"
    assert -1.0 <= strip.get("pan", 0.0) <= 1.0


def check_source(source):
    channels = source.get("channels", [])
    if source["kind"] == "input":
        assert 1 <= len(channels) <= 64 and all(0 <= channel < 1_024 for channel in channels)
    elif source["kind"] == "notes":
        assert all(1 <= channel <= 16 for channel in channels)
    else:
        assert source["kind"] in ("file", "none"), source["kind"]


def session_is_connected(path):
    """Names are unique, what they name is there, and nothing goes in a circle."""
    session = json.loads(path.read_text())
    for items in ([*lanes(session), {"id": "master"}], inserts(session),
                  *(strip.get("sends", []) for strip in strips(session))):
        ids = [item["id"] for item in items]
        assert len(set(ids)) == len(ids) and all(map(ID.fullmatch, ids)), ids
    buses = {bus["id"] for bus in session.get("buses", [])}
    names = {lane["id"] for lane in lanes(session)} | {"master"}
    for track in session["tracks"]:
        check_source(track["source"])
    for bus in session.get("buses", []):
        assert 1 <= bus.get("channels", 2) <= 64, bus["id"]
    for strip in strips(session):
        output = strip.get("output", "master")
        if isinstance(output, dict):
            (kind, value), = output.items()
            assert value in buses if kind == "bus" else kind == "device_channel", output
            assert kind == "bus" or 0 <= value < 1_024, output
        else:
            assert output in ("master", "none"), output
        for item in [strip, *strip.get("sends", [])]:
            check_level(item)
        assert all(send["bus"] in buses for send in strip.get("sends", []))
        for insert in strip.get("inserts", []):
            assert insert.get("side_chain", {"track": "master"})["track"] in names, insert["id"]
    in_order(session)


def targets(strip):
    """The buses that a strip goes to, with how loud it goes there, by whether before its fader."""
    output = strip.get("output", "master")
    if isinstance(output, dict) and "bus" in output:
        yield output["bus"], 0.0, False
    elif output == "master":
        yield "master", 0.0, False
    for send in strip.get("sends", []):
        level = send.get("level_decibels", 0.0)
        if level is not None and not send.get("mute", False):
            yield send["bus"], level, send.get("pre_fader", False)


def in_order(session):
    """Tracks and buses so that each comes behind all that it hears."""
    waiting, ordered = lanes(session), []
    heard = {
        strip["id"]: {insert["side_chain"]["track"] for insert in strip.get("inserts", [])
                      if "side_chain" in insert}
        for strip in waiting}
    for strip in waiting:
        for bus, _, _ in targets(strip):
            if bus != "master":
                heard[bus].add(strip["id"])
    while waiting:
        done = {strip["id"] for strip in ordered}
        ready = [strip for strip in waiting if heard[strip["id"]] <= done]
        assert ready, f"these go in a circle: {[strip['id'] for strip in waiting]}"
        ordered += ready
        waiting = [strip for strip in waiting if strip not in ready]
    return ordered


def ascends(places):
    return all(before < after for before, after in zip(places, places[1:]))


def song_and_curves_are_in_order(path):
    session = json.loads(path.read_text())
    song = session.get("song", {})
    for tempo in song.get("tempos", []):
        assert 5.0 <= tempo["bpm"] <= 990.0, tempo
    for signature in song.get("signatures", []):
        assert 1 <= signature["numerator"] <= 64, signature
        assert signature["denominator"] in (1, 2, 4, 8, 16, 32, 64), signature
    for key, place in (("tempos", "beat"), ("signatures", "bar")):
        places = [item[place] for item in song.get(key, [{place: 0}])]
        assert places and places[0] == 0 and ascends(places), key
    if song.get("loop"):
        assert song["loop"]["from_seconds"] >= 0.0
        assert song["loop"]["to_seconds"] - song["loop"]["from_seconds"] >= 0.01, "a loop of no time"
    names = {lane["id"] for lane in lanes(session)} | {"master"}
    plugins = {insert["id"]: insert["plugin"]["id"] for insert in inserts(session)}
    moved = []
    for curve in session.get("automation", []):
        assert curve["track"] in names and curve.get("mode", "read") in MODES, curve["track"]
        points = curve["points"]
        assert ascends([seconds for seconds, _ in points]), curve["track"]
        assert not points or points[0][0] >= 0.0
        if "control" in curve:
            assert "insert" not in curve and "parameter" not in curve
            lowest, highest = {"fader": (-140.0, 10.0), "pan": (-1.0, 1.0)}[curve["control"]]
        else:
            lowest, highest = control_inputs(plugins[curve["insert"]])[curve["parameter"]]
        assert all(lowest <= value <= highest for _, value in points), curve["track"]
        moved.append((curve["track"], curve.get("control"), curve.get("insert"),
                      curve.get("parameter")))
    assert len(set(moved)) == len(moved), "two curves move the same"


def every_insert_has_presets():
    made_for = [json.loads(path.read_text())["plugin"]["id"] for path in PRESETS]
    for insert in inserts(json.loads(DEMO.read_text())):
        assert made_for.count(insert["plugin"]["id"]) >= PRESETS_A_PLUGIN_MIN, insert["id"]


def chain(strip, source, directory, name):
    """Renders a strip's inserts one after the other and returns the last file."""
    for index, insert in enumerate(strip.get("inserts", [])):
        if requires_features(insert["plugin"]["id"]):
            continue
        target = directory / f"{name}-{index}.wav"
        apply(insert["plugin"]["id"], insert.get("parameters", {}), source, target)
        source = target
    return source


def add_up(parts, target):
    """Mixes files with their levels in dB. sox mixes two files at the least."""
    words = [word for file, level in parts for word in ("-v", 10.0 ** (level / 20.0), file)]
    run("sox", "-D", *(["-m"] if len(parts) > 1 else []), *words,
        "-b", "32", "-e", "floating-point", target)


def master_of(session, folder, directory):
    """Mixes a session's files down and returns the master's file."""
    parts = {"master": []}
    for strip in in_order(session):
        name = strip["id"]
        source = directory / f"{name}.wav"
        if strip.get("source", {}).get("kind") == "file":
            # Twice around, so that the tails of the loop's end are in what is measured.
            to_float(folder / strip["source"]["path"], source, "repeat", "1")
        elif name in parts:
            add_up(parts[name], source)
        else:
            continue
        source = chain(strip, source, directory, name)
        fader = strip.get("level_decibels", 0.0)
        for bus, level, is_pre_fader in targets(strip):
            if is_pre_fader or (fader is not None and not strip.get("mute", False)):
                total = level + (0.0 if is_pre_fader else fader)
                parts.setdefault(bus, []).append((source, total))
    add_up(parts["master"], directory / "sum.wav")
    return chain(session["master"], directory / "sum.wav", directory, "master")


def session_is_loud_enough_and_does_not_clip(path):
    session = json.loads(path.read_text())
    with tempfile.TemporaryDirectory() as name:
        peak, power = levels(master_of(session, path.parent, pathlib.Path(name)))
    print(f"  the master of {session['id']}: peak {peak:.1f} dBFS, rms {power:.1f} dBFS")
    assert peak <= -0.5, f"peak {peak:.1f} dBFS"
    assert -18.0 < power < -12.0, f"rms {power:.1f} dBFS"


def audio_is_what_the_script_makes():
    run(sys.executable, SYNTHESISE, "--check")


def checks():
    yield "the sessions' audio is what the script makes", audio_is_what_the_script_makes
    yield "every insert of the demo has presets", every_insert_has_presets
    for path in SESSIONS:
        name = path.parent.name
        for promise, check in (
                ("states what its plugins have", session_states_what_its_plugins_have),
                ("is connected without a circle", session_is_connected),
                ("has its song and curves in order", song_and_curves_are_in_order),
                ("is loud enough and does not clip", session_is_loud_enough_and_does_not_clip)):
            yield f"{name} {promise}", functools.partial(check, path)
    for path in PRESETS:
        check = functools.partial(preset_states_what_its_plugin_has, path)
        yield f"{path.stem} states what its plugin has", check
        if not requires_features(json.loads(path.read_text())["plugin"]["id"]):
            yield f"{path.stem} sounds", functools.partial(preset_sounds, path)


def main():
    passed, failed = 0, 0
    for promise, check in checks():
        try:
            check()
            passed += 1
            print(f"ok    {promise}")
        except (AssertionError, KeyError, OSError, ValueError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"FAIL  {promise}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
