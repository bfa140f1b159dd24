"""Plays sound through a VST3 plugin by pedalboard, another host, for ours to be compared with.

    judge.py BUNDLE RATE BLOCK_FRAMES CHANNELS INPUT OUTPUT [NAME=NORMALIZED]...

INPUT and OUTPUT are 32-bit floats, one channel after the other.
"""

import sys

import numpy
import pedalboard


def main() -> None:
    bundle, rate, block, channels, source, target, *settings = sys.argv[1:]
    plugin = pedalboard.VST3Plugin(bundle)
    parameters = {parameter.name: parameter for parameter in plugin.parameters.values()}
    for setting in settings:
        name, value = setting.rsplit("=", 1)
        parameters[name].raw_value = float(value)
    sound = numpy.fromfile(source, dtype=numpy.float32).reshape(int(channels), -1)
    played = plugin.process(sound, float(rate), buffer_size=int(block), reset=True)
    numpy.asarray(played, dtype=numpy.float32).tofile(target)


main()
