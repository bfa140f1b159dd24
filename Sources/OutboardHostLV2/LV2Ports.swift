import CLilv
import CRealtime
import OutboardHost
import Synchronization

/// The memory behind a plugin's ports, but for the audio buffers, which come with each block.
final class LV2Ports {
    let parameters: UnsafeMutablePointer<ParameterBank>
    let latencyFrames: UnsafeMutablePointer<Int32>
    let latencyPort: UnsafeMutablePointer<Float>?
    /// The plugin's own bypass, where it has one.
    private(set) var enabled: UnsafeMutablePointer<Float>?
    /// Events that did not reach the plugin.
    let lostEvents: UnsafeMutablePointer<Atomic<Int>>
    private let sampleRateHertz: Int
    private let inputs: [UInt32]
    private let outputs: [UInt32]
    private(set) var atomInputs: [LV2RenderContext.AtomPort] = []
    private(set) var atomOutputs: [LV2RenderContext.AtomPort] = []
    private var midiInputCount = 0
    private var midiOutputCount = 0
    /// What is connected where, by LV2's port index.
    private var connections: [UnsafeMutableRawPointer?] = []
    /// One float for each port, for those of control.
    private let controls: UnsafeMutablePointer<Float>
    /// What an input reads that nothing is connected to, and what an output writes then.
    private let silence: UnsafeMutablePointer<Float>
    private let scratch: UnsafeMutablePointer<Float>
    /// Of all plugins that report none: a line of memory less for each of them.
    // SAFETY: nobody writes to it.
    nonisolated(unsafe) private static let noLatency: UnsafeMutablePointer<Int32> = {
        let frames = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        frames.initialize(to: 0)
        return frames
    }()

    init(_ description: LV2Description, configuration: ProcessConfiguration) {
        parameters = ParameterBank.allocate(
            values: description.descriptor.parameters.map { Float($0.default) }
        )
        inputs = description.audioInputs
        outputs = description.audioOutputs
        lostEvents = .allocate(capacity: 1)
        lostEvents.initialize(to: Atomic(0))
        sampleRateHertz = configuration.sampleRateHertz
        controls = .allocate(capacity: max(1, description.ports.count))
        controls.initialize(repeating: 0, count: max(1, description.ports.count))
        silence = .allocate(capacity: configuration.blockFramesMax)
        silence.initialize(repeating: 0, count: configuration.blockFramesMax)
        scratch = .allocate(capacity: configuration.blockFramesMax)
        scratch.initialize(repeating: 0, count: configuration.blockFramesMax)

        let latencyIndex = description.ports.firstIndex {
            if case .latency = $0 { true } else { false }
        }
        latencyPort = latencyIndex.map { [controls] in controls + $0 }
        if latencyPort == nil {
            latencyFrames = Self.noLatency
        } else {
            latencyFrames = .allocate(capacity: 1)
            latencyFrames.initialize(to: 0)
        }
        for (index, port) in description.ports.enumerated() {
            connections.append(memory(of: port, at: index, isOffline: configuration.isOffline))
        }
    }

    deinit {
        ParameterBank.deallocate(parameters)
        if latencyPort != nil { latencyFrames.deallocate() }
        lostEvents.deinitialize(count: 1)
        lostEvents.deallocate()
        controls.deallocate()
        silence.deallocate()
        scratch.deallocate()
        for port in atomInputs + atomOutputs { UnsafeMutableRawPointer(port.sequence).deallocate() }
    }

    private func memory(
        of port: LV2Port,
        at index: Int,
        isOffline: Bool
    ) -> UnsafeMutableRawPointer? {
        switch port {
        case .audioInput, .cvInput: return UnsafeMutableRawPointer(silence)
        case .audioOutput, .cvOutput: return UnsafeMutableRawPointer(scratch)
        case .parameter(let parameter):
            return UnsafeMutableRawPointer(parameters.pointee.values + parameter)
        case .enabled:
            controls[index] = 1
            enabled = controls + index
        case .freeWheeling:
            controls[index] = isOffline ? 1 : 0
        case .controlOutput, .latency: break
        case .atomInput(let size, let kinds):
            atomInputs.append(Self.atomPort(size: size, kinds, &midiInputCount))
            return UnsafeMutableRawPointer(atomInputs[atomInputs.count - 1].sequence)
        case .atomOutput(let size, let kinds):
            atomOutputs.append(Self.atomPort(size: size, kinds, &midiOutputCount))
            return UnsafeMutableRawPointer(atomOutputs[atomOutputs.count - 1].sequence)
        case .unconnected: return nil
        }
        return UnsafeMutableRawPointer(controls + index)
    }

