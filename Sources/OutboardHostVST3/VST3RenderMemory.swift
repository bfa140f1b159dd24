import CVST3
import OutboardHost
import Synchronization

/// Owns the memory that a plugin's process function works on. [control]
final class VST3RenderMemory {
    let context: UnsafeMutablePointer<VST3RenderContext>
    let bank: UnsafeMutablePointer<ParameterBank>
    let sent: UnsafeMutablePointer<Float>
    let latencyFrames: UnsafeMutablePointer<Int32>
    let enabled: UnsafeMutablePointer<Float>?
    private let lostEvents: UnsafeMutablePointer<Atomic<Int>>
    private let mapping: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<UInt32>?>>
    /// The newest is in use; the others may have been as a block began.
    private var mappings: [UnsafeMutablePointer<UInt32>] = []
    private var frees: [() -> Void] = []

    /// Queues beyond one for each listed parameter: for MIDI controllers and for edits of others.
    private static let spareQueues = 128

    init(
        _ plugin: VST3Plugin,
        _ description: VST3Description,
        _ map: VST3ParameterMap,
        _ buses: VST3Buses,
        configuration: ProcessConfiguration
    ) {
        var frees: [() -> Void] = []
        func memory<Element>(
            _ count: Int,
            _ value: Element
        ) -> UnsafeMutablePointer<Element> {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
            memory.initialize(repeating: value, count: max(1, count))
            frees.append { memory.deallocate() }
            return memory
        }
        let values = description.listed.map { Float($0.parameter.default) }
        bank = ParameterBank.allocate(values: values)
        sent = memory(values.count, Float(0))
        for (index, value) in values.enumerated() { sent[index] = value }
        latencyFrames = memory(1, Int32(0))
        enabled = description.bypass == nil ? nil : memory(1, Float(1))
        lostEvents = .allocate(capacity: 1)
        lostEvents.initialize(to: Atomic(0))
        mapping = .allocate(capacity: 1)
        mapping.initialize(to: Atomic(nil))

        func connect(
            _ buses: [VST3Buses.Bus]
        ) -> (UnsafeMutablePointer<VST3RenderContext.Bus>, UnsafeMutablePointer<ob_vst3_buffers>) {
            let contexts = buses.map { bus in
                VST3RenderContext.Bus(
                    samples: memory(bus.channels, nil as UnsafeMutablePointer<Float>?),
                    channels: Int32(bus.channels),
                    first: bus.isUsed ? Int32(bus.first) : -1
                )
            }
            let none = VST3RenderContext.Bus(samples: memory(1, nil), channels: 0, first: -1)
            let list = memory(buses.count, none)
            let buffers = memory(buses.count, ob_vst3_buffers())
            for (place, bus) in contexts.enumerated() {
                list[place] = bus
                buffers[place] = ob_vst3_buffers(
                    channels: bus.channels,
                    silence: 0,
                    samples: bus.samples
                )
            }
            return (list, buffers)
        }
        let (inputs, inputBuffers) = connect(buses.inputs)
        let (outputs, outputBuffers) = connect(buses.outputs)
        let inputChanges = VST3Changes.allocate(capacity: values.count + Self.spareQueues)
        let outputChanges = VST3Changes.allocate(capacity: values.count + Self.spareQueues)
        let inputEvents = VST3EventList.allocate()
        let outputEvents = VST3EventList.allocate()
        frees.append {
            VST3Changes.deallocate(inputChanges)
            VST3Changes.deallocate(outputChanges)
            VST3EventList.deallocate(inputEvents)
            VST3EventList.deallocate(outputEvents)
        }
        let song = memory(1, ob_vst3_context())
        song.pointee.sample_rate = Double(configuration.sampleRateHertz)
        let block = memory(
            1,
            ob_vst3_block(
                mode: Int32(configuration.isOffline ? OB_VST3_OFFLINE : OB_VST3_REALTIME),
                sample_size: Int32(OB_VST3_FLOATS),
                frames: 0,
                input_count: Int32(buses.inputs.count),
                output_count: Int32(buses.outputs.count),
                inputs: inputBuffers,
                outputs: outputBuffers,
                input_changes: inputChanges,
                output_changes: outputChanges,
                input_events: inputEvents,
                output_events: outputEvents,
                context: song
            )
        )
        let program = description.program.map { description.listed[$0] }
        context = .allocate(capacity: 1)
        context.initialize(
            to: VST3RenderContext(
                processor: plugin.processor.object,
                block: block,
                inputs: inputs,
                outputs: outputs,
                silence: memory(configuration.blockFramesMax, Float(0)),
                scratch: memory(configuration.blockFramesMax, Float(0)),
                framesMax: UInt32(configuration.blockFramesMax),
                bank: bank,
                sent: sent,
                parameters: VST3RenderParameters(map),
                inputChanges: inputChanges,
                outputChanges: outputChanges,
                enabled: enabled,
                bypassID: description.bypass ?? 0,
                sentEnabled: 1,
                inputEvents: inputEvents,
                outputEvents: outputEvents,
                eventInputCount: buses.eventInputs,
                eventOutputCount: buses.eventOutputs,
                mapping: mapping,
                programID: program?.id ?? 0,
                programSteps: program?.steps ?? -1,
                lostEvents: lostEvents,
                song: song,
                songNeeds: Self.songNeeds(plugin)
            )
        )
        self.frees = frees
        use(description.mapping)
    }

    deinit {
        for free in frees { free() }
        for table in mappings { table.deallocate() }
        ParameterBank.deallocate(bank)
        context.deallocate()
        lostEvents.deallocate()
        mapping.deallocate()
    }

    var droppedEvents: Int { lostEvents.pointee.load(ordering: .relaxed) }

    /// Has MIDI controllers move other parameters from the next block on. The table before stays where it
    /// is, because a block may be reading it.
    func use(_ fresh: VST3MIDIMapping) {
        let table = fresh.makeTable()
        if let table { mappings.append(table) }
        mapping.pointee.store(table, ordering: .releasing)
    }

    /// Frees the tables that are not in use. [control & !processing]
    func forgetOldMappings() {
        let current = mapping.pointee.load(ordering: .relaxed)
        for table in mappings where table != current { table.deallocate() }
        mappings.removeAll { $0 != current }
    }

    /// A plugin that does not say gets all that there is but the system's time, which would cost a reading
    /// of the clock for each block, and which hardly any host gives.
    private static func songNeeds(_ plugin: VST3Plugin) -> UInt32 {
        guard let requirements = plugin.processor.query(ob_vst3_requirements.self) else {
            return ~UInt32(OB_VST3_NEEDS_SYSTEM_TIME)
        }
        return requirements.methods.get(requirements.object)
    }
}
