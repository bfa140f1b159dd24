import CCLAP
import CPluginKit
import CRealtime

extension RenderHalf {
    /// Processes what the host gave, or refuses it: the host then throws the output away. [render]
    @_noLocks
    mutating func run(
        _ block: UnsafePointer<ob_clap_process>,
        _ host: HostCalls
    ) -> Int32 {
        guard isSound(block) else { return Int32(OB_CLAP_PROCESS_ERROR) }
        let mode = ob_flush_subnormals()
        bank.takeUp()
        if let song = block.pointee.transport { note(song) }
        let frames = Int(block.pointee.frames_count)
        let list = block.pointee.in_events
        let count = list.map { ob_clap_event_count($0) } ?? 0
        var next: UInt32 = 0
        var offset = 0
        while offset < frames {
            // Events up to here; then as far as nothing happens.
            var reach = frames
            while next < count, let event = ob_clap_event_at(list!, next) {
                let time = min(Int(event.pointee.time), frames - 1)
                if time > offset {
                    reach = time
                    break
                }
                if eventCount == Self.eventsMax { runPiece(block, offset: offset, frames: 0) }
                take(event)
                next += 1
            }
            let length = bank.stillFrames(min(reach - offset, Self.pieceFramesMax))
            runPiece(block, offset: offset, frames: length)
            offset += length
            giveEnded(block, host, at: offset - 1)
        }
        clearConstantMasks(block)
        askForRestart(host)
        giveMeters(block.pointee.out_events, host, frames: frames)
        tail.report(host, latencyFrames: bypass.latencyFrames, sampleRateHertz: sampleRateHertz)
        ob_restore_float_mode(mode)
        return Int32(inputChannels > 0 ? OB_CLAP_PROCESS_TAIL : OB_CLAP_PROCESS_CONTINUE)
    }

    /// Takes parameter changes without audio. [active ? render : control]
    @_noLocks
    mutating func flush(_ list: UnsafePointer<ob_clap_input_events>, _ host: HostCalls) {
        bank.takeUp()
        let count = ob_clap_event_count(list)
        var index: UInt32 = 0
        while index < count {
            if let event = ob_clap_event_at(list, index), !isNote(event) { take(event) }
            index += 1
        }
        if kernel == nil { bank.jump(sampleRateHertz: max(1, sampleRateHertz)) }
        askForRestart(host)
    }

    /// Whether all is there that the block is to be read from and written to.
    @_noLocks
    private func isSound(_ block: UnsafePointer<ob_clap_process>) -> Bool {
        let process = block.pointee
        guard kernel != nil, isProcessing, process.frames_count <= UInt32(framesMax) else {
            return false
        }
        let mainPorts = inputChannels > 0 ? 1 : 0
        let ports = mainPorts + (sideChannels > 0 ? 1 : 0)
        guard Int(process.audio_inputs_count) == ports, process.audio_outputs_count == 1,
            let written = process.audio_outputs,
            isSound(UnsafePointer(written), channels: outputChannels)
        else { return false }
        guard ports > 0 else { return true }
        guard let read = process.audio_inputs else { return false }
        if mainPorts == 1 && !isSound(read, channels: inputChannels) { return false }
        return sideChannels == 0 || isSound(read + mainPorts, channels: sideChannels)
    }

    @_noLocks
    private func isSound(_ port: UnsafePointer<ob_clap_audio_buffer>, channels: Int) -> Bool {
        guard Int(port.pointee.channel_count) == channels, let data = port.pointee.data32 else {
            return false
        }
        for channel in 0..<channels where data[channel] == nil { return false }
        return true
    }

    @_noLocks
    private func clearConstantMasks(_ block: UnsafePointer<ob_clap_process>) {
        block.pointee.audio_outputs![0].constant_mask = 0
    }

    /// A parameter that sets the latency has another value than the kernel was made with: only another
    /// activation brings it in. [render]
    @_noLocks
    private mutating func askForRestart(_ host: HostCalls) {
        guard kernel != nil else { return }
        var differs = false
        for index in 0..<kernelParameters where !latencyValues[index].isNaN {
            if Float(bank.target(index)) != latencyValues[index] { differs = true }
        }
        if differs && !hasAskedForRestart { host.requestRestart() }
        hasAskedForRestart = differs
    }

    /// Tells the host of voices that are over.
    @_noLocks
    private func giveEnded(
        _ block: UnsafePointer<ob_clap_process>,
        _ host: HostCalls,
        at frame: Int
    ) {
        for index in 0..<Int(ended.pointee.count) {
            let note = ended.pointee.notes[index]
            guard let list = block.pointee.out_events else { break }
            var event = ob_clap_event_note()
            event.header = ob_clap_event_header(
                size: UInt32(MemoryLayout<ob_clap_event_note>.size),
                time: UInt32(max(0, frame)),
                space_id: UInt16(OB_CLAP_CORE_EVENT_SPACE),
                type: UInt16(OB_CLAP_EVENT_NOTE_END),
                flags: 0
            )
            event.note_id = note.note_id
            event.port_index = note.port
            event.channel = note.channel
            event.key = note.key
            event.velocity = 0
            withUnsafePointer(to: &event.header) { _ = ob_clap_event_push(list, $0) }
        }
        ended.pointee.count = 0
    }

    /// Tells the host what meters show, 30 times a second at the most.
    @_noLocks
    private mutating func giveMeters(
        _ list: UnsafePointer<ob_clap_output_events>?,
        _ host: HostCalls,
        frames: Int
    ) {
        guard meters.count > 0 else { return }
        for index in 0..<kernelParameters where bank.ways[index].isMeter {
            bank.showMeter(index)
        }
        guard meters.isDue(frames: frames, sampleRateHertz: sampleRateHertz), let list else {
            return
        }
        for index in 0..<kernelParameters where bank.ways[index].isMeter {
            let value = bank.target(index)
            guard meters.shown[index] != value else { continue }
            var event = ob_clap_event_param_value()
            event.header = ob_clap_event_header(
                size: UInt32(MemoryLayout<ob_clap_event_param_value>.size),
                time: UInt32(max(0, frames - 1)),
                space_id: UInt16(OB_CLAP_CORE_EVENT_SPACE),
                type: UInt16(OB_CLAP_EVENT_PARAM_VALUE),
                flags: UInt32(OB_CLAP_EVENT_DONT_RECORD)
            )
            event.param_id = ids[index]
            event.note_id = -1
            event.port_index = -1
            event.channel = -1
            event.key = -1
            event.value = value
            if withUnsafePointer(to: &event.header, { ob_clap_event_push(list, $0) }) {
                meters.shown[index] = value
            }
        }
    }
}
