import CCLAP
import CRealtime
import OutboardHost

/// The memory behind a plugin's process function. [control]
final class CLAPRenderMemory {
    let context: UnsafeMutablePointer<CLAPRenderContext>
    let latencyFrames: UnsafeMutablePointer<Int32>
    private let description: CLAPDescription

    /// Events of a block beside parameters: as many as a plan's lists carry.
    private static let eventCountMax = 1_024
    private static let undeclaredPortCount = 4
    private static let undeclaredChannelCount = 16

    init(
        _ plugin: CLAPPlugin,
        _ description: CLAPDescription,
        configuration: ProcessConfiguration
    ) {
        self.description = description
        let parameters = description.parameters
        let exchange = UnsafeMutablePointer<CLAPExchange>.allocate(capacity: 1)
        exchange.initialize(to: CLAPExchange())
        let events = CLAPEventQueue.allocate(
            capacity: parameters.known.count + 1 + Self.eventCountMax
        )
        let input = Self.audio(description.inputs, frames: configuration.blockFramesMax)
        let output = Self.audio(description.outputs, frames: configuration.blockFramesMax)
        let outputEvents = UnsafeMutablePointer<ob_clap_output_events>.allocate(capacity: 1)
        latencyFrames = Self.copy([0])
        context = .allocate(capacity: 1)
        context.initialize(
            to: CLAPRenderContext(
                plugin: plugin.pointer,
                host: plugin.hostMemory.state,
                exchange: exchange,
                process: Self.process(input, output, events, outputEvents),
                events: events,
                bank: ParameterBank.allocate(
                    values: description.descriptor.parameters.map { Float($0.default) }
                ),
                // What the plugin has, or else a value that it is told of at once.
                sent: Self.copy(
                    parameters.known.map { Float(plugin.value(of: $0.id) ?? .nan) }
                ),
                enabled: Self.copy([Float(1)]),
                sentEnabled: Self.enabled(plugin, parameters.bypass),
                output: output,
                input: input,
                tail: plugin.tail,
                parameters: Self.copy(parameters.known),
                byID: Self.copy(
                    parameters.known.indices.sorted {
                        parameters.known[$0].id < parameters.known[$1].id
                    }.map(Int32.init)
                ),
                bypass: parameters.bypass,
                outputEvents: outputEvents,
                noteInputs: Self.copy(description.noteInputs),
                noteInputCount: description.noteInputs.count,
                transport: Self.copy([Self.transport]),
                sampleRateHertz: Double(configuration.sampleRateHertz)
            )
        )
        outputEvents.initialize(
            to: ob_clap_output_events(context: context, try_push: clapOutputPush)
        )
    }

    deinit {
        let state = context.pointee
        ParameterBank.deallocate(state.bank)
        state.exchange.deinitialize(count: 1)
        state.exchange.deallocate()
        for audio in [state.input, state.output] {
            audio.ports.deallocate()
            audio.channels.deallocate()
            audio.sources.deallocate()
            audio.spare.deallocate()
        }
        state.parameters.deallocate()
        state.sent.deallocate()
        state.byID.deallocate()
        state.enabled.deallocate()
        CLAPEventQueue.deallocate(state.events)
        state.outputEvents.deallocate()
        state.noteInputs.deallocate()
        state.transport.deallocate()
        latencyFrames.deallocate()
        context.deallocate()
    }

    /// The queue of events as the plugin sees it.
    var inputEvents: UnsafePointer<ob_clap_input_events> {
        Self.list(of: context.pointee.events)
    }

    private static func list(
        of events: UnsafeMutablePointer<CLAPEventQueue>
    ) -> UnsafePointer<ob_clap_input_events> {
        let offset = MemoryLayout<CLAPEventQueue>.offset(of: \.list)!
        return UnsafePointer(
            (UnsafeMutableRawPointer(events) + offset)
                .assumingMemoryBound(to: ob_clap_input_events.self)
        )
    }

    private static func process(
        _ input: CLAPRenderContext.Audio,
        _ output: CLAPRenderContext.Audio,
        _ events: UnsafeMutablePointer<CLAPEventQueue>,
        _ outputEvents: UnsafeMutablePointer<ob_clap_output_events>
    ) -> ob_clap_process {
        ob_clap_process(
            steady_time: 0,
            frames_count: 0,
            transport: nil,
            audio_inputs: input.ports,
            audio_outputs: output.ports,
            audio_inputs_count: UInt32(input.portCount),
            audio_outputs_count: UInt32(output.portCount),
            in_events: list(of: events),
            out_events: outputEvents
        )
    }

    /// Behind the plugin's ports lie some of silence, for a plugin that uses more than it has said.
    private static func audio(_ ports: [CLAPAudioPort], frames: Int) -> CLAPRenderContext.Audio {
        let spare = copy([Float](repeating: 0, count: frames))
        let sources = ports.flatMap { port in
            (0..<port.channelCount).map { Int32(port.firstChannel + $0) }
        }
        let channels = copy(
            [UnsafeMutablePointer<Float>?](
                repeating: spare,
                count: sources.count + undeclaredChannelCount
            )
        )
        func buffer(_ first: Int, _ count: Int) -> ob_clap_audio_buffer {
            ob_clap_audio_buffer(
                data32: channels + first,
                data64: nil,
                channel_count: UInt32(count),
                latency: 0,
                constant_mask: 0
            )
        }
        var first = 0
        var buffers = ports.map { port in
            defer { first += port.channelCount }
            return buffer(first, port.channelCount)
        }
        for _ in 0..<undeclaredPortCount { buffers.append(buffer(first, undeclaredChannelCount)) }
        return CLAPRenderContext.Audio(
            ports: copy(buffers),
            portCount: ports.count,
            channels: channels,
            sources: copy(sources),
            channelCount: sources.count,
            spare: spare
        )
    }

    private static func enabled(_ plugin: CLAPPlugin, _ bypass: CLAPParameter?) -> Float {
        guard let bypass, let value = plugin.value(of: bypass.id) else { return 1 }
        return value > (bypass.minimum + bypass.maximum) / 2 ? 0 : 1
    }

    /// Of a song of which nothing is known yet.
    private static var transport: ob_clap_event_transport {
        var transport = ob_clap_event_transport()
        transport.header = CLAPEventQueue.header(
            OB_CLAP_EVENT_TRANSPORT,
            size: MemoryLayout<ob_clap_event_transport>.size,
            time: 0
        )
        return transport
    }

    private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (copy + index).initialize(to: element) }
        return copy
    }
}
