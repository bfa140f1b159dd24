import CCLAP
import CRealtime
import OutboardHost

// What goes to the plugin with a block beside audio. [render]

/// Writes what the plugin is to know of: first parameters, for the first frame, then the block's events.
@_noLocks @inline(__always)
func writeEvents(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    state.pointee.events.pointee.removeAll()
    // In nearly all blocks nothing has moved.
    if !ob_is_same(
        state.pointee.bank.pointee.values,
        state.pointee.sent,
        state.pointee.bank.pointee.count
    ) || state.pointee.enabled.pointee != state.pointee.sentEnabled {
        writeParameters(state)
    }
    if let list = block.pointee.input_events, list.pointee.count > 0 {
        writeMessages(list, state, block)
    }
}

@_noLocks @inline(never)
private func writeMessages(
    _ list: UnsafePointer<ob_event_list>,
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let first = block.pointee.offset
    for index in 0..<Int(list.pointee.count) {
        let event = list.pointee.events + index
        guard event.pointee.frame >= first else { continue }
        guard event.pointee.frame < first + block.pointee.frames else { break }
        writeMessage(event, state, time: event.pointee.frame - first)
    }
}

/// Parameters that stand elsewhere than the plugin knows.
///
/// - Parameter isFlush: those are left out that the plugin wants with a block only.
@_noLocks @inline(never)
func writeParameters(_ state: UnsafeMutablePointer<CLAPRenderContext>, isFlush: Bool = false) {
    let values = state.pointee.bank.pointee.values
    let sent = state.pointee.sent
    for index in 0..<state.pointee.bank.pointee.count where values[index] != sent[index] {
        let parameter = state.pointee.parameters[index]
        let value = values[index]
        guard value.isFinite, !(isFlush && parameter.requiresProcess) else { continue }
        if write(parameter, value: Double(value), state) { sent[index] = value }
    }
    guard let bypass = state.pointee.bypass, !(isFlush && bypass.requiresProcess) else { return }
    let enabled = state.pointee.enabled.pointee
    guard enabled != state.pointee.sentEnabled else { return }
    let value = enabled >= 0.5 ? bypass.minimum : bypass.maximum
    if write(bypass, value: value, state) { state.pointee.sentEnabled = enabled }
}

/// false: there was no room, so that it is to be sent with the next call.
@_noLocks
private func write(
    _ parameter: CLAPParameter,
    value: Double,
    _ state: UnsafeMutablePointer<CLAPRenderContext>
) -> Bool {
    state.pointee.events.pointee.append(
        ob_clap_event_param_value(
            header: CLAPEventQueue.header(
                OB_CLAP_EVENT_PARAM_VALUE,
                size: MemoryLayout<ob_clap_event_param_value>.size,
                time: 0
            ),
            param_id: parameter.id,
            cookie: parameter.cookie,
            note_id: -1,
            port_index: -1,
            channel: -1,
            key: -1,
            value: min(max(value, parameter.minimum), parameter.maximum)
        )
    )
}

/// A plugin with one note port gets what all ports get.
@_noLocks
private func writeMessage(
    _ event: UnsafePointer<ob_event>,
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    time: UInt32
) {
    let number = state.pointee.noteInputCount == 1 ? 0 : Int(event.pointee.port)
    var isTaken = false
    if number < state.pointee.noteInputCount {
        isTaken = CLAPMessage(event.pointee, port: Int16(number), time: time)
            .write(to: state.pointee.events, port: state.pointee.noteInputs[number])
    }
    if !isTaken {
        state.pointee.exchange.pointee.lostEvents.wrappingAdd(1, ordering: .relaxed)
    }
}

/// What the plugin is told of the song at the block's first frame. Answers whether it could not have
/// foreseen that.
@_noLocks @inline(__always)
func writeTransport(
    _ state: UnsafeMutablePointer<CLAPRenderContext>,
    _ block: UnsafePointer<ob_process_block>
) -> Bool {
    guard let song = block.pointee.transport else {
        let isNews = state.pointee.knownGeneration != -1
        state.pointee.knownGeneration = -1
        state.pointee.process.transport = nil
        return isNews
    }
    let isNews = state.pointee.knownGeneration != Int64(song.pointee.generation)
    // While the song stands, and nothing else happens to it, all of this stays as it was.
    if isNews || song.pointee.is_rolling {
        state.pointee.knownGeneration = Int64(song.pointee.generation)
        state.pointee.process.transport = UnsafePointer(state.pointee.transport)
        writeSong(song, to: state.pointee.transport, sampleRateHertz: state.pointee.sampleRateHertz)
    }
    return isNews
}

/// What is not written here is 0, and the same in all blocks.
@_noLocks @inline(__always)
private func writeSong(
    _ song: UnsafePointer<ob_transport>,
    to transport: UnsafeMutablePointer<ob_clap_event_transport>,
    sampleRateHertz: Double
) {
    let known =
        OB_CLAP_TRANSPORT_HAS_TEMPO | OB_CLAP_TRANSPORT_HAS_BEATS | OB_CLAP_TRANSPORT_HAS_SECONDS
        | OB_CLAP_TRANSPORT_HAS_SIGNATURE
    let playing = song.pointee.is_rolling ? OB_CLAP_TRANSPORT_IS_PLAYING : 0
    transport.pointee.flags = UInt32(truncatingIfNeeded: known | playing)
    transport.pointee.song_beats = fixed(song.pointee.beat)
    transport.pointee.song_seconds = fixed(Double(song.pointee.frame) / sampleRateHertz)
    transport.pointee.tempo = song.pointee.beats_per_minute
    transport.pointee.bar_start = fixed(song.pointee.bar_beat)
    transport.pointee.bar_number = song.pointee.bar
    transport.pointee.signature_numerator = song.pointee.numerator
    transport.pointee.signature_denominator = song.pointee.denominator
}

/// As CLAP counts time. What is beyond it stays at its end.
@_noLocks @inline(__always)
private func fixed(_ value: Double) -> Int64 {
    let scaled = value * OB_CLAP_TIME_FACTOR
    guard scaled.magnitude < 9e18 else { return scaled > 0 ? .max : .min }
    return Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
}
