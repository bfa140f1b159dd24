import CVST3

/// A plugin's buses, and which of their channels are the plugin's inputs and outputs.
///
/// Inputs are the channels of main buses and then those of auxiliary ones, which are side-chains. Outputs
/// are the channels of main buses; auxiliary outputs and buses of control voltage stay off.
struct VST3Buses: Equatable {
    struct Bus: Equatable {
        let isMain: Bool
        let isUsed: Bool
        /// Of the plugin's, the first that is this bus's; nothing where it is not used.
        var first = 0
        var channels: Int
    }

    private(set) var inputs: [Bus]
    private(set) var outputs: [Bus]
    let eventInputs: Int
    let eventOutputs: Int

    static let busesMax = 64
    static let channelsMax = 64
    static let eventBusesMax = 16

    /// As the plugin has them now. [control]
    init(of plugin: VST3Plugin) {
        inputs = Self.read(plugin, Int32(OB_VST3_INPUT))
        outputs = Self.read(plugin, Int32(OB_VST3_OUTPUT))
        let component = plugin.component
        func events(_ direction: Int) -> Int {
            let count = component.methods.count_buses(
                component.object,
                Int32(OB_VST3_EVENTS),
                Int32(direction)
            )
            return min(max(0, Int(count)), Self.eventBusesMax)
        }
        eventInputs = events(OB_VST3_INPUT)
        eventOutputs = events(OB_VST3_OUTPUT)
        Self.number(&inputs)
        Self.number(&outputs)
    }

    var inputChannels: Int { inputs.reduce(0) { $0 + ($1.isUsed ? $1.channels : 0) } }
    /// The channels of auxiliary inputs, which are the last.
    var sideChannels: Int { inputs.reduce(0) { $0 + ($1.isUsed && !$1.isMain ? $1.channels : 0) } }
    var outputChannels: Int { outputs.reduce(0) { $0 + ($1.isUsed ? $1.channels : 0) } }

    /// Those that `activate` turns on.
    var active: Set<VST3BusName> {
        var names: Set<VST3BusName> = []
        for (media, direction, buses) in audio {
            for (index, bus) in buses.enumerated() where bus.isUsed {
                names.insert(VST3BusName(media: media, direction: direction, index: Int32(index)))
            }
        }
        for (direction, count) in [(OB_VST3_INPUT, eventInputs), (OB_VST3_OUTPUT, eventOutputs)] {
            for index in 0..<count {
                names.insert(
                    VST3BusName(
                        media: Int32(OB_VST3_EVENTS),
                        direction: Int32(direction),
                        index: Int32(index)
                    )
                )
            }
        }
        return names
    }

    private var audio: [(media: Int32, direction: Int32, buses: [Bus])] {
        [
            (Int32(OB_VST3_AUDIO), Int32(OB_VST3_INPUT), inputs),
            (Int32(OB_VST3_AUDIO), Int32(OB_VST3_OUTPUT), outputs),
        ]
    }

    /// Asks for the arrangement that the plugin has, with stereo for main buses that are wider. One that is
    /// refused leaves the plugin's own. [control & !active]
    static func arrange(_ plugin: VST3Plugin) {
        let wide = arrangements(plugin)
        var narrow = wide
        for (place, bus) in read(plugin, Int32(OB_VST3_INPUT)).enumerated()
        where bus.isMain && bus.channels > 2 {
            narrow.inputs[place] = UInt64(OB_VST3_STEREO)
        }
        for (place, bus) in read(plugin, Int32(OB_VST3_OUTPUT)).enumerated()
        where bus.isMain && bus.channels > 2 {
            narrow.outputs[place] = UInt64(OB_VST3_STEREO)
        }
        let isTaken = set(plugin, narrow)
        if !isTaken, narrow != wide { _ = set(plugin, wide) }
    }

    /// Turns on what is used, and the rest off. [control & !active]
    func activate(_ plugin: VST3Plugin) {
        let component = plugin.component
        for (media, direction, buses) in audio {
            for (index, bus) in buses.enumerated() {
                _ = component.methods.activate_bus(
                    component.object,
                    media,
                    direction,
                    Int32(index),
                    bus.isUsed ? 1 : 0
                )
            }
        }
        for name in active where name.media == Int32(OB_VST3_EVENTS) {
            _ = component.methods.activate_bus(
                component.object,
                name.media,
                name.direction,
                name.index,
                1
            )
        }
    }

    private struct Arrangements: Equatable {
        var inputs: [UInt64]
        var outputs: [UInt64]
    }

    private static func arrangements(_ plugin: VST3Plugin) -> Arrangements {
        func all(_ direction: Int) -> [UInt64] {
            read(plugin, Int32(direction)).enumerated().map { place, bus in
                arrangement(plugin, Int32(direction), Int32(place)) ?? usual(bus.channels)
            }
        }
        return Arrangements(inputs: all(OB_VST3_INPUT), outputs: all(OB_VST3_OUTPUT))
    }

    private static func set(_ plugin: VST3Plugin, _ wanted: Arrangements) -> Bool {
        // Where there are no buses there is an address all the same.
        var inputs = wanted.inputs + [0]
        var outputs = wanted.outputs + [0]
        let processor = plugin.processor
        return processor.methods.set_arrangements(
            processor.object,
            &inputs,
            Int32(wanted.inputs.count),
            &outputs,
            Int32(wanted.outputs.count)
        ) == vst3OK
    }

    private static func arrangement(
        _ plugin: VST3Plugin,
        _ direction: Int32,
        _ index: Int32
    ) -> UInt64? {
        var speakers: UInt64 = 0
        let processor = plugin.processor
        let result = processor.methods.get_arrangement(
            processor.object,
            direction,
            index,
            &speakers
        )
        return result == vst3OK && speakers != 0 ? speakers : nil
    }

    private static func usual(_ channels: Int) -> UInt64 {
        switch channels {
        case ..<1: 0
        case 1: UInt64(OB_VST3_MONO)
        case 64...: .max
        default: 1 << UInt64(channels) - 1
        }
    }

    private static func read(_ plugin: VST3Plugin, _ direction: Int32) -> [Bus] {
        let component = plugin.component
        let media = Int32(OB_VST3_AUDIO)
        let count = component.methods.count_buses(component.object, media, direction)
        return (0..<Int32(min(max(0, Int(count)), busesMax))).map { index in
            var info = ob_vst3_bus_info()
            let result = component.methods.get_bus(
                component.object,
                media,
                direction,
                index,
                &info
            )
            guard result == vst3OK else { return Bus(isMain: false, isUsed: false, channels: 0) }
            let speakers = arrangement(plugin, direction, index)
            let channels = speakers?.nonzeroBitCount ?? Int(info.channels)
            let isMain = info.type == Int32(OB_VST3_BUS_MAIN)
            let isVoltage = info.flags & UInt32(OB_VST3_BUS_CONTROL_VOLTAGE) != 0
            return Bus(
                isMain: isMain,
                isUsed: !isVoltage && (isMain || direction == Int32(OB_VST3_INPUT)),
                channels: min(max(0, channels), channelsMax)
            )
        }
    }

    private static func number(_ buses: inout [Bus]) {
        var next = 0
        for wantsMain in [true, false] {
            for place in buses.indices where buses[place].isUsed && buses[place].isMain == wantsMain
            {
                buses[place].first = next
                next += buses[place].channels
            }
        }
    }
}
