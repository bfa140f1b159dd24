import NIOEmbedded
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Synchronization
import Testing

@testable import OutboardClient
@testable import OutboardServer

/// A client on a bad line: what either end sends stays on the way for as long as the test wants, comes twice,
/// in another order, or not at all.
final class FlakyClient {
    let index: Int
    var core: LinkCore
    private(set) var line: Line?
    /// Opened since it was looked at last, and not connected yet.
    var wantsLine = false

    /// From the client, and not at the server yet.
    private var up: [String] = []
    /// How much of what the server wrote has come to the client.
    private var heardCount = 0
    /// Ids in the order in which they came to the server on this line, without pings.
    private var askedHere: [String] = []
    private var answeredHere: [String] = []
    private var lastRevision: [String: UInt64] = [:]

    /// By the request's id.
    private(set) var asked: [String: Request] = [:]
    private(set) var answers: [String: Result<Ack, any Error>] = [:]

    init(_ index: Int, seed: UInt64) {
        self.index = index
        var configuration = LinkConfiguration(
            client: "model",
            clientID: "client-\(index)",
            session: SessionID("test")
        )
        configuration.topics = [.state]
        core = LinkCore(configuration, random: SeededGenerator(seed: seed))
    }

    // MARK: Its own life

    func act() {
        for action in core.takeActions() {
            switch action {
            case .open: wantsLine = true
            case .send(let text): up.append(String(decoding: text, as: UTF8.self))
            case .answer(let id, let answer):
                #expect(answers[id] == nil, "client \(index): \(id) is answered twice")
                answers[id] = answer
            case .close, .tell, .show, .pass: break
            }
        }
    }

    func ask(_ request: Request, now: Int64) {
        asked[core.request(request, now: now)] = request
        act()
    }

    var isLive: Bool { if case .live = core.state { true } else { false } }

    // MARK: The line

    func connect(_ line: Line, now: Int64) {
        self.line = line
        wantsLine = false
        core.opened(now: now)
        act()
    }

    /// Everything that is on its way is lost.
    func lose(now: Int64) async {
        guard let line else { return }
        self.line = nil
        await line.disconnect()
        up = []
        heardCount = 0
        askedHere = []
        answeredHere = []
        core.closed(nil, now: now)
        act()
    }

    /// Brings so many messages to the server.
    func deliverUp(_ count: Int) {
        guard let line else { return }
        for text in up.prefix(count) {
            if let message = try? JSONValue(parsing: text.utf8), let id = message["id"]?.string,
                message["type"] != "PING"
            {
                askedHere.append(id)
            }
            line.inject(text)
        }
        up.removeFirst(min(count, up.count))
    }

    /// Sends something once more that is on its way already.
    func duplicate(using random: inout SeededGenerator) {
        guard let text = up.randomElement(using: &random), isEdit(text) else { return }
        up.append(text)
    }

    /// Changes the order of edits that are not sent yet.
    func reorder(using random: inout SeededGenerator) {
        let places = up.indices.filter { isEdit(up[$0]) }
        for (place, text) in zip(places, places.map({ up[$0] }).shuffled(using: &random)) {
            up[place] = text
        }
    }

    private func isEdit(_ text: String) -> Bool {
        text.contains("\"type\":\"TRACK_") || text.contains("\"type\":\"PLUGIN_")
    }

    /// Brings so many of the server's messages to the client.
    func deliverDown(_ count: Int, now: Int64) {
        guard let line else { return }
        let news = line.outbound.dropFirst(heardCount).prefix(count)
        heardCount += news.count
        for case let bytes? in news.map(\.text) {
            check(bytes)
            core.received(bytes, now: now)
            act()
        }
    }

    /// What no client may see, whatever its line does.
    private func check(_ bytes: [UInt8]) {
        guard let message = try? ServerMessage(reading: bytes) else {
            Issue.record("client \(index): the server said what is no message")
            return
        }
        let epoch = core.mirror?.epoch ?? ""
        switch message.type {
        case ServerMessage.ackType, ServerMessage.errorType:
            guard let id = message.id, askedHere.contains(id) else { return }
            answeredHere.append(id)
            let isInOrder = answeredHere.elementsEqual(askedHere.prefix(answeredHere.count))
            #expect(isInOrder, "client \(index): \(answeredHere) for \(askedHere)")
        case "state_delta":
            let from = UInt64(message.data["from"]?.number ?? 0)
            let last = lastRevision[epoch] ?? 0
            #expect(from >= last, "client \(index): from \(from) after \(last)")
            lastRevision[epoch] = UInt64(message.data["to"]?.number ?? 0)
        case "state_snapshot":
            let revision = UInt64(message.data["revision"]?.number ?? 0)
            let last = lastRevision[epoch] ?? 0
            #expect(revision >= last, "client \(index): \(revision) after \(last)")
            lastRevision[message.data["epoch"]?.string ?? ""] = revision
        default: break
        }
    }

    /// How it is, for who looks for what went wrong.
    var summary: String {
        let waiting = Set(asked.keys).subtracting(answers.keys).sorted()
        let last = line?.messages.suffix(4).map(\.type) ?? []
        return
            "\(index): \(core.state), mirror at \(core.mirror?.revision ?? 0), waits for \(waiting), "
            + "heard \(heardCount) of \(line?.outbound.count ?? 0), last \(last), "
            + "closed with \(line?.closeCode?.rawValue ?? 0)"
    }

    /// Whether nothing is on its way in either direction.
    var isQuiet: Bool { up.isEmpty && heardCount == (line?.outbound.count ?? 0) }
}

/// SplitMix64, so that a failure can be had again from its seed.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
