import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime
import Synchronization

/// A plan bound to memory: what the render thread walks. Flat, and immutable but for what stands in
/// the nodes and in `fade`.
///
/// Made and freed on the control side. Between `publish` and its retirement it belongs to the render
/// thread.
package struct LoadedPlan: BitwiseCopyable {
    package let number: UInt64
    /// How many commands were sent before it was published: no block is rendered with it and without them.
    var commandsBefore = 0
    let steps: UnsafeMutableBufferPointer<LoadedStep>
    let tasks: UnsafeMutableBufferPointer<RenderTask>
    let dependents: UnsafeMutableBufferPointer<Int32>
    /// In the order of their steps.
    let processSteps: UnsafeMutableBufferPointer<ProcessStep>
    /// By slot; a slot that the plan does not use is nil.
    let nodes: UnsafeMutableBufferPointer<UnsafeMutablePointer<ProcessorNode>?>
    let eventSources: UnsafeMutableBufferPointer<UnsafeMutablePointer<EventSource>?>
    let automation: UnsafeMutableBufferPointer<UnsafeMutablePointer<AutomationLane>>
    let tempoMap: UnsafeMutablePointer<TempoMap>?
    let locate: Int64?
    /// One more than the largest gain slot that the plan uses.
    let gainCount: Int
    var fade: Fade
    var hasFades: Bool
    package let latencyFrames: Int
    private let memory: Unmanaged<PlanMemory>

    /// - Parameter number: comes back in the report of its adoption. [control]
    static func allocate(
        _ plan: RenderPlan,
        number: UInt64,
        binding: PlanBinding,
        resources: PlanResources,
        blockFramesMax: Int,
        fadeFrames: Int
    ) -> UnsafeMutablePointer<LoadedPlan> {
        let memory = PlanMemory(resources, plan, blockFramesMax: blockFramesMax)
        let loaded = UnsafeMutablePointer<LoadedPlan>.allocate(capacity: 1)
        loaded.initialize(
            to: LoadedPlan(plan, number: number, binding, memory, fadeFrames: fadeFrames)
        )
        return loaded
    }

    /// [control]
    package static func deallocate(_ plan: UnsafeMutablePointer<LoadedPlan>) {
        plan.pointee.memory.release()
        plan.deallocate()
    }

    /// How long its terms take to where they end, from its adoption on.
    package static func transitionFrames(_ plan: RenderPlan, fadeFrames: Int) -> Int {
        plan.hasFades ? plan.holdFrames + fadeFrames : 0
    }

    private init(
        _ plan: RenderPlan,
        number: UInt64,
        _ binding: PlanBinding,
        _ memory: PlanMemory,
        fadeFrames: Int
    ) {
        self.number = number
        var binder = StepBinder(plan, binding, memory)
        let bound = plan.steps.map { binder.bind($0) }
        steps = memory.keep(bound)
        tasks = memory.keep(plan.tasks)
        dependents = memory.keep(plan.dependents)
        processSteps = UnsafeMutableBufferPointer(rebasing: binder.processSteps[0..<binder.count])
        nodes = memory.keep(bySlot(memory.resources.nodes.mapValues(\.pointer)))
        eventSources = memory.keep(bySlot(binding.eventSources))
        automation = memory.keep(binding.automation)
        tempoMap = binding.tempoMap
        locate = binding.locate
        gainCount = plan.gainCount
        fade = Fade(holdFrames: plan.holdFrames, lengthFrames: fadeFrames)
        hasFades = plan.hasFades
        latencyFrames = plan.latencyFrames
        self.memory = .passRetained(memory)
    }
}

extension RenderPlan {
    fileprivate var gainCount: Int {
        steps.reduce(0) { most, step in
            if case .fader(let slot, _, let count) = step {
                max(most, Int(slot + count))
            } else {
                most
            }
        }
    }
}

/// What was allocated for one plan, and what it shares with others. [control]
private final class PlanMemory {
    let resources: PlanResources
    let samples: UnsafeMutablePointer<AudioArena>
    let events: [UnsafeMutablePointer<ob_event_list>]
    private var blocks: [UnsafeMutableRawPointer] = []

    private static let eventsMax = 1_024

