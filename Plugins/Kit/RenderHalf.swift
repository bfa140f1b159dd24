import CCLAP
import CPluginKit
import CRealtime

/// The audio half of a loaded plugin: its kernel, its parameters, and what lies between both and the host.
///
/// A block is cut into pieces: at each event, every 16 frames while a parameter moves, and every 256
/// frames, which is what the copies of the inputs hold. Inputs are copied because hosts may give the same
/// memory for input and output, and because bypass wants them afterwards.
struct RenderHalf: BitwiseCopyable {
    static let pieceFramesMax = Int(OB_KIT_PIECE_FRAMES_MAX)
    static let eventsMax = 64

    let inputChannels: Int
    let outputChannels: Int
    let sideChannels: Int
    let takesNotes: Bool
    let ids: UnsafeMutablePointer<UInt32>
    var bank: ParameterBank
    /// How many of the bank's parameters are the kernel's: bypass is behind them.
    let kernelParameters: Int
    let process: ob_kit_process
    let reset: ob_kit_reset

    // From activation to deactivation.
    var kernel: UnsafeMutableRawPointer?
    var bypass: Bypass
    var sampleRateHertz = 0.0
    var framesMax = 0
    var isProcessing = false
    /// What the latency was made of: by the parameter's place, NaN where it has no part in it.
    let latencyValues: UnsafeMutablePointer<Float>
    var hasAskedForRestart = false

    // Channels of one piece, one after the other, and pointers to them.
    let copies: UnsafeMutablePointer<Float>
    let silence: UnsafeMutablePointer<Float>
    let inputs: UnsafeMutablePointer<UnsafePointer<Float>>
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    let sideChain: UnsafeMutablePointer<UnsafePointer<Float>>
    let events: UnsafeMutablePointer<ob_kit_event>
    var eventCount = 0
    let ended: UnsafeMutablePointer<ob_kit_ended>
    let transport: UnsafeMutablePointer<ob_kit_transport>

    let tail: Tail
    var meters: MeterClock

    /// [control]
    init(_ definition: PluginDefinition) {
        let parameters = definition.allParameters
        inputChannels = definition.inputChannels
        outputChannels = definition.outputChannels
        sideChannels = definition.sideChainChannels
        takesNotes = definition.takesNotes
        process = definition.kernel.process
        reset = definition.kernel.reset
        kernelParameters = definition.parameters.count
        bank = ParameterBank(parameters)
        ids = .allocate(capacity: max(1, parameters.count))
        for (index, parameter) in parameters.enumerated() {
            (ids + index).initialize(to: parameter.id)
        }
        latencyValues = .allocate(capacity: max(1, parameters.count))
        latencyValues.initialize(repeating: .nan, count: max(1, parameters.count))
        let read = inputChannels + sideChannels
        copies = .allocate(capacity: max(1, read) * Self.pieceFramesMax)
        copies.initialize(repeating: 0, count: max(1, read) * Self.pieceFramesMax)
        silence = .allocate(capacity: Self.pieceFramesMax)
        silence.initialize(repeating: 0, count: Self.pieceFramesMax)
        inputs = .allocate(capacity: max(1, inputChannels))
        outputs = .allocate(capacity: outputChannels)
        sideChain = .allocate(capacity: max(1, sideChannels))
        inputs.initialize(repeating: UnsafePointer(silence), count: max(1, inputChannels))
        outputs.initialize(repeating: silence, count: outputChannels)
        sideChain.initialize(repeating: UnsafePointer(silence), count: max(1, sideChannels))
        events = .allocate(capacity: Self.eventsMax)
        events.initialize(repeating: ob_kit_event(), count: Self.eventsMax)
        ended = .allocate(capacity: 1)
        let notes = UnsafeMutablePointer<ob_kit_event>.allocate(capacity: Self.eventsMax)
        notes.initialize(repeating: ob_kit_event(), count: Self.eventsMax)
        ended.initialize(
            to: ob_kit_ended(notes: notes, count: 0, capacity: UInt32(Self.eventsMax))
        )
        transport = .allocate(capacity: 1)
        transport.initialize(to: ob_kit_transport())
        transport.pointee.beats_per_minute = 120
        tail = Tail()
        bypass = Bypass(channels: min(inputChannels, outputChannels))
        meters = MeterClock(parameters)
    }

    /// [control & !active]
    func deallocate() {
        bank.deallocate()
        meters.deallocate()
        tail.deallocate()
        ended.pointee.notes.deallocate()
        ended.deallocate()
        for pointer: UnsafeMutableRawPointer in [
            .init(ids), .init(latencyValues), .init(copies), .init(silence), .init(inputs),
            .init(outputs), .init(sideChain), .init(events), .init(transport),
        ] {
            pointer.deallocate()
        }
    }

    /// Forgets what was heard, and stands at the parameters' targets. [render, or control]
    @_noLocks
    mutating func forget() {
        guard let kernel else { return }
        bank.jump(sampleRateHertz: sampleRateHertz)
        bypass.forget(isBypassed: isBypassed)
        eventCount = 0
        ob_kit_call_reset(reset, kernel)
    }

    var isBypassed: Bool {
        @_noLocks get { inputChannels > 0 && bank.values[kernelParameters] >= 0.5 }
    }

    /// Processes one piece of the block, from `offset` on. [render]
    @_noLocks
    mutating func runPiece(_ block: UnsafePointer<ob_clap_process>, offset: Int, frames: Int) {
        guard let kernel else { return }
        take(block, offset: offset, frames: frames)
        var piece = ob_kit_piece(
            inputs: inputs,
            outputs: outputs,
            side_chain: sideChain,
            frames: UInt32(frames),
            event_count: UInt32(eventCount),
            events: events,
            values: bank.values,
            changed: bank.changed,
            ended: ended,
            transport: transport,
            tail_frames: tail.kernelFrames
        )
        ob_kit_call_process(process, kernel, &piece)
        eventCount = 0
        if inputChannels > 0 {
            bypass.run(inputs, outputs, frames: frames, isBypassed: isBypassed)
        }
        bank.advance(frames: frames)
    }

    /// Copies the inputs, and points at the outputs.
    @_noLocks
    private func take(_ block: UnsafePointer<ob_clap_process>, offset: Int, frames: Int) {
        var copy = copies
        var port = 0
        if inputChannels > 0 {
            for channel in 0..<inputChannels {
                ob_copy(copy, block.pointee.audio_inputs![0].data32![channel]! + offset, frames)
                inputs[channel] = UnsafePointer(copy)
                copy += Self.pieceFramesMax
            }
            port = 1
        }
        for channel in 0..<sideChannels {
            ob_copy(copy, block.pointee.audio_inputs![port].data32![channel]! + offset, frames)
            sideChain[channel] = UnsafePointer(copy)
            copy += Self.pieceFramesMax
        }
        for channel in 0..<outputChannels {
            outputs[channel] = block.pointee.audio_outputs![0].data32![channel]! + offset
        }
    }
}
