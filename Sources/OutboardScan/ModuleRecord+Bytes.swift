import OutboardHost
import OutboardModel

/// How records lie in the index file. Whoever changes this changes `IndexFile.magic`.
extension ModuleRecord {
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.add(module.format.rawValue)
        writer.add(module.path)
        writer.add(fingerprint)
        writer.add(each: plugins) { $0.add($1) }
        writer.add(each: blocked) { writer, blocked in
            writer.add(blocked.id?.text ?? "")
            writer.add(blocked.failure.kind.rawValue)
            writer.add(blocked.failure.message)
        }
        writer.add(each: presets.sorted { $0.key.text < $1.key.text }) { writer, presets in
            writer.add(presets.key.text)
            writer.add(each: presets.value) { writer, preset in
                writer.add(preset.id.text)
                writer.add(preset.name)
            }
        }
        writer.add(presetProblem)
        return writer.bytes
    }

    init(reading bytes: ArraySlice<UInt8>) throws(ByteReader.Damaged) {
        var reader = ByteReader(bytes)
        guard let format = PluginFormat(rawValue: try reader.text()) else {
            throw ByteReader.Damaged()
        }
        let module = PluginModule(format: format, path: try reader.text())
        self.init(module: module, fingerprint: try reader.integer())
        plugins = try reader.list { (reader) throws(ByteReader.Damaged) in
            try reader.plugin(format)
        }
        blocked = try reader.list { (reader) throws(ByteReader.Damaged) in
            let id = try reader.text()
            guard let kind = ScanFailure.Kind(rawValue: try reader.text()) else {
                throw ByteReader.Damaged()
            }
            return BlockedPlugin(
                module: module,
                id: id.isEmpty ? nil : PluginID(format: format, id),
                failure: ScanFailure(kind, try reader.text())
            )
        }
        let lists = try reader.list { (reader) throws(ByteReader.Damaged) in
            (
                PluginID(format: format, try reader.text()),
                try reader.list { (reader) throws(ByteReader.Damaged) in
                    InstalledPreset(id: PresetID(try reader.text()), name: try reader.text())
                }
            )
        }
        presets = Dictionary(lists) { first, _ in first }
        presetProblem = try reader.text()
        guard reader.isAtEnd else { throw ByteReader.Damaged() }
    }
}

extension ByteWriter {
    fileprivate mutating func add(_ plugin: ScannedPlugin) {
        let outline = plugin.outline
        for text in [outline.id.text, outline.name, outline.vendor, outline.kind, plugin.note] {
            add(text)
        }
        add(each: outline.aliases) { $0.add($1) }
        for count in [
            outline.audioInputs, outline.audioOutputs, outline.sideChainInputs,
            outline.eventInputs, outline.eventOutputs, plugin.parameterCount,
        ] { add(UInt32(clamping: count)) }
        add(plugin.details)
    }

    mutating func add(_ parameter: ParameterDescriptor) {
        for text in [
            parameter.symbol, parameter.name, parameter.unit, parameter.kind.rawValue,
            parameter.law.rawValue,
        ] { add(text) }
        for value in [parameter.minimum, parameter.maximum, parameter.default] { add(value) }
        add(UInt8(parameter.isRampable ? 1 : 0))
        add(each: parameter.choices) { writer, choice in
            writer.add(choice.value)
            writer.add(choice.label)
        }
    }
}

extension ByteReader {
    fileprivate mutating func plugin(_ format: PluginFormat) throws(Damaged) -> ScannedPlugin {
        let id = PluginID(format: format, try text())
        let (name, vendor, kind, note) = (try text(), try text(), try text(), try text())
        let aliases = try list { (reader) throws(Damaged) in try reader.text() }
        func count() throws(Damaged) -> Int { Int(try integer(UInt32.self)) }
        let outline = PluginDescriptor(
            id: id,
            aliases: aliases,
            name: name,
            vendor: vendor,
            kind: kind,
            audioInputs: try count(),
            audioOutputs: try count(),
            sideChainInputs: try count(),
            eventInputs: try count(),
            eventOutputs: try count(),
            parameters: []
        )
        return ScannedPlugin(
            outline: outline,
            parameterCount: try count(),
            note: note,
            try part()
        )
    }

    mutating func parameter() throws(Damaged) -> ParameterDescriptor {
        let (symbol, name, unit) = (try text(), try text(), try text())
        guard let kind = ParameterDescriptor.Kind(rawValue: try text()),
            let law = ParameterDescriptor.Law(rawValue: try text())
        else { throw Damaged() }
        return ParameterDescriptor(
            symbol: symbol,
            name: name,
            unit: unit,
            minimum: try number(),
            maximum: try number(),
            default: try number(),
            kind: kind,
            law: law,
            choices: [],
            isRampable: try integer(UInt8.self) != 0
        ).naming(
            try list { (reader) throws(Damaged) in
                ParameterDescriptor.Choice(value: try reader.number(), label: try reader.text())
            }
        )
    }
}

extension ParameterDescriptor {
    /// Itself with names for values.
    fileprivate func naming(_ choices: [Choice]) -> ParameterDescriptor {
        var named = self
        named.choices = choices
        return named
    }
}