    init(_ resources: PlanResources, _ plan: RenderPlan, blockFramesMax: Int) {
        self.resources = resources
        samples = .allocate(capacity: 1)
        samples.initialize(
            to: AudioArena(bufferCount: plan.bufferCount, framesPerBuffer: blockFramesMax)
        )
        events = (0..<plan.eventBufferCount).map { _ in
            let list = UnsafeMutablePointer<ob_event_list>.allocate(capacity: 1)
            list.initialize(
                to: ob_event_list(
                    events: .allocate(capacity: Self.eventsMax),
                    count: 0,
                    capacity: UInt32(Self.eventsMax),
                    dropped: 0
                )
            )
            return list
        }
    }

    deinit {
        for block in blocks { block.deallocate() }
        for list in events {
            list.pointee.events.deallocate()
            list.deallocate()
        }
        samples.deinitialize(count: 1)
        samples.deallocate()
    }

    func keep<Element: BitwiseCopyable>(
        _ array: [Element]
    ) -> UnsafeMutableBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, array.count))
        _ = memory.initialize(from: array)
        blocks.append(UnsafeMutableRawPointer(memory.baseAddress!))
        return UnsafeMutableBufferPointer(rebasing: memory[0..<array.count])
    }

    func keepOne<Element: BitwiseCopyable>(_ element: Element) -> UnsafeMutablePointer<Element> {
        keep([element]).baseAddress!
    }

    func buffer(_ index: Int32) -> UnsafeMutablePointer<Float> {
        samples.pointee.buffer(Int(index))
    }
}

private func bySlot<Value>(_ values: [Int: Value]) -> [Value?] {
    (0..<(values.keys.max() ?? -1) + 1).map { values[$0] }
}

/// Of all plans of all renderers: see `ob_process_block`.
private let nextBuffersName = Atomic<UInt64>(0)

/// Puts pointers in the place of numbers.
private struct StepBinder {
    let plan: RenderPlan
    let binding: PlanBinding
    let memory: PlanMemory
    let processSteps: UnsafeMutableBufferPointer<ProcessStep>
    private(set) var count = 0
    private let lanesOfProcessor: [UInt32: [UnsafeMutablePointer<AutomationLane>]]
    private let lanesOfStrip: [UInt32: StripLanes]

