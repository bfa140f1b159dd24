import CLilv
import CRealtime
import OutboardHost

@testable import OutboardHostLV2

extension ob_event {
    /// A message of at most 8 bytes.
    init(frame: Int, port: Int = 0, _ message: [UInt8]) {
        self.init()
        self.frame = UInt32(frame)
        self.port = UInt8(port)
        size = UInt8(message.count)
        withUnsafeMutableBytes(of: &bytes) { $0.copyBytes(from: message) }
    }

    var message: [UInt8] { withUnsafeBytes(of: bytes) { Array($0.prefix(Int(size))) } }
}

/// An event as a plugin sees it in its port.
struct SeenEvent: Equatable {
    var frame: Int
    var isMIDI: Bool
    var bytes: [UInt8]
}

extension PluginBench {
    private var lv2: LV2Instance { instance as! LV2Instance }

    /// What did not reach the plugin.
    var droppedEvents: Int { lv2.droppedEvents }

    /// What the last block left in an atom input.
    func seenEvents(input: Int = 0) -> [SeenEvent] {
        let port = lv2.ports.atomInputs[input]
        let midi = lv2.host.table.number(of: LV2Name.midi + "MidiEvent")
        let base = UnsafeRawPointer(port.sequence)
        var seen: [SeenEvent] = []
        var at = MemoryLayout<LV2_Atom_Sequence>.size
        while at < Int(port.sequence.pointee.atom.size) + MemoryLayout<LV2_Atom>.size {
            let event = base.load(fromByteOffset: at, as: LV2_Atom_Event.self)
            let size = Int(event.body.size)
            let body = UnsafeRawBufferPointer(start: base + at + 16, count: size)
            seen.append(
                SeenEvent(
                    frame: Int(event.time.frames),
                    isMIDI: event.body.type == midi,
                    bytes: Array(body)
                )
            )
            at += 16 + (size + 7) & ~7
        }
        return seen
    }
}
