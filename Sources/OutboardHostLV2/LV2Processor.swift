import CLilv
import CRealtime
import OutboardHost
import Synchronization

/// The render half of an LV2 plugin: what its process function needs, and nothing else.
///
/// The instance owns everything behind the pointers.
struct LV2RenderContext {
    /// An audio port, and the buffer that the plugin knows for it.
    struct AudioPort {
        let index: UInt32
        var connected: UnsafeRawPointer
    }

    /// Memory of an atom port. `capacity` is what an output may write behind the atom's header.
    struct AtomPort {
        let sequence: UnsafeMutablePointer<LV2_Atom_Sequence>
        let capacity: UInt32
        /// Its number among the MIDI ports of its direction; -1: it carries none.
        let midiPort: Int16
        let carriesPosition: Bool
        let carriesPatch: Bool
    }

    // What every block looks at comes first, in one line of memory.
    let plugin: LV2_Handle
    let run: @convention(c) (LV2_Handle?, UInt32) -> Void
    /// The name of the buffers that the audio ports are connected to, from their first frame on; 0: some
    /// that have none.
    var connectedBuffers: UInt64
    let atomInputCount: Int
    let atomOutputCount: Int
    /// Null where the plugin has none.
    let worker: UnsafeMutablePointer<LV2WorkerState>?
    let latencyPort: UnsafePointer<Float>?
    let latencyFrames: UnsafeMutablePointer<Int32>
    let connect: @convention(c) (LV2_Handle?, UInt32, UnsafeMutableRawPointer?) -> Void
    let inputs: UnsafeMutablePointer<AudioPort>
    let inputCount: Int
    let outputs: UnsafeMutablePointer<AudioPort>
    let outputCount: Int
    let atomInputs: UnsafeMutablePointer<AtomPort>
    let atomOutputs: UnsafeMutablePointer<AtomPort>
    let midiInputCount: Int
    let eventTypes: LV2EventTypes
    var knownSong: KnownSong
    /// Events that did not reach the plugin. The control side reads it.
    let lostEvents: UnsafeMutablePointer<Atomic<Int>>
    /// Null where the plugin has no properties.
    let patch: UnsafeMutablePointer<LV2Patch>?
    let parameters: UnsafeMutablePointer<ParameterBank>
    let sequenceType: LV2_URID
    let chunkType: LV2_URID

    /// nil: there is more to do in a block than to call the plugin.
    var plain: Processor.Plain? {
        guard atomInputCount + atomOutputCount == 0, worker == nil, latencyPort == nil else {
            return nil
        }
        // SAFETY: the same function; C has no word for whether its argument may be null.
        let function = unsafeBitCast(run, to: ob_plain_function.self)
        return Processor.Plain(function: function, plugin: plugin)
    }
}

/// Runs the plugin on one block. `context` is an `LV2RenderContext`. [render & active]
@c @_noLocks
func lv2Process(
    _ context: UnsafeMutableRawPointer,
    _ block: UnsafePointer<ob_process_block>
) -> Int32 {
    let state = context.assumingMemoryBound(to: LV2RenderContext.self)
    let buffers = block.pointee.offset == 0 ? block.pointee.buffers : 0
    if buffers == 0 || buffers != state.pointee.connectedBuffers {
        connectAudio(state, block)
        state.pointee.connectedBuffers = buffers
    }
    if state.pointee.atomInputCount + state.pointee.atomOutputCount > 0 {
        writeEvents(state, block)
    }
    // RT-SAFETY: `run` is of LV2's audio class. What a plugin does in spite of that is the guard's to
    // count.
    ob_guard_foreign_enter()
    ob_lv2_run(state.pointee.run, state.pointee.plugin, block.pointee.frames)
    ob_guard_foreign_leave()
    if state.pointee.atomOutputCount > 0 { readEvents(state, block) }
    if let worker = state.pointee.worker { deliverResponses(worker) }
    if let port = state.pointee.latencyPort { readLatency(port.pointee, state) }
    return 0
}

/// Tells the plugin of buffers that moved since the last block.
@_noLocks
private func connectAudio(
    _ state: UnsafeMutablePointer<LV2RenderContext>,
    _ block: UnsafePointer<ob_process_block>
) {
    let offset = Int(block.pointee.offset)
    for index in 0..<min(state.pointee.inputCount, Int(block.pointee.input_count)) {
        let port = state.pointee.inputs + index
        let buffer = UnsafeRawPointer(block.pointee.inputs[index] + offset)
        guard port.pointee.connected != buffer else { continue }
        port.pointee.connected = buffer
        // RT-SAFETY: `connect_port` is of LV2's audio class.
        ob_guard_foreign_enter()
        ob_lv2_connect(state.pointee.connect, state.pointee.plugin, port.pointee.index, buffer)
        ob_guard_foreign_leave()
    }
    for index in 0..<min(state.pointee.outputCount, Int(block.pointee.output_count)) {
        let port = state.pointee.outputs + index
        let buffer = UnsafeRawPointer(block.pointee.outputs[index] + offset)
        guard port.pointee.connected != buffer else { continue }
        port.pointee.connected = buffer
        // RT-SAFETY: as above.
        ob_guard_foreign_enter()
        ob_lv2_connect(state.pointee.connect, state.pointee.plugin, port.pointee.index, buffer)
        ob_guard_foreign_leave()
    }
}

/// A latency that is no number of frames is ignored.
@_noLocks @inline(__always)
private func readLatency(_ value: Float, _ state: UnsafeMutablePointer<LV2RenderContext>) {
    guard value >= 0, value < 16_777_216 else { return }
    state.pointee.latencyFrames.pointee = Int32(value + 0.5)
}