    init(_ plan: RenderPlan, _ binding: PlanBinding, _ memory: PlanMemory) {
        self.plan = plan
        self.binding = binding
        self.memory = memory
        var ofProcessor: [UInt32: [UnsafeMutablePointer<AutomationLane>]] = [:]
        var ofStrip: [UInt32: StripLanes] = [:]
        for lane in binding.automation {
            switch lane.pointee.target {
            case .parameter(let processor, _, _): ofProcessor[processor, default: []].append(lane)
            case .level(let slot): ofStrip[slot, default: StripLanes()].level = lane
            case .pan(let slot): ofStrip[slot, default: StripLanes()].pan = lane
            }
        }
        lanesOfProcessor = ofProcessor
        lanesOfStrip = ofStrip
        let capacity = plan.steps.count { if case .process = $0 { true } else { false } }
        let place = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, capacity) * MemoryLayout<ProcessStep>.stride,
            alignment: 64
        )
        processSteps = place.bindMemory(to: ProcessStep.self)
        memory.adopt(place.baseAddress!)
    }

    mutating func bind(_ step: RenderStep) -> LoadedStep {
        switch step {
        case .zero(let buffer): return .zero(memory.buffer(buffer))
        case .mix(let terms, let count, let to):
            let summands = plan.terms[Int(terms)..<Int(terms + count)]
            let inputs = memory.keep(
                summands.map {
                    ob_mix_input(
                        samples: memory.buffer($0.buffer),
                        gain: $0.gain,
                        direction: $0.fade == .rising ? 1 : $0.fade == .falling ? -1 : 0
                    )
                }
            )
            let first = UnsafePointer(inputs.baseAddress!)
            return summands.contains { $0.fade != .none }
                ? .fadingMix(first, count: count, to: memory.buffer(to))
                : .mix(first, count: count, to: memory.buffer(to))
        case .delay(let line, let from, let to):
            return .delay(
                memory.resources.delays[plan.delays[Int(line)].edge]!.pointer,
                from: memory.buffer(from),
                to: memory.buffer(to)
            )
        case .deviceInput(let channel, let to):
            return .deviceInput(channel: channel, to: memory.buffer(to))
        case .deviceOutput(let channel, let from):
            return .deviceOutput(channel: channel, from: memory.buffer(from))
        case .stream(let slot, let ports, let count):
            return .stream(
                memory.resources.voices[Int(slot)]?.pointer,
                channels(ports, count)
            )
        case .eventSource(let slot, let to):
            return .eventSource(binding.eventSources[Int(slot)], to: memory.events[Int(to)])
        case .mergeEvents(let ports, let count, let to):
            let lists = memory.keep(
                plan.eventPorts[Int(ports)..<Int(ports + count)].map { memory.events[Int($0)] }
            )
            return .mergeEvents(lists.baseAddress!, count: count, to: memory.events[Int(to)])
        case .process: return bindProcess(step)
        case .fader(let slot, let ports, let count):
            return .fader(
                slot: slot,
                channels(ports, 2 * count),
                lanesOfStrip[UInt32(slot)] ?? StripLanes()
            )
        case .loudness(let slot, let ports, let count):
            return .loudness(binding.loudness[Int(slot)], channels(ports, count))
        case .recorder(let slot, let ports, let count):
            return .recorder(binding.recorders[Int(slot)], channels(ports, count))
        case .tap(let ports, let count): return .tap(channels(ports, count))
        }
    }

    private mutating func bindProcess(_ step: RenderStep) -> LoadedStep {
        guard
            case .process(
                let slot,
                let ports,
                let inputs,
                let outputs,
                let eventsIn,
                let eventsOut
            ) =
                step, let node = memory.resources.nodes[Int(slot)]?.pointer
        else { return .nothing }
        let (block, readable, writable) = blockMemory(ports, Int(inputs), Int(outputs))
        let lanes = memory.keep(lanesOfProcessor[UInt32(slot)] ?? [])
        block.initialize(
            to: ob_process_block(
                inputs: readable,
                outputs: writable,
                input_count: UInt32(inputs),
                output_count: UInt32(outputs),
                offset: 0,
                frames: 0,
                frame: 0,
                input_events: eventsIn < 0 ? nil : UnsafePointer(memory.events[Int(eventsIn)]),
                output_events: eventsOut < 0 ? nil : memory.events[Int(eventsOut)],
                transport: nil,
                buffers: nextBuffersName.wrappingAdd(1, ordering: .relaxed).newValue
            )
        )
        let made = ProcessStep(
            node: node,
            processor: node.pointee.processor,
            block: block,
            outputs: writable,
            inputs: readable,
            outputCount: Int(outputs),
            inputCount: Int(inputs),
            lanes: UnsafePointer(lanes.baseAddress!),
            laneCount: lanes.count
        )
        let place = processSteps.baseAddress! + count
        place.initialize(to: made)
        count += 1
        return .process(place)
    }

    /// A block and the pointers to its buffers, next to each other: they are needed together.
    private func blockMemory(_ ports: Int32, _ inputs: Int, _ outputs: Int) -> (
        UnsafeMutablePointer<ob_process_block>,
        UnsafePointer<UnsafePointer<Float>>,
        UnsafePointer<UnsafeMutablePointer<Float>>
    ) {
        let size = MemoryLayout<ob_process_block>.stride
        let pointer = MemoryLayout<UnsafeMutablePointer<Float>>.stride
        let place = UnsafeMutableRawPointer.allocate(
            byteCount: size + (inputs + outputs) * pointer,
            alignment: 64
        )
        memory.adopt(place)
        let buffers = (place + size).bindMemory(
            to: UnsafeMutablePointer<Float>.self,
            capacity: inputs + outputs
        )
        for index in 0..<inputs + outputs {
            (buffers + index).initialize(to: memory.buffer(plan.ports[Int(ports) + index]))
        }
        return (
            place.bindMemory(to: ob_process_block.self, capacity: 1),
            UnsafeRawPointer(buffers).assumingMemoryBound(to: UnsafePointer<Float>.self),
            UnsafePointer(buffers + inputs)
        )
    }

    private func channels(_ ports: Int32, _ count: Int32) -> ChannelPointers {
        let buffers = memory.keep(
            plan.ports[Int(ports)..<Int(ports + count)].map { memory.buffer($0) }
        )
        return ChannelPointers(first: UnsafePointer(buffers.baseAddress!), count: count)
    }
}

extension PlanMemory {
    /// Frees this with the rest.
    func adopt(_ block: UnsafeMutableRawPointer) { blocks.append(block) }
}
