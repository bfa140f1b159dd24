import CRealtime
import OutboardHost
import OutboardModel

/// Notes and controllers as a player might send them, and now and then more than anybody would.
struct NoteMaker {
    private var noise: Noise
    private var sounding: [UInt8] = []

    init(seed: UInt64) { noise = Noise(seed: seed ^ 0x6E6F_7465) }

    /// In the order of their frames; none for a plugin that takes none.
    mutating func events(for plugin: PluginDescriptor, frames: Int) -> [ob_event] {
        guard plugin.eventInputs > 0, Bool.random(using: &noise) else { return [] }
        let count = Int.random(in: 0...100, using: &noise) == 0 ? 64 : 3
        let times = (0..<count).map { _ in Int.random(in: 0..<frames, using: &noise) }.sorted()
        return times.map { event(at: $0) }
    }

    private mutating func event(at frame: Int) -> ob_event {
        switch Int.random(in: 0..<10, using: &noise) {
        case 0..<4:
            let key = UInt8.random(in: 24...100, using: &noise)
            sounding.append(key)
            return Self.event(frame, 0x90, key, UInt8.random(in: 1...127, using: &noise))
        case 4..<8:
            let key = sounding.popLast() ?? 60
            return Self.event(frame, 0x80, key, 64)
        case 8:
            let controller = UInt8.random(in: 0...119, using: &noise)
            return Self.event(frame, 0xB0, controller, UInt8.random(in: 0...127, using: &noise))
        default:
            return Self.event(frame, 0xE0, 0, UInt8.random(in: 0...127, using: &noise))
        }
    }

    private static func event(
        _ frame: Int,
        _ status: UInt8,
        _ first: UInt8,
        _ second: UInt8
    ) -> ob_event {
        var event = ob_event()
        event.frame = UInt32(frame)
        event.size = 3
        event.bytes.0 = status
        event.bytes.1 = first
        event.bytes.2 = second
        return event
    }
}
