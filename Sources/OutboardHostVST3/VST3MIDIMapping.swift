import CVST3

/// Which parameters a plugin wants MIDI controllers, aftertouch and pitch bend to move.
struct VST3MIDIMapping {
    static let channels = 16
    static let controllers = OB_VST3_MAPPED_COUNT
    /// What is no parameter.
    static let none = UInt32.max
    /// A plugin that has so many controllers of one channel mapped has made parameters for them alone.
    private static let ownCountMin = 64

    /// By event bus, channel and controller, in this order.
    private(set) var ids: [UInt32] = []
    /// Parameters that are there for the mapping alone, and nothing that people would set.
    private(set) var ownIDs: Set<UInt32> = []

    /// [control]
    init(_ plugin: VST3Plugin, buses: Int) {
        guard let mapping = plugin.controller?.query(ob_vst3_midi_mapping.self), buses > 0 else {
            return
        }
        ids = Array(repeating: Self.none, count: buses * Self.channels * Self.controllers)
        var hasOwn = false
        for bus in 0..<buses {
            for channel in 0..<Self.channels {
                var count = 0
                for controller in 0..<Self.controllers {
                    var id = Self.none
                    let result = mapping.methods.get_parameter(
                        mapping.object,
                        Int32(bus),
                        Int16(channel),
                        Int16(controller),
                        &id
                    )
                    guard result == vst3OK, id != Self.none else { continue }
                    let place = (bus * Self.channels + channel) * Self.controllers + controller
                    ids[place] = id
                    count += 1
                }
                if count >= Self.ownCountMin { hasOwn = true }
            }
        }
        if hasOwn { ownIDs = Set(ids.filter { $0 != Self.none }) }
    }

    /// The same for the render thread. The caller frees it. nil: nothing is mapped.
    func makeTable() -> UnsafeMutablePointer<UInt32>? {
        guard ids.contains(where: { $0 != Self.none }) else { return nil }
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: ids.count)
        for (place, id) in ids.enumerated() { (table + place).initialize(to: id) }
        return table
    }
}
