import CRealtime
import CVST3
import OutboardHost
import Synchronization

/// The render half of a VST3 plugin: what its process function needs, and nothing else.
///
/// `VST3RenderMemory` owns everything behind the pointers.
struct VST3RenderContext {
    /// A bus's channels; each is one of the plugin's inputs or outputs, or none of them.
    struct Bus: BitwiseCopyable {
        /// Where its first channel's buffer is noted.
        let samples: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
        let channels: Int32
        /// Of the block's buffers, the one for the first channel; -1: nothing is connected.
        let first: Int32
    }

    let processor: UnsafeMutablePointer<ob_vst3_processor>
    let block: UnsafeMutablePointer<ob_vst3_block>
    /// The name of the buffers that the buses point at, from their first frame on; 0: some that have none.
    var connectedBuffers: UInt64 = 0
    let inputs: UnsafeMutablePointer<Bus>
    let outputs: UnsafeMutablePointer<Bus>
    /// What an input reads that nothing is connected to, and what an output writes then.
    let silence: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    let framesMax: UInt32

    let bank: UnsafeMutablePointer<ParameterBank>
    /// What the processor was told last, by index in the bank.
    let sent: UnsafeMutablePointer<Float>
    let parameters: VST3RenderParameters
    let inputChanges: UnsafeMutablePointer<VST3Changes>
    let outputChanges: UnsafeMutablePointer<VST3Changes>
    /// Null where the plugin has no bypass.
    let enabled: UnsafeMutablePointer<Float>?
    let bypassID: UInt32
    var sentEnabled: Float

    let inputEvents: UnsafeMutablePointer<VST3EventList>
    let outputEvents: UnsafeMutablePointer<VST3EventList>
    let eventInputCount: Int
    let eventOutputCount: Int
    /// What MIDI controllers move, as `VST3MIDIMapping` has it; null: nothing.
    let mapping: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<UInt32>?>>
    /// What a program change moves. -1 steps: nothing.
    let programID: UInt32
    let programSteps: Int32
    /// Events that did not reach the plugin. The control side reads it.
    let lostEvents: UnsafeMutablePointer<Atomic<Int>>

    let song: UnsafeMutablePointer<ob_vst3_context>
    /// What the plugin wants to know of the song, as `OB_VST3_NEEDS_...`.
    let songNeeds: UInt32
}

/// The pointers of a `VST3ParameterMap`.
struct VST3RenderParameters: BitwiseCopyable {
    let slots: UnsafeMutablePointer<VST3ParameterMap.Slot>
    let slotCount: Int
    let scales: UnsafeMutablePointer<VST3ParameterMap.Scale>
    let listedCount: Int
    let editBits: UnsafeMutablePointer<Atomic<UInt64>>
    let editValues: UnsafeMutablePointer<Atomic<UInt64>>
    let movedBits: UnsafeMutablePointer<Atomic<UInt64>>
    let movedValues: UnsafeMutablePointer<Atomic<UInt64>>
    let wordCount: Int

    init(_ map: VST3ParameterMap) {
        slots = map.slots
        slotCount = map.slotCount
        scales = map.scales
        listedCount = map.listedCount
        editBits = map.editBits
        editValues = map.editValues
        movedBits = map.movedBits
        movedValues = map.movedValues
        wordCount = map.wordCount
    }
}

/// Runs the plugin on one block. `context` is a `VST3RenderContext`. [render & active]
///
/// A plan's outputs are never the memory of the same node's inputs. What a plugin says to have failed is
/// silence; that it is `false` says nothing, and some say so of every block.
@c @_noLocks
func vst3Process(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: VST3RenderContext.self)
    guard block.pointee.frames <= state.pointee.framesMax else { return 1 }
    let buffers = block.pointee.offset == 0 ? block.pointee.buffers : 0
    if buffers == 0 || buffers != state.pointee.connectedBuffers {
        connectBuffers(state, block)
        state.pointee.connectedBuffers = buffers
    }
    markSilence(state, block)
    state.pointee.block.pointee.frames = Int32(block.pointee.frames)
    writeChanges(state)
    writeEvents(state, block)
    writeSong(state, block)
    // RT-SAFETY: VST3 has `process` called where time is short. What a plugin does in spite of that is the
    // guard's to count.
    ob_guard_foreign_enter()
    let result = ob_vst3_call_process(state.pointee.processor, state.pointee.block)
    ob_guard_foreign_leave()
    if state.pointee.outputChanges.pointee.count > 0 { readChanges(state) }
    readEvents(state, block)
    let hasFailed = result != 0 && result != 1
    finishOutputs(state, block, hasFailed: hasFailed)
    return hasFailed ? max(1, result) : 0
}

