import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Testing

@testable import OutboardClient
@testable import OutboardServer

/// Two hundred clients on bad lines edit one session.
///
/// `OUTBOARD_MODEL_ROUNDS` and `OUTBOARD_MODEL_SEED` say otherwise: `make flaky`.
@Suite(.serialized)
struct ModelTests {
    private static let clientCount = 200
    private static let tracks = (0..<6).map { "t\($0)" }

    private static var session: String {
        let list = tracks.map { id in
            """
            {"id":"\(id)","name":"\(id)","source":{"kind":"input","channels":[0,1]},
             "inserts":[{"id":"gain-\(id)","plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}]}
            """
        }
        return "{\"version\":1,\"id\":\"test\",\"name\":\"Test\",\"master\":{},\"tracks\":["
            + list.joined(separator: ",") + "]}"
    }

    /// All that one run has.
    private final class Run {
        let rig: ConnectionRig
        var random: SeededGenerator
        var clients: [FlakyClient]
        var nameCount = 0
        private(set) var switchCount = 0

        init(_ rig: ConnectionRig, seed: UInt64) {
            self.rig = rig
            random = SeededGenerator(seed: seed)
            clients = (0..<clientCount).map { FlakyClient($0, seed: seed &+ UInt64($0)) }
        }

        var now: Int64 { rig.clock.nowNanoseconds }

        func chance(_ part: Int, in whole: Int) -> Bool {
            Int.random(in: 0..<whole, using: &random) < part
        }

        // MARK: One round

        func connectAll() async throws {
            for client in clients where client.wantsLine {
                let line = try await rig.open(awaitsHello: false)
                client.connect(line, now: now)
            }
            let open = clients.compactMap(\.line)
            for _ in 0..<1_000 where !open.allSatisfy({ !$0.outbound.isEmpty }) {
                await Task.yield()
                await open[0].barrier()
            }
        }

        func edit(_ client: FlakyClient) {
            let track = TrackID(tracks.randomElement(using: &random)!)
            let value = Double(Int.random(in: 0...8, using: &random)) / 8
            let request: Request
            switch Int.random(in: 0..<128, using: &random) {
            case 0..<46: request = .trackFader(track: track, levelDecibels: -60 * value)
            case 46..<70: request = .trackPan(track: track, pan: value)
            case 70..<86: request = .trackMute(track: track, isMuted: value > 0.5)
            case 86..<118:
                request = .pluginParameter(
                    PluginParameterRequest(
                        track: track,
                        insert: InsertID("gain-" + track.text),
                        parameter: "gain",
                        value: value
                    )
                )
            case 118..<120: request = renameSession()
            // As it was on disk: all that was done to it is gone, and everybody begins anew.
            case 120: request = .sessionLoad(SessionID("test"))
            default: request = rename(track)
            }
            if case .sessionLoad = request { switchCount += 1 }
            client.ask(request, now: now)
        }

        private func rename(_ track: TrackID) -> Request {
            nameCount += 1
            return .edit(.rename(track, "name \(nameCount)"))
        }

        private func renameSession() -> Request {
            nameCount += 1
            return .edit(.renameSession("session \(nameCount)"))
        }

        func disturb(_ client: FlakyClient) async {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: await client.lose(now: now)
            case 1...2: client.duplicate(using: &random)
            case 3...4: client.reorder(using: &random)
            case 5: await client.line?.setWritable(false)
            case 6...9: await client.line?.setWritable(true)
            default: break
            }
        }

        func render() async throws {
            try rig.fixture.advance(frames: 256)
            await rig.advance(milliseconds: 5)
            await rig.fixture.engine.tick()
            await clients.lazy.compactMap(\.line).first?.barrier()
        }

        func round() async throws {
            try await connectAll()
            for client in clients {
                if client.line != nil, chance(1, in: 6) { edit(client) }
                await disturb(client)
                client.deliverUp(Int.random(in: 0...3, using: &random))
                client.deliverDown(Int.random(in: 0...6, using: &random), now: now)
                client.core.tick(now: now)
                client.act()
                if client.wantsLine, client.line != nil { await client.lose(now: now) }
            }
            try await render()
        }

