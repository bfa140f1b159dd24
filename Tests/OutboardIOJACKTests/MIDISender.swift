import CJACK
import Foundation
import Synchronization

@testable import OutboardIOJACK

/// A message and its place in a cycle.
struct Message: Equatable {
    var frame: Int
    var bytes: [UInt8]
}

/// A client that sends one list of messages a cycle, when told to, and then nothing more.
final class MIDISender {
    private struct State: ~Copyable {
        let cycles: [[Message]]
        var ports: [OpaquePointer] = []
        var next = 0
        /// Messages that JACK did not take.
        let refused = Atomic<Int>(0)
        let isSending = Atomic<Bool>(false)

        init(_ cycles: [[Message]]) { self.cycles = cycles }
    }
    private let client: OpaquePointer
    private let state: UnsafeMutablePointer<State>

    struct DidNotStart: Error {}

    /// - Parameters:
    ///   - portCount: ports `out_1`...; each sends its share of a cycle's messages, in turn.
    ///   - flags: what its ports are besides outputs.
    init(
        _ cycles: [[Message]],
        on server: JACKServer,
        portCount: Int = 1,
        flags: JackPortFlags = JackPortFlags(0)
    ) throws {
        var status = jack_status_t(0)
        guard let client = ob_jack_open("sender", server.name, &status) else { throw DidNotStart() }
        self.client = client
        state = .allocate(capacity: 1)
        state.initialize(to: State(cycles))
        for port in 1...portCount {
            state.pointee.ports.append(
                jack_port_register(
                    client,
                    "out_\(port)",
                    JACK_DEFAULT_MIDI_TYPE,
                    UInt(JackPortIsOutput.rawValue | flags.rawValue),
                    0
                )
            )
        }
        jack_set_process_callback(client, Self.process, state)
        jack_activate(client)
    }

    deinit {
        jack_client_close(client)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    var refusedCount: Int { state.pointee.refused.load(ordering: .relaxed) }

    func send() { state.pointee.isSending.store(true, ordering: .releasing) }

    private static let process: JackProcessCallback = { frames, argument in
        let state = argument!.assumingMemoryBound(to: State.self)
        let buffers = state.pointee.ports.map { jack_port_get_buffer($0, frames) }
        for buffer in buffers { jack_midi_clear_buffer(buffer) }
        guard state.pointee.isSending.load(ordering: .acquiring),
            state.pointee.next < state.pointee.cycles.count
        else { return 0 }
        for (index, message) in state.pointee.cycles[state.pointee.next].enumerated() {
            let error = jack_midi_event_write(
                buffers[index % buffers.count],
                jack_nframes_t(message.frame),
                message.bytes,
                message.bytes.count
            )
            if error != 0 { state.pointee.refused.wrappingAdd(1, ordering: .relaxed) }
        }
        state.pointee.next += 1
        return 0
    }
}