    private static func atomPort(
        size: Int,
        _ kinds: LV2EventKinds,
        _ midiCount: inout Int
    ) -> LV2RenderContext.AtomPort {
        let midiPort = kinds.contains(.midi) ? midiCount : -1
        if midiPort >= 0 { midiCount += 1 }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        return LV2RenderContext.AtomPort(
            sequence: bytes.assumingMemoryBound(to: LV2_Atom_Sequence.self),
            capacity: UInt32(size - MemoryLayout<LV2_Atom>.size),
            midiPort: Int16(clamping: midiPort),
            carriesPosition: kinds.contains(.position),
            carriesPatch: kinds.contains(.patch)
        )
    }

    /// What an output of control shows now. The plugin may be writing it: it is one word, which is the old
    /// one or the new one. [control]
    func reading(_ port: Int) -> Float {
        // SAFETY: the memory lives as long as this; an atomic float has a float's layout.
        let word = UnsafeMutableRawPointer(controls + port)
            .assumingMemoryBound(to: Atomic<UInt32>.self)
        return Float(bitPattern: word.pointee.load(ordering: .relaxed))
    }

    /// Connects every port, audio included, so that a plugin never sees an unset one.
    func connectAll(_ instance: UnsafeMutablePointer<LilvInstance>) {
        for (index, memory) in connections.enumerated() {
            lilv_instance_connect_port(instance, UInt32(index), memory)
        }
    }

    /// The context of the process function, as everything was just connected. Its arrays are freed by
    /// `deallocateContext`.
    func makeContext(
        _ instance: UnsafeMutablePointer<LilvInstance>,
        table: URIDTable,
        worker: UnsafeMutablePointer<LV2WorkerState>?,
        patch: UnsafeMutablePointer<LV2Patch>?
    ) -> UnsafeMutablePointer<LV2RenderContext> {
        let context = UnsafeMutablePointer<LV2RenderContext>.allocate(capacity: 1)
        let plugin = instance.pointee.lv2_descriptor.pointee
        context.initialize(
            to: LV2RenderContext(
                plugin: instance.pointee.lv2_handle,
                run: plugin.run,
                connectedBuffers: 0,
                atomInputCount: atomInputs.count,
                atomOutputCount: atomOutputs.count,
                worker: worker,
                latencyPort: latencyPort.map { UnsafePointer($0) },
                latencyFrames: latencyFrames,
                connect: plugin.connect_port,
                inputs: copy(
                    inputs.map { LV2RenderContext.AudioPort(index: $0, connected: silence) }
                ),
                inputCount: inputs.count,
                outputs: copy(
                    outputs.map { LV2RenderContext.AudioPort(index: $0, connected: scratch) }
                ),
                outputCount: outputs.count,
                atomInputs: copy(atomInputs),
                atomOutputs: copy(atomOutputs),
                midiInputCount: midiInputCount,
                eventTypes: LV2EventTypes(table),
                knownSong: KnownSong(sampleRateHertz: sampleRateHertz),
                lostEvents: lostEvents,
                patch: patch,
                parameters: parameters,
                sequenceType: table.number(of: LV2Name.atom + "Sequence"),
                chunkType: table.number(of: LV2Name.atom + "Chunk")
            )
        )
        return context
    }

    static func deallocateContext(_ context: UnsafeMutablePointer<LV2RenderContext>) {
        context.pointee.inputs.deallocate()
        context.pointee.outputs.deallocate()
        context.pointee.atomInputs.deallocate()
        context.pointee.atomOutputs.deallocate()
        context.deallocate()
    }

    private func copy<Element: BitwiseCopyable>(
        _ elements: [Element]
    ) -> UnsafeMutablePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (copy + index).initialize(to: element) }
        return copy
    }
}