        /// All lines are good from here on, until nothing is on its way.
        func calm() async throws {
            var quietRounds = 0
            for _ in 0..<2_000 {
                try await connectAll()
                for client in clients {
                    if client.line?.channel.isWritable == false {
                        await client.line?.setWritable(true)
                    }
                    client.deliverUp(.max)
                    client.deliverDown(.max, now: now)
                    client.core.tick(now: now)
                    client.act()
                    if client.wantsLine, client.line != nil { await client.lose(now: now) }
                }
                try await render()
                let isQuiet = clients.allSatisfy {
                    $0.isLive && $0.isQuiet && $0.answers.count == $0.asked.count
                }
                quietRounds = isQuiet ? quietRounds + 1 : 0
                // Longer than a delta may wait for the next one's time.
                if quietRounds == 6 { return }
            }
            let restless = clients.filter {
                !($0.isLive && $0.isQuiet && $0.answers.count == $0.asked.count)
            }
            Issue.record("it does not come to rest: \(restless.map(\.summary))")
        }
    }

    @Test func everybodyEndsWithTheServersStateAndNothingAcknowledgedIsLost() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed =
            environment["OUTBOARD_MODEL_SEED"].flatMap(UInt64.init) ?? .random(in: 0...(.max))
        let rounds = environment["OUTBOARD_MODEL_ROUNDS"].flatMap(Int.init) ?? 25
        print("model test: OUTBOARD_MODEL_SEED=\(seed) OUTBOARD_MODEL_ROUNDS=\(rounds)")
        let rig = try await ConnectionRig(session: Self.session) {
            $0.messagesPerSecond = 1_000_000
            // Small, so that slow clients lose their deltas in so short a time.
            $0.unreadDeltaBytesMax = 4_096
        }
        let run = Run(rig, seed: seed)
        for client in run.clients {
            client.core.start(now: run.now)
            client.act()
        }
        for _ in 0..<rounds { try await run.round() }
        try await run.calm()
        try await check(run)
        await rig.stop()
    }

    private func check(_ run: Run) async throws {
        let expected = try await run.rig.fixture.engine.snapshot(of: SessionID("test"))
        for client in run.clients {
            let mirror = try #require(client.core.mirror)
            #expect(mirror.revision == expected.revision, "client \(client.index)")
            let isSame = mirror.session == expected.session.json
            #expect(isSame, "client \(client.index)")
        }
        checkEdits(run, until: expected.revision)
    }

    /// Every revision is somebody's acknowledged edit, and one's alone: nothing was lost or done twice. Who lost
    /// its line while another session came is told that nobody knows, and may own one that nobody else does.
    private func checkEdits(_ run: Run, until last: UInt64) {
        var owners: [UInt64: [String]] = [:]
        var editCount = 0
        var unknownCount = 0
        for client in run.clients {
            for (id, answer) in client.answers {
                if case .failure(let error as ClientError) = answer, error.code == .connectionLost,
                    run.switchCount > 0
                {
                    unknownCount += 1
                    continue
                }
                guard case .success(let ack) = answer else {
                    Issue.record("client \(client.index): \(id) failed: \(answer)")
                    continue
                }
                editCount += 1
                guard ack.status != .superseded, let revision = ack.revision else { continue }
                owners[revision, default: []].append("\(client.index)/\(id)")
            }
        }
        print(
            "model test: \(editCount) edits, \(unknownCount) of which nobody knows, "
                + "\(run.switchCount) switches, \(last) revisions"
        )
        let unclaimed = (0..<last).map { $0 + 1 }.filter { owners[$0] == nil }
        #expect(unclaimed.count <= unknownCount, "\(unclaimed)")
        #expect(owners.keys.allSatisfy { $0 <= last })
        for (revision, names) in owners where names.count != 1 {
            Issue.record("revision \(revision) belongs to \(names)")
        }
    }
}