/// Has the plugin's buses point at the block's buffers.
@_noLocks @inline(never)
private func connectBuffers(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let call = state.pointee.block
    let offset = Int(block.pointee.offset)
    for index in 0..<Int(call.pointee.input_count) {
        let bus = state.pointee.inputs[index]
        for channel in 0..<Int(bus.channels) {
            let place = Int(bus.first) + channel
            let isConnected = bus.first >= 0 && place < Int(block.pointee.input_count)
            bus.samples[channel] =
                isConnected
                // The plugin only reads it.
                ? UnsafeMutablePointer(mutating: block.pointee.inputs[place] + offset)
                : state.pointee.silence
        }
    }
    for index in 0..<Int(call.pointee.output_count) {
        let bus = state.pointee.outputs[index]
        for channel in 0..<Int(bus.channels) {
            let place = Int(bus.first) + channel
            let isConnected = bus.first >= 0 && place < Int(block.pointee.output_count)
            bus.samples[channel] =
                isConnected ? block.pointee.outputs[place] + offset : state.pointee.scratch
        }
    }
}

/// Says which of the plugin's inputs are silent.
@_noLocks @inline(__always)
private func markSilence(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let call = state.pointee.block
    let frames = Int(block.pointee.frames)
    for index in 0..<Int(call.pointee.input_count) {
        let bus = state.pointee.inputs[index]
        var silence: UInt64 = 0
        for channel in 0..<Int(bus.channels) {
            let buffer = bus.samples[channel]!
            if buffer == state.pointee.silence || isSilent(buffer, frames) {
                silence |= 1 << UInt64(channel)
            }
        }
        call.pointee.inputs![index].silence = silence
    }
    for index in 0..<Int(call.pointee.output_count) { call.pointee.outputs![index].silence = 0 }
}

/// Ends at the first sample that is not zero, which in music is one of the first.
@_noLocks @inline(__always)
private func isSilent(_ buffer: UnsafePointer<Float>, _ frames: Int) -> Bool {
    for frame in 0..<frames where buffer[frame] != 0 { return false }
    return true
}

/// Writes the silence that the plugin claims to have written, and that of a block that failed.
@_noLocks @inline(__always)
private func finishOutputs(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>,
    hasFailed: Bool
) {
    let call = state.pointee.block
    let frames = Int(block.pointee.frames)
    for index in 0..<Int(call.pointee.output_count) {
        let bus = state.pointee.outputs[index]
        let silence = hasFailed ? .max : call.pointee.outputs![index].silence
        guard silence != 0, bus.first >= 0 else { continue }
        for channel in 0..<Int(bus.channels) where silence & (1 << UInt64(channel)) != 0 {
            let place = Int(bus.first) + channel
            guard place < Int(block.pointee.output_count) else { continue }
            ob_zero(block.pointee.outputs[place] + Int(block.pointee.offset), frames)
        }
    }
}

/// Tells the plugin of the song what it wants to know and the host does.
@_noLocks @inline(__always)
private func writeSong(
    _ state: UnsafeMutablePointer<VST3RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let song = state.pointee.song
    let needs = Int(state.pointee.songNeeds)
    var flags = 0
    song.pointee.continuous_frame = block.pointee.frame
    if needs & OB_VST3_NEEDS_CONTINUOUS != 0 { flags |= OB_VST3_CONTINUOUS_VALID }
    if needs & OB_VST3_NEEDS_SYSTEM_TIME != 0 {
        song.pointee.system_nanoseconds = ob_now_nanoseconds()
        flags |= OB_VST3_SYSTEM_TIME_VALID
    }
    song.pointee.song_frame = block.pointee.frame
    if let transport = block.pointee.transport {
        song.pointee.song_frame = transport.pointee.frame
        if transport.pointee.is_rolling, needs & OB_VST3_NEEDS_PLAYING != 0 {
            flags |= OB_VST3_PLAYING
        }
        if needs & OB_VST3_NEEDS_BEAT != 0 {
            song.pointee.beat = transport.pointee.beat
            flags |= OB_VST3_BEAT_VALID
        }
        if needs & OB_VST3_NEEDS_BAR != 0 {
            song.pointee.bar_beat = transport.pointee.bar_beat
            flags |= OB_VST3_BAR_VALID
        }
        if needs & OB_VST3_NEEDS_TEMPO != 0 {
            song.pointee.beats_per_minute = transport.pointee.beats_per_minute
            flags |= OB_VST3_TEMPO_VALID
        }
        if needs & OB_VST3_NEEDS_SIGNATURE != 0 {
            song.pointee.numerator = Int32(transport.pointee.numerator)
            song.pointee.denominator = Int32(transport.pointee.denominator)
            flags |= OB_VST3_SIGNATURE_VALID
        }
    }
    song.pointee.state = UInt32(flags)
}
