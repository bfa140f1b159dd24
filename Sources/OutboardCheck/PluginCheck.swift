import CRealtime
import OutboardHost
import OutboardModel

/// Puts one plugin through what a session may ask of it, and says how it does.
///
/// In this process: who wants to outlive a plugin that crashes runs it in another.
package final class PluginCheck {
    package struct Configuration: Sendable {
        package var sampleRateHertz = 48_000
        package var blockFramesMax = 1_024
        package var blocks = 1_500
        /// The sweep and the presets go on for so long at the most, each; what is left out is said.
        package var secondsMax = 8.0
        package var seed: UInt64 = 1

        package init() {}
    }

    private let library: PluginLibrary
    private let id: PluginID
    private let configuration: Configuration
    private let say: (CheckStep, CheckOutcome?) -> Void
    private var noise: Noise
    private var notes: NoteMaker

    /// - Parameter say: called when a step begins, with nil, and when it has ended.
    package init(
        _ id: PluginID,
        in library: PluginLibrary,
        _ configuration: Configuration = Configuration(),
        say: @escaping (CheckStep, CheckOutcome?) -> Void = { _, _ in }
    ) {
        self.id = id
        self.library = library
        self.configuration = configuration
        self.say = say
        noise = Noise(seed: configuration.seed)
        notes = NoteMaker(seed: configuration.seed)
    }

    /// Every step that was come to. The first three are needed for all others.
    package func run() -> [(step: CheckStep, outcome: CheckOutcome)] {
        let mode = ob_flush_subnormals()
        defer { ob_restore_float_mode(mode) }
        var outcomes: [(step: CheckStep, outcome: CheckOutcome)] = []
        func take(_ step: CheckStep, _ body: () throws -> CheckOutcome) -> Bool {
            say(step, nil)
            let outcome: CheckOutcome
            do {
                outcome = try body()
            } catch let error as HostError {
                outcome = .failed(error.message)
            } catch {
                outcome = .failed("\(error)")
            }
            say(step, outcome)
            outcomes.append((step, outcome))
            return !outcome.hasFailed
        }
        var instance: (any PluginInstance)?
        var bench: PluginBench?
        guard take(.describe, describe), take(.load, { try load(&instance) }),
            take(.activate, { try activate(instance!, &bench) })
        else { return outcomes }
        _ = take(.run) { try run(bench!) }
        _ = take(.sweep) { try sweep(bench!) }
        _ = take(.state) { try checkState(bench!) }
        _ = take(.presets) { try checkPresets() }
        _ = take(.bypass) { try checkBypass(bench!) }
        _ = take(.restart) { try restart(bench!) }
        _ = take(.unload) {
            bench = nil
            instance = nil
            return .passed("")
        }
        return outcomes
    }

    // MARK: To be there

    private func describe() throws -> CheckOutcome {
        let descriptor = try library.descriptor(of: id)
        for parameter in descriptor.parameters {
            guard parameter.minimum.isFinite, parameter.maximum.isFinite,
                parameter.range.contains(parameter.default)
            else {
                return .failed(
                    "\(parameter.symbol) is \(parameter.default), of "
                        + "\(parameter.minimum)...\(parameter.maximum)"
                )
            }
        }
        guard Set(descriptor.parameters.map(\.symbol)).count == descriptor.parameters.count else {
            return .failed("two parameters have one symbol")
        }
        return .passed(
            "\(descriptor.audioInputs)>\(descriptor.audioOutputs), "
                + "\(descriptor.parameters.count) parameters"
        )
    }

    private func make() throws(HostError) -> any PluginInstance {
        try library.instantiate(
            id,
            configuration: ProcessConfiguration(
                sampleRateHertz: configuration.sampleRateHertz,
                blockFramesMax: configuration.blockFramesMax,
                isOffline: false,
                // Blocks come faster than time goes by, as they do offline.
                worksSynchronously: true
            )
        )
    }

    private func load(_ instance: inout (any PluginInstance)?) throws -> CheckOutcome {
        let began = ob_now_nanoseconds()
        instance = try make()
        return .passed("\((ob_now_nanoseconds() - began) / 1_000_000) ms")
    }

    private func activate(
        _ instance: any PluginInstance,
        _ bench: inout PluginBench?
    ) throws -> CheckOutcome {
        bench = try PluginBench(instance, framesMax: configuration.blockFramesMax)
        return .passed("latency \(instance.initialLatencyFrames)")
    }

    // MARK: To sound

    private func run(_ bench: PluginBench) throws -> CheckOutcome {
        var sound = Sound()
        for block in 0..<configuration.blocks {
            let frames = Int.random(in: 1...configuration.blockFramesMax, using: &noise)
            feed(bench, frames, level: block % 100 < 80 ? 0.25 : 0)
            if block % 16 == 0 { _ = bench.instance.attend() }
            let events = notes.events(for: bench.instance.descriptor, frames: frames)
            let began = ob_now_nanoseconds()
            bench.run(frames, events: events)
            sound.note(bench, frames, nanoseconds: ob_now_nanoseconds() - began)
        }
        return sound.outcome(sampleRateHertz: configuration.sampleRateHertz)
    }

    private func sweep(_ bench: PluginBench) throws -> CheckOutcome {
        let parameters = bench.instance.descriptor.parameters
        guard !parameters.isEmpty else { return .absent }
        let bank = bench.instance.processor.parameters
        let end = ob_now_nanoseconds() + Int64(configuration.secondsMax * 1e9)
        var sound = Sound()
        func hear() {
            feed(bench, 64, level: 0.25)
            bench.run(64, events: notes.events(for: bench.instance.descriptor, frames: 64))
            sound.note(bench, 64, nanoseconds: 0)
        }
        func setAll(_ value: (ParameterDescriptor) -> Double) {
            for (index, parameter) in parameters.enumerated() {
                bank.pointee.values[index] = Float(value(parameter))
            }
            hear()
        }
        setAll(\.minimum)
        setAll(\.maximum)
        for _ in 0..<8 {
            setAll { anyValue(of: $0) }
        }
        setAll(\.default)
        var swept = 0
        for (index, parameter) in parameters.enumerated() {
            guard ob_now_nanoseconds() < end else { break }
            for value in [parameter.minimum, parameter.maximum, parameter.default] {
                bank.pointee.values[index] = Float(value)
                hear()
            }
            swept += 1
        }
        if let fault = sound.fault { return .failed(fault) }
        return .passed(swept == parameters.count ? "" : "\(swept) of \(parameters.count) in time")
    }

    /// One that a session may set it to.
    private func anyValue(of parameter: ParameterDescriptor) -> Double {
        switch parameter.kind {
        case .continuous: Double.random(in: parameter.range, using: &noise)
        case .choice: parameter.choices.randomElement(using: &noise)?.value ?? parameter.default
        case .integer: Double.random(in: parameter.range, using: &noise).rounded()
        case .toggle, .trigger: Bool.random(using: &noise) ? parameter.maximum : parameter.minimum
        }
    }

    private func checkBypass(_ bench: PluginBench) throws -> CheckOutcome {
        guard let enabled = bench.instance.processor.enabled else { return .absent }
        defer { enabled.pointee = 1 }
        var sound = Sound()
        for block in 0..<100 {
            enabled.pointee = block % 20 < 10 ? 0 : 1
            let frames = Int.random(in: 1...configuration.blockFramesMax, using: &noise)
            feed(bench, frames, level: 0.25)
            bench.run(frames)
            sound.note(bench, frames, nanoseconds: 0)
        }
        return sound.fault.map { .failed($0) } ?? .passed("")
    }

    private func restart(_ bench: PluginBench) throws -> CheckOutcome {
        var sound = Sound()
        for _ in 0..<3 {
            bench.instance.deactivate()
            try bench.instance.activate()
            for _ in 0..<10 {
                feed(bench, 64, level: 0.25)
                bench.run(64)
                sound.note(bench, 64, nanoseconds: 0)
            }
        }
        return sound.fault.map { .failed($0) } ?? .passed("")
    }

    private func feed(_ bench: PluginBench, _ frames: Int, level: Float) {
        for channel in 0..<bench.instance.descriptor.audioInputs {
            let buffer = bench.input(channel)
            for frame in 0..<frames {
                buffer[frame] = level == 0 ? 0 : Float.random(in: -level...level, using: &noise)
            }
        }
    }

    // MARK: To come back

    /// Parameters and, where it has one, its state, on another instance.
    private func checkState(_ bench: PluginBench) throws -> CheckOutcome {
        let parameters = bench.instance.descriptor.parameters
        let bank = bench.instance.processor.parameters
        for (index, parameter) in parameters.enumerated() where parameter.kind == .continuous {
            bank.pointee.values[index] = Float(
                Double.random(in: parameter.range, using: &noise)
            )
        }
        feed(bench, 64, level: 0.25)
        bench.run(64)
        let state = try bench.instance.saveState()
        // As sessions do it: before it is activated.
        let fresh = try make()
        try fresh.restoreState(state)
        let other = try PluginBench(fresh, framesMax: configuration.blockFramesMax)
        feed(other, 64, level: 0.25)
        other.run(64)
        let again = other.instance.processor.parameters
        for (index, parameter) in parameters.enumerated() where parameter.kind != .trigger {
            let span = Float(parameter.maximum - parameter.minimum)
            let (was, now) = (bank.pointee.values[index], again.pointee.values[index])
            guard abs(was - now) <= 1e-4 * span else {
                return .failed("\(parameter.symbol) was \(was) and came back as \(now)")
            }
        }
        _ = try other.instance.saveState()
        return .passed("\(state.count) bytes")
    }

    private func checkPresets() throws -> CheckOutcome {
        let presets = try library.presets(of: id)
        guard !presets.isEmpty else { return .absent }
        let descriptor = try library.descriptor(of: id)
        let end = ob_now_nanoseconds() + Int64(configuration.secondsMax * 1e9)
        let bench = try PluginBench(make(), framesMax: configuration.blockFramesMax)
        var loaded = 0
        var sound = Sound()
        for preset in presets {
            guard ob_now_nanoseconds() < end else { break }
            let content = try library.preset(preset.id, of: id)
            for (symbol, value) in content.parameters {
                guard
                    let index = descriptor.parameters.firstIndex(where: { $0.symbol == symbol })
                else { return .failed("\"\(preset.name)\" sets \(symbol), which there is not") }
                guard descriptor.parameters[index].range.contains(value) else {
                    return .failed("\"\(preset.name)\" sets \(symbol) to \(value): out of range")
                }
                bench.instance.processor.parameters.pointee.values[index] = Float(value)
            }
            if let state = content.state {
                bench.instance.deactivate()
                try bench.instance.restoreState(state)
                try bench.instance.activate()
            }
            for _ in 0..<4 {
                feed(bench, 64, level: 0.25)
                bench.run(64)
                sound.note(bench, 64, nanoseconds: 0)
            }
            loaded += 1
        }
        if let fault = sound.fault { return .failed(fault) }
        return .passed(
            loaded == presets.count
                ? "\(loaded) presets" : "\(loaded) of \(presets.count) presets in time"
        )
    }
}
