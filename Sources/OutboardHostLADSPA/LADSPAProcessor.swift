import CLADSPA
import CRealtime

/// The render half of a LADSPA plugin: what its process function needs, and nothing else.
///
/// The instance owns everything behind the pointers.
struct LADSPARenderContext {
    /// An audio port, and the buffer that the plugin knows for it.
    struct AudioPort {
        let index: UInt
        var connected: UnsafePointer<Float>
    }

    let plugin: ob_ladspa_handle
    let run: ob_ladspa_run
    /// The name of the buffers that the audio ports are connected to, from their first frame on; 0: some
    /// that have none.
    var connectedBuffers: UInt64
    /// Null where the plugin has none.
    let latencyPort: UnsafePointer<Float>?
    let latencyFrames: UnsafeMutablePointer<Int32>
    let connect: ob_ladspa_connect
    let inputs: UnsafeMutablePointer<AudioPort>
    let inputCount: Int
    let outputs: UnsafeMutablePointer<AudioPort>
    let outputCount: Int
}

/// Runs the plugin on one block. `context` is a `LADSPARenderContext`. [render & active]
///
/// A plan's outputs are never the memory of the same node's inputs, so plugins that cannot work in place
/// need nothing special.
@c @_noLocks
func ladspaProcess(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: LADSPARenderContext.self)
    let buffers = block.pointee.offset == 0 ? block.pointee.buffers : 0
    if buffers == 0 || buffers != state.pointee.connectedBuffers {
        connectAudio(state, block)
        state.pointee.connectedBuffers = buffers
    }
    // RT-SAFETY: LADSPA lets `run` be called where time is short. What a plugin does in spite of that is
    // the guard's to count.
    ob_guard_foreign_enter()
    ob_ladspa_call_run(state.pointee.run, state.pointee.plugin, block.pointee.frames)
    ob_guard_foreign_leave()
    if let port = state.pointee.latencyPort { readLatency(port.pointee, state) }
    return 0
}

/// Runs a plugin that has nothing but its buffers. `context` is a `LADSPARenderContext`: the plugin's own
/// function counts frames in a longer word. [render & active]
@c @_noLocks
func ladspaRun(_ context: UnsafeMutableRawPointer, _ frames: UInt32) {
    let state = context.assumingMemoryBound(to: LADSPARenderContext.self)
    // RT-SAFETY: as above; the caller is the guard's.
    ob_ladspa_call_run(state.pointee.run, state.pointee.plugin, frames)
}

/// Tells the plugin of buffers that moved since the last block.
@_noLocks
private func connectAudio(
    _ state: UnsafeMutablePointer<LADSPARenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let offset = Int(block.pointee.offset)
    for index in 0..<min(state.pointee.inputCount, Int(block.pointee.input_count)) {
        connect(state.pointee.inputs + index, block.pointee.inputs[index] + offset, state)
    }
    for index in 0..<min(state.pointee.outputCount, Int(block.pointee.output_count)) {
        let buffer = UnsafePointer(block.pointee.outputs[index] + offset)
        connect(state.pointee.outputs + index, buffer, state)
    }
}

@_noLocks @inline(__always)
private func connect(
    _ port: UnsafeMutablePointer<LADSPARenderContext.AudioPort>,
    _ buffer: UnsafePointer<Float>,
    _ state: UnsafeMutablePointer<LADSPARenderContext>
) {
    guard port.pointee.connected != buffer else { return }
    port.pointee.connected = buffer
    // RT-SAFETY: LADSPA lets `connect_port` be called between two runs.
    ob_guard_foreign_enter()
    ob_ladspa_call_connect(state.pointee.connect, state.pointee.plugin, port.pointee.index, buffer)
    ob_guard_foreign_leave()
}

/// A latency that is no number of frames is ignored.
@_noLocks @inline(__always)
private func readLatency(
    _ value: Float,
    _ state: UnsafeMutablePointer<LADSPARenderContext>
) {
    guard value >= 0, value < 16_777_216 else { return }
    state.pointee.latencyFrames.pointee = Int32(value + 0.5)
}
