import CCLAP

/// What goes into a plugin, and when. Everything follows from it, so the same comes out each time.
package struct Script: Sendable {
    /// By port, channel and frame.
    package var inputs: [[[Float]]]
    package var events: [ScriptEvent]
    package var frames: Int
    package var sampleRateHertz = 48_000.0
    package var hasTransport = true

    package init(inputs: [[[Float]]], events: [ScriptEvent] = [], frames: Int) {
        self.inputs = inputs
        self.events = events
        self.frames = frames
    }
}

extension CheckedPlugin {
    /// Processes a script in blocks of these lengths, over and over, and gives back what came out, by
    /// channel. The plugin has to be active.
    package func run(
        _ script: Script,
        blocks: [Int] = [512],
        isInPlace: Bool = false
    ) -> [[Float]] {
        let buffers = BlockBuffers(
            inputPorts,
            outputPorts,
            frames: blocks.max()!,
            isInPlace: isInPlace
        )
        var output = outputPorts.flatMap { Array(repeating: [Float](), count: $0) }
        var offset = 0
        var turn = 0
        while offset < script.frames {
            let frames = min(blocks[turn % blocks.count], script.frames - offset)
            turn += 1
            buffers.fill(script.inputs, offset: offset, frames: frames)
            if script.hasTransport {
                buffers.roll(offset: offset, sampleRateHertz: script.sampleRateHertz)
            }
            let status = call(buffers, frames: frames, script: script.events, offset: offset)
            if status < Int32(OB_CLAP_PROCESS_CONTINUE) || status > Int32(OB_CLAP_PROCESS_SLEEP) {
                fault(.status, "process says \(status) to a sound block")
            }
            take(buffers, frames: frames, offset: offset, isInPlace: isInPlace, into: &output)
            offset += frames
        }
        return output
    }

    private func take(
        _ buffers: BlockBuffers,
        frames: Int,
        offset: Int,
        isInPlace: Bool,
        into output: inout [[Float]]
    ) {
        var place = 0
        for (port, channels) in outputPorts.enumerated() {
            for channel in 0..<channels {
                let memory = buffers.output(port, channel)
                for frame in 0..<frames {
                    let sample = memory[frame]
                    if !isInPlace && sample.bitPattern == BlockBuffers.untouched.bitPattern {
                        fault(.outputUnwritten, "frame \(offset + frame) of channel \(channel)")
                    } else if !sample.isFinite {
                        fault(.notFinite, "frame \(offset + frame) is \(sample)")
                    } else if sample.isSubnormal {
                        fault(.subnormal, "frame \(offset + frame) is \(sample)")
                    }
                    output[place].append(sample)
                }
                place += 1
            }
        }
    }

    /// Noise, an impulse, silence and a full-scale square, for each channel of its own.
    package func testSignal(frames: Int, seed: UInt64) -> [[[Float]]] {
        var random = SeededRandom(seed)
        return inputPorts.map { channels in
            (0..<channels).map { channel in
                (0..<frames).map { frame in
                    switch frame * 8 / frames {
                    case 0, 1: random.sample() * 0.5
                    case 2: frame == frames * 2 / 8 + 7 ? 1 : 0
                    case 3: frame / (20 + channel) % 2 == 0 ? 1 : -1
                    case 4: random.sample() * 1e-6
                    case 5: random.sample()
                    // Long enough for what rings to become very small.
                    default: 0
                    }
                }
            }
        }
    }

    /// Changes of all parameters over the script, and notes where they are wanted.
    package func testEvents(frames: Int, seed: UInt64) -> [ScriptEvent] {
        var random = SeededRandom(seed)
        var events: [ScriptEvent] = []
        for parameter in parameters
        where !parameter.has(OB_CLAP_PARAM_IS_READONLY) && !parameter.has(OB_CLAP_PARAM_IS_BYPASS)
            && parameter.has(OB_CLAP_PARAM_IS_AUTOMATABLE)
        {
            for _ in 0..<2 {
                var value =
                    parameter.minimum + (parameter.maximum - parameter.minimum) * random.unit()
                if parameter.has(OB_CLAP_PARAM_IS_STEPPED) { value = value.rounded() }
                events.append(
                    ScriptEvent(
                        Int(random.unit() * Double(frames - 1)),
                        .value(id: parameter.id, value)
                    )
                )
            }
        }
        if takesNotes {
            for note in 0..<12 {
                let start = Int(random.unit() * Double(frames / 2))
                let key = Int16(36 + random.unit() * 48)
                events.append(
                    ScriptEvent(start, .noteOn(key: key, velocity: 0.8, noteID: Int32(note)))
                )
                events.append(
                    ScriptEvent(start + frames / 8, .noteOff(key: key, noteID: Int32(note)))
                )
            }
        }
        // In the order of time, and of two at one time the one that was made first.
        return events.enumerated().sorted {
            ($0.element.frame, $0.offset) < ($1.element.frame, $1.offset)
        }.map(\.element)
    }
}

/// The same numbers each time.
package struct SeededRandom: Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    package mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// 0..<1
    package mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// -1..<1
    package mutating func sample() -> Float { Float(unit() * 2 - 1) }
}
