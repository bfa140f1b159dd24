import CCLAP

/// Holds a plugin to CLAP's rules, and to those that Outboard adds: the same sound however blocks are cut,
/// no allocation while processing, damaged states refused.
///
/// It opens the plugin from outside, and knows nothing of it but CLAP's header. Everything runs on the
/// calling thread. The same seed does the same.
package struct Checker {
    let library: CLAPLibrary
    let id: String
    let seed: UInt64
    /// How much two runs that should be the same may differ, linear. 0: not by a bit.
    let tolerance: Float
    /// Whether it also does what no host may do.
    let misbehaves: Bool
    private(set) var faults: [Fault] = []

    static let frames = 6144
    static let blockFramesMax = 512

    /// All breaches that were found.
    ///
    /// - Parameter misbehaves: it also sends blocks and asks for parameters that no host may, at which CLAP lets a
    ///   plugin crash.
    package static func check(
        _ library: CLAPLibrary,
        _ id: String,
        seed: UInt64 = 1,
        tolerance: Float = 0,
        misbehaves: Bool = true
    ) throws(CLAPLibrary.Refusal) -> [Fault] {
        var checker = Checker(
            library: library,
            id: id,
            seed: seed,
            tolerance: tolerance,
            misbehaves: misbehaves
        )
        try checker.checkDescription()
        // Nothing can be tried with values of a range that is none.
        if checker.faults.contains(where: { $0.rule == .ranges }) { return checker.faults }
        try checker.checkTexts()
        try checker.checkStates()
        try checker.checkActivity()
        if misbehaves { try checker.checkRefusals() }
        try checker.checkSound()
        try checker.checkEvents()
        return checker.faults
    }

    private init(
        library: CLAPLibrary,
        id: String,
        seed: UInt64,
        tolerance: Float,
        misbehaves: Bool
    ) {
        self.library = library
        self.id = id
        self.seed = seed
        self.tolerance = tolerance
        self.misbehaves = misbehaves
    }

    func plugin() throws(CLAPLibrary.Refusal) -> CheckedPlugin { try CheckedPlugin(library, id) }

    mutating func fault(_ rule: Rule, _ text: String) {
        if faults.count(where: { $0.rule == rule }) < 3 {
            faults.append(Fault(rule: rule, text: text))
        }
    }

    /// Takes over what was seen while a plugin ran.
    mutating func collect(_ plugin: CheckedPlugin) {
        for seen in plugin.faults { fault(seen.rule, seen.text) }
        plugin.faults.removeAll()
    }

    /// The first place at which two outputs differ by more than the tolerance.
    func difference(_ left: [[Float]], _ right: [[Float]]) -> String? {
        guard left.map(\.count) == right.map(\.count) else { return "the lengths differ" }
        for channel in left.indices {
            for frame in left[channel].indices {
                let (a, b) = (left[channel][frame], right[channel][frame])
                let isSame = a.bitPattern == b.bitPattern || abs(a - b) <= tolerance
                if !isSame { return "frame \(frame) of channel \(channel): \(a) and \(b)" }
            }
        }
        return nil
    }

    // MARK: What it says of itself

    private mutating func checkDescription() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        guard let descriptor = plugin.plugin.pointee.descriptor else {
            return fault(.descriptor, "there is none")
        }
        checkText(descriptor.pointee.id, "id")
        checkText(descriptor.pointee.name, "name")
        if let own = descriptor.pointee.id, String(cString: own) != id {
            fault(.descriptor, "another plugin was made than asked for")
        }
        checkFeatures(descriptor)
        if plugin.table("outboard.nonsense", ob_clap_plugin_latency.self) != nil {
            fault(.extensions, "it gives a table that nobody has heard of")
        }
        for name in [
            OB_CLAP_EXT_PARAMS, OB_CLAP_EXT_STATE, OB_CLAP_EXT_LATENCY, OB_CLAP_EXT_TAIL,
            OB_CLAP_EXT_AUDIO_PORTS,
        ] {
            let first = plugin.table(name, UInt8.self)
            plugin.activate()
            let second = plugin.table(name, UInt8.self)
            plugin.deactivate()
            if first != second { fault(.extensions, "\(name) is another table while active") }
        }
        checkParameters(plugin)
    }

    private mutating func checkText(_ text: UnsafePointer<CChar>?, _ name: String) {
        if text == nil || text?.pointee == 0 { fault(.descriptor, "it has no \(name)") }
    }

    private mutating func checkFeatures(_ descriptor: UnsafePointer<ob_clap_descriptor>) {
        guard var feature = descriptor.pointee.features else {
            return fault(.descriptor, "it has no features")
        }
        var names: [String] = []
        while let name = feature.pointee, names.count < 64 {
            names.append(String(cString: name))
            feature += 1
        }
        let kinds = ["audio-effect", "instrument", "note-effect", "note-detector", "analyzer"]
        if !names.contains(where: kinds.contains) {
            fault(.descriptor, "none of its features says what it is: \(names)")
        }
    }

    private mutating func checkParameters(_ plugin: CheckedPlugin) {
        if Set(plugin.parameters.map(\.id)).count != plugin.parameters.count {
            fault(.parameterIDs, "an id is there twice")
        }
        for parameter in plugin.parameters {
            let name = parameter.name
            if name.isEmpty { fault(.parameterInfo, "parameter \(parameter.id) has no name") }
            guard parameter.minimum.isFinite, parameter.maximum.isFinite,
                parameter.minimum <= parameter.maximum
            else {
                fault(.ranges, "\(name): \(parameter.minimum)...\(parameter.maximum)")
                continue
            }
            if !(parameter.minimum...parameter.maximum).contains(parameter.default) {
                fault(.defaults, "\(name): \(parameter.default)")
            }
            guard let value = plugin.value(parameter.id) else {
                fault(.parameterInfo, "\(name) has no value")
                continue
            }
            if value != parameter.default && !parameter.has(OB_CLAP_PARAM_IS_READONLY) {
                fault(.defaults, "\(name) stands at \(value), not at \(parameter.default)")
            }
        }
    }

    // MARK: Texts

    /// A text that a value gave gives a value back that has the same text.
    private mutating func checkTexts() throws(CLAPLibrary.Refusal) {
        let plugin = try plugin()
        defer { collect(plugin) }
        for parameter in plugin.parameters where !parameter.has(OB_CLAP_PARAM_IS_READONLY) {
            for part in [0, 0.013, 0.25, 0.5, 0.77, 1] {
                var value = parameter.minimum + (parameter.maximum - parameter.minimum) * part
                if parameter.has(OB_CLAP_PARAM_IS_STEPPED) { value = value.rounded() }
                guard let text = plugin.text(parameter.id, value) else {
                    fault(.texts, "\(parameter.name): none for \(value)")
                    continue
                }
                guard let back = plugin.parse(parameter.id, text) else {
                    fault(.texts, "\(parameter.name): '\(text)' is not understood")
                    continue
                }
                if !(parameter.minimum...parameter.maximum).contains(back) {
                    fault(.texts, "\(parameter.name): '\(text)' gives \(back)")
                } else if plugin.text(parameter.id, back) != text {
                    fault(.texts, "\(parameter.name): '\(text)' gives \(back), and another text")
                }
            }
            if misbehaves && plugin.parse(parameter.id, "nonsense !") != nil {
                fault(.texts, "\(parameter.name): nonsense is understood")
            }
        }
    }
}
