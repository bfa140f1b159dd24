import CLilv
import OutboardHost
import OutboardModel

/// One of a plugin's programs, by KXStudio's extension.
struct LV2Program: Equatable {
    let bank: UInt32
    let number: UInt32

    init(bank: UInt32, number: UInt32) {
        self.bank = bank
        self.number = number
    }

    /// nil: the preset is none.
    init?(_ preset: PresetID) {
        let parts = preset.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "program", let bank = UInt32(parts[1]),
            let number = UInt32(parts[2])
        else { return nil }
        self.init(bank: bank, number: number)
    }

    var preset: PresetID { PresetID("program:\(bank):\(number)") }
}

/// Programs are presets that only the plugin itself knows: an instance is made to ask for them.
extension LV2Host {
    /// A plugin that gives more has lost count.
    private static let programsMax: UInt32 = 16_384

    /// None for a plugin that does not say that it has some, or cannot be had.
    func programs(of plugin: OpaquePointer, _ id: PluginID) -> [InstalledPreset] {
        guard lilv_plugin_has_extension_data(plugin, world.node(LV2Name.programs)),
            let instance = try? load(id, Self.askingConfiguration)
        else { return [] }
        return programs(of: instance).map { InstalledPreset(id: $0.program.preset, name: $0.name) }
    }

    func preset(_ program: LV2Program, of id: PluginID) throws(HostError) -> Preset {
        let instance = try load(id, Self.askingConfiguration)
        guard let interface = instance.programs,
            let found = programs(of: instance).first(where: { $0.program == program })
        else {
            throw HostError(
                .presetNotFound,
                subject: program.preset.text,
                message: "\(id.text) has no such program"
            )
        }
        let handle = instance.instance.pointee.lv2_handle
        interface.pointee.select_program(handle, program.bank, program.number)
        let bank = instance.ports.parameters
        var values: [String: Double] = [:]
        for (index, parameter) in instance.descriptor.parameters.enumerated() {
            // The plugin writes into its ports, as far as it has some that the program changes.
            let value = Double(bank.pointee.values[index])
            guard value.isFinite else { continue }
            values[parameter.symbol] = min(max(value, parameter.minimum), parameter.maximum)
        }
        return Preset(
            id: program.preset,
            name: found.name,
            plugin: id,
            parameters: values,
            state: instance.hasState ? try instance.saveState() : nil
        )
    }

    private func programs(of instance: LV2Instance) -> [(program: LV2Program, name: String)] {
        guard let interface = instance.programs else { return [] }
        let handle = instance.instance.pointee.lv2_handle
        var found: [(program: LV2Program, name: String)] = []
        for index in 0..<Self.programsMax {
            guard let program = interface.pointee.get_program(handle, index)?.pointee else { break }
            let place = LV2Program(bank: program.bank, number: program.program)
            let name = program.name.map { String(cString: $0) } ?? ""
            found.append((place, name.isEmpty ? "\(program.bank):\(program.program)" : name))
        }
        return found
    }

    /// Nothing is heard of an instance that is only asked.
    private static let askingConfiguration = ProcessConfiguration(
        sampleRateHertz: nominalSampleRateHertz,
        blockFramesMax: 64,
        isOffline: true
    )
}

extension LV2Instance {
    fileprivate var programs: UnsafePointer<ob_lv2_programs>? {
        lilv_instance_get_extension_data(instance, LV2Name.programs)?
            .assumingMemoryBound(to: ob_lv2_programs.self)
    }
}
