import CCLAP

/// Memory for the ports of a plugin, as CLAP wants it.
final class BlockBuffers {
    let frames: Int
    private let inputs: [[UnsafeMutablePointer<Float>]]
    private let outputs: [[UnsafeMutablePointer<Float>]]
    private let isInPlace: Bool
    private var tables: [UnsafeMutablePointer<UnsafeMutablePointer<Float>?>] = []
    private let inputPorts: UnsafeMutablePointer<ob_clap_audio_buffer>
    private let outputPorts: UnsafeMutablePointer<ob_clap_audio_buffer>
    private let transport: UnsafeMutablePointer<ob_clap_event_transport>
    var block = ob_clap_process()

    /// - Parameter isInPlace: the first ports of both directions are the same memory.
    init(_ inputChannels: [Int], _ outputChannels: [Int], frames: Int, isInPlace: Bool = false) {
        self.frames = frames
        self.isInPlace = isInPlace && inputChannels.first == outputChannels.first
        inputs = inputChannels.map { (0..<$0).map { _ in Self.channel(frames) } }
        let made = outputChannels.map { (0..<$0).map { _ in Self.channel(frames) } }
        inputPorts = .allocate(capacity: max(1, inputChannels.count))
        outputPorts = .allocate(capacity: max(1, outputChannels.count))
        transport = .allocate(capacity: 1)
        transport.initialize(to: ob_clap_event_transport())
        var outputs = made
        if self.isInPlace {
            for channel in outputs[0] { channel.deallocate() }
            outputs[0] = inputs[0]
        }
        self.outputs = outputs
        for (index, channels) in inputs.enumerated() {
            (inputPorts + index).initialize(to: port(channels))
        }
        for (index, channels) in outputs.enumerated() {
            (outputPorts + index).initialize(to: port(channels))
        }
        block.audio_inputs = UnsafePointer(inputPorts)
        block.audio_outputs = outputPorts
        block.audio_inputs_count = UInt32(inputs.count)
        block.audio_outputs_count = UInt32(outputs.count)
    }

    deinit {
        for channel in inputs.joined() { channel.deallocate() }
        for (index, channels) in outputs.enumerated() where !(isInPlace && index == 0) {
            for channel in channels { channel.deallocate() }
        }
        for table in tables { table.deallocate() }
        inputPorts.deallocate()
        outputPorts.deallocate()
        transport.deallocate()
    }

    private static func channel(_ frames: Int) -> UnsafeMutablePointer<Float> {
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: frames)
        memory.initialize(repeating: 0, count: frames)
        return memory
    }

    private func port(_ channels: [UnsafeMutablePointer<Float>]) -> ob_clap_audio_buffer {
        let table = UnsafeMutablePointer<UnsafeMutablePointer<Float>?>.allocate(
            capacity: max(1, channels.count)
        )
        for (index, channel) in channels.enumerated() { (table + index).initialize(to: channel) }
        tables.append(table)
        return ob_clap_audio_buffer(
            data32: table,
            data64: nil,
            channel_count: UInt32(channels.count),
            latency: 0,
            constant_mask: 0
        )
    }

    /// A song at 100 beats a minute that begins with the script.
    func roll(offset: Int, sampleRateHertz: Double) {
        var song = ob_clap_event_transport()
        song.header = ob_clap_event_header(
            size: UInt32(MemoryLayout<ob_clap_event_transport>.size),
            time: 0,
            space_id: 0,
            type: UInt16(OB_CLAP_EVENT_TRANSPORT),
            flags: 0
        )
        song.flags = UInt32(
            OB_CLAP_TRANSPORT_HAS_TEMPO | OB_CLAP_TRANSPORT_HAS_BEATS
                | OB_CLAP_TRANSPORT_IS_PLAYING
        )
        song.tempo = 100
        let beat = Double(offset) / sampleRateHertz * 100 / 60
        song.song_beats = ob_clap_time(beat * OB_CLAP_TIME_FACTOR)
        transport.pointee = song
        block.transport = UnsafePointer(transport)
    }

    /// `source` by port and channel.
    func fill(_ source: [[[Float]]], offset: Int, frames: Int) {
        for (port, channels) in inputs.enumerated() {
            for (channel, memory) in channels.enumerated() {
                for frame in 0..<frames { memory[frame] = source[port][channel][offset + frame] }
            }
        }
        guard !isInPlace else { return }
        for channel in outputs.joined() {
            // What no plugin writes.
            for frame in 0..<self.frames { channel[frame] = Self.untouched }
        }
    }

    static let untouched = Float(bitPattern: 0x7FC1_2345)

    func output(_ port: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
        outputs[port][channel]
    }

    var outputChannelCounts: [Int] { outputs.map(\.count) }
}
