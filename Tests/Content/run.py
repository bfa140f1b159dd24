#!/usr/bin/env python3
"""Checks the sessions and presets that the project ships, by the tools of lilv alone.

Nothing of the server is used, so that a mistake here and the same mistake there cannot cancel out.
Symbols and ranges are compared with what `lv2info` prints, presets are run by `lv2apply`, and the
demo is mixed and measured. A plugin that requires features of its host cannot run in lv2apply: its
presets are only compared, and in the mix it passes the sound on.

Prints "N passed, N failed" and exits 1 on a failure.

Needs lilv-utils, sox, and the plugins of the demo session.
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
SESSION = ROOT / "Presets/Sessions/demo/session.json"
DRUMS = ROOT / "Presets/Sessions/demo/audio/drums.flac"
SYNTHESISE = ROOT / "Scripts/synthesise-demo"

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PRESETS_A_PLUGIN_MIN = 2


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


def inserts(session):
    strips = [*session["tracks"], session["master"]]
    return [insert for strip in strips for insert in strip["inserts"]]


def session_states_what_its_plugins_have():
    session = json.loads(SESSION.read_text())
    assert session["version"] == 1 and session["id"] == SESSION.parent.name
    ids = [item["id"] for item in [*session["tracks"], *inserts(session)]]
    assert len(set(ids)) == len(ids) and all(map(ID.fullmatch, ids))
    for insert in inserts(session):
        check_parameters(insert["plugin"], insert["parameters"])
    for track in session["tracks"]:
        assert (SESSION.parent / track["source"]["path"]).is_file()


def every_insert_has_presets():
    made_for = [json.loads(path.read_text())["plugin"]["id"] for path in PRESETS]
    for insert in inserts(json.loads(SESSION.read_text())):
        assert made_for.count(insert["plugin"]["id"]) >= PRESETS_A_PLUGIN_MIN, insert["id"]


def chain(strip, source, directory, name):
    """Renders a strip's inserts one after the other and returns the last file."""
    for index, insert in enumerate(strip["inserts"]):
        if requires_features(insert["plugin"]["id"]):
            continue
        target = directory / f"{name}-{index}.wav"
        apply(insert["plugin"]["id"], insert["parameters"], source, target)
        source = target
    return source


def demo_is_loud_enough_and_does_not_clip():
    session = json.loads(SESSION.read_text())
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        mix = ["sox", "-D", "-m"]
        for track in session["tracks"]:
            # Twice around, so that the tails of the loop's end are in what is measured.
            twice = directory / f"{track['id']}.wav"
            to_float(SESSION.parent / track["source"]["path"], twice, "repeat", "1")
            source = chain(track, twice, directory, track["id"])
            mix += ["-v", 10.0 ** (track["level_decibels"] / 20.0), source]
        run(*mix, "-b", "32", "-e", "floating-point", directory / "sum.wav")
        master = chain(session["master"], directory / "sum.wav", directory, "master")
        peak, power = levels(master)
    print(f"  the demo's master: peak {peak:.1f} dBFS, rms {power:.1f} dBFS")
    assert peak <= -0.5, f"peak {peak:.1f} dBFS"
    assert -18.0 < power < -12.0, f"rms {power:.1f} dBFS"


def audio_is_what_the_script_makes():
    run(sys.executable, SYNTHESISE, "--check")


def checks():
    yield "the demo's audio is what the script makes", audio_is_what_the_script_makes
    yield "the demo states what its plugins have", session_states_what_its_plugins_have
    yield "every insert of the demo has presets", every_insert_has_presets
    yield "the demo is loud enough and does not clip", demo_is_loud_enough_and_does_not_clip
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
