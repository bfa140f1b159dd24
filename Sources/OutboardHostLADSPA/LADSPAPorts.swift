import CLADSPA
import OutboardHost

/// The memory behind a plugin's ports, but for the audio buffers, which come with each block.
final class LADSPAPorts {
    let parameters: UnsafeMutablePointer<ParameterBank>
    let latencyFrames: UnsafeMutablePointer<Int32>
    private let latencyPort: UnsafeMutablePointer<Float>?
    private let inputs: [UInt]
    private let outputs: [UInt]
    /// What is connected where at first, by LADSPA's port index.
    private let connections: [UnsafeMutablePointer<Float>]
    /// One float for each port, for those of control.
    private let controls: UnsafeMutablePointer<Float>
    /// What an input reads that nothing is connected to, and what an output writes then.
    private let silence: UnsafeMutablePointer<Float>
    private let scratch: UnsafeMutablePointer<Float>

    init(_ description: LADSPADescription, configuration: ProcessConfiguration) {
        func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
            let floats = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
            floats.initialize(repeating: 0, count: max(1, count))
            return floats
        }
        let ports = description.ports
        let parameters = ParameterBank.allocate(
            values: description.descriptor.parameters.map { Float($0.default) }
        )
        let controls = floats(ports.count)
        let silence = floats(configuration.blockFramesMax)
        let scratch = floats(configuration.blockFramesMax)
        latencyFrames = .allocate(capacity: 1)
        latencyFrames.initialize(to: 0)
        latencyPort = ports.firstIndex(of: .latency).map { controls + $0 }
        inputs = ports.indices.filter { ports[$0] == .audioInput }.map(UInt.init)
        outputs = ports.indices.filter { ports[$0] == .audioOutput }.map(UInt.init)
        connections = ports.enumerated().map { index, port in
            switch port {
            case .audioInput: silence
            case .audioOutput: scratch
            case .parameter(let parameter): parameters.pointee.values + parameter
            case .controlOutput, .latency: controls + index
            }
        }
        self.parameters = parameters
        self.controls = controls
        self.silence = silence
        self.scratch = scratch
    }

    deinit {
        ParameterBank.deallocate(parameters)
        latencyFrames.deallocate()
        controls.deallocate()
        silence.deallocate()
        scratch.deallocate()
    }

    /// Connects every port, audio included, so that a plugin never sees an unset one.
    func connectAll(_ plugin: ob_ladspa_handle, _ connect: ob_ladspa_connect) {
        for (index, memory) in connections.enumerated() { connect(plugin, UInt(index), memory) }
    }

    /// The context of the process functions, as everything was just connected. Its arrays are freed by
    /// `deallocateContext`.
    func makeContext(
        _ plugin: ob_ladspa_handle,
        connect: @escaping ob_ladspa_connect,
        run: @escaping ob_ladspa_run
    ) -> UnsafeMutablePointer<LADSPARenderContext> {
        let context = UnsafeMutablePointer<LADSPARenderContext>.allocate(capacity: 1)
        context.initialize(
            to: LADSPARenderContext(
                plugin: plugin,
                run: run,
                connectedBuffers: 0,
                latencyPort: latencyPort.map { UnsafePointer($0) },
                latencyFrames: latencyFrames,
                connect: connect,
                inputs: Self.list(inputs, connected: silence),
                inputCount: inputs.count,
                outputs: Self.list(outputs, connected: scratch),
                outputCount: outputs.count
            )
        )
        return context
    }

    static func deallocateContext(_ context: UnsafeMutablePointer<LADSPARenderContext>) {
        context.pointee.inputs.deallocate()
        context.pointee.outputs.deallocate()
        context.deallocate()
    }

    private static func list(
        _ indices: [UInt],
        connected: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<LADSPARenderContext.AudioPort> {
        let list = UnsafeMutablePointer<LADSPARenderContext.AudioPort>.allocate(
            capacity: max(1, indices.count)
        )
        for (place, index) in indices.enumerated() {
            (list + place).initialize(to: .init(index: index, connected: UnsafePointer(connected)))
        }
        return list
    }
}
