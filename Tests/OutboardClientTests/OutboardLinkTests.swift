import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Synchronization
import Testing

@testable import OutboardClient

/// The link with its surroundings: a server that the test plays, and time that it moves.
struct OutboardLinkTests {
    private func rig() -> (OutboardLink, StagedTransport, StagedClock) {
        var configuration = LinkConfiguration(
            client: "test",
            clientID: "box",
            session: SessionID("s")
        )
        configuration.jitter = 0
        let (transport, clock) = (StagedTransport(), StagedClock())
        return (
            OutboardLink(configuration, transport: transport, clock: clock), transport, clock
        )
    }

    private func live(_ wire: StagedWire, revision: Int, isResumed: Bool = false) {
        wire.sink.yield(.opened)
        wire.say("hello", ["protocols": [1], "auth": "none"])
        wire.say(
            "identified",
            ["epoch": "e", "revision": .integer(revision), "resumed": .bool(isResumed)]
        )
        guard !isResumed else { return }
        wire.say(
            "state_snapshot",
            ["epoch": "e", "revision": .integer(revision), "session": ["name": "Demo"]]
        )
    }

    @Test func aRequestOutlivesItsConnection() async throws {
        let (link, transport, clock) = rig()
        var states = link.states.makeAsyncIterator()
        await link.start()
        let first = await transport.nextWire()
        live(first, revision: 1)
        for expected in [LinkState.connecting, .syncing, .live(roundTripMilliseconds: nil)] {
            #expect(await states.next() == expected)
        }
        #expect(await link.session?.session == ["name": "Demo"])
        let asking = Task { try await link.request(.trackMute(track: .master, isMuted: true)) }
        let asked = await first.nextSent("TRACK_MUTE")
        first.end(nil)
        let until = await clock.nextWait()
        #expect(
            await states.next() == .waiting(attempt: 1, untilNanoseconds: clock.now + 250_000_000)
        )
        clock.advance(to: until)
        let second = await transport.nextWire()
        live(second, revision: 1, isResumed: true)
        let again = await second.nextSent("TRACK_MUTE")
        #expect(again == asked)
        second.say(
            "ack",
            ["status": "applied", "revision": 2, "duplicate": true],
            id: again["id"]?.string
        )
        #expect(try await asking.value.revision == 2)
        await link.stop()
        #expect(await link.state == .offline)
        clock.advance(to: .max)
    }

    @Test func stoppingEndsEverything() async throws {
        let (link, transport, clock) = rig()
        await link.start()
        let wire = await transport.nextWire()
        live(wire, revision: 1)
        let asking = Task { try await link.request(.sessionSave) }
        _ = await wire.nextSent("SESSION_SAVE")
        await link.stop()
        await #expect(throws: ClientError.self) { try await asking.value }
        #expect(wire.isClosed)
        var last: LinkState?
        for await state in link.states { last = state }
        #expect(last == .offline)
        clock.advance(to: .max)
    }
}

/// Connections that a test answers for.
private final class StagedTransport: Transport {
    private let wires: AsyncStream<StagedWire>
    private let sink: AsyncStream<StagedWire>.Continuation

    init() { (wires, sink) = AsyncStream.makeStream() }

    func open() -> any Wire {
        let wire = StagedWire()
        sink.yield(wire)
        return wire
    }

    func nextWire() async -> StagedWire { await wires.first { _ in true }! }
}

private final class StagedWire: Wire {
    let events: AsyncStream<WireEvent>
    let sink: AsyncStream<WireEvent>.Continuation
    private let sent: AsyncStream<JSONValue>
    private let sentSink: AsyncStream<JSONValue>.Continuation
    private let closed = Atomic<Bool>(false)

    init() {
        (events, sink) = AsyncStream.makeStream()
        (sent, sentSink) = AsyncStream.makeStream()
    }

    var isClosed: Bool { closed.load(ordering: .relaxed) }

    func send(_ text: [UInt8]) { sentSink.yield(try! JSONValue(parsing: text)) }
    func close() { closed.store(true, ordering: .relaxed) }

    func say(_ type: String, _ data: JSONObject, id: String? = nil) {
        let text = ServerMessage(type: type, id: id, data: data).text(timeMilliseconds: 0)
        sink.yield(.text(Array(text.utf8)))
    }

    func end(_ code: WebSocketCloseCode?) {
        sink.yield(.closed(code))
        sink.finish()
    }

    func nextSent(_ type: String) async -> JSONValue {
        await sent.first { $0["type"]?.string == type }!
    }
}

/// Time that stands until it is moved.
private final class StagedClock: LinkClock {
    private struct State {
        var now: Int64 = 1_000_000_000
        var sleepers: [(until: Int64, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: Int64 { state.withLock { $0.now } }

    func sleep(until nanoseconds: Int64) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.now < nanoseconds else { return true }
                state.sleepers.append((nanoseconds, continuation))
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// When somebody wakes who sleeps for a quarter of a second, once there is one.
    func nextWait() async -> Int64 {
        while true {
            let due = state.withLock { state in
                state.sleepers.map(\.until).first {
                    $0 == state.now + 250_000_000
                }
            }
            if let due { return due }
            await Task.yield()
        }
    }

    func advance(to nanoseconds: Int64) {
        let due = state.withLock { state in
            state.now = nanoseconds
            defer { state.sleepers.removeAll { $0.until <= nanoseconds } }
            return state.sleepers.filter { $0.until <= nanoseconds }
        }
        for sleeper in due { sleeper.wake.resume() }
    }

    deinit { for sleeper in state.withLock({ $0.sleepers }) { sleeper.wake.resume() } }
}
