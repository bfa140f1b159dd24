import Glibc
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

/// What a parameter's move costs on its way to the clients, by how large the session is.
@Suite(.serialized)
struct StateCostTests {
    /// Tracks with ten inserts each.
    private static func session(insertCount: Int) -> String {
        let tracks = (0..<insertCount / 10).map { track in
            let inserts = (0..<10).map {
                """
                {"id":"g\(track)-\($0)","plugin":{"format":"lv2","id":"urn:outboard:fixture:gain"}}
                """
            }
            return """
                {"id":"t\(track)","name":"T","source":{"kind":"none"},
                 "inserts":[\(inserts.joined(separator: ","))]}
                """
        }
        return "{\"version\":1,\"id\":\"test\",\"name\":\"Test\",\"master\":{},\"tracks\":["
            + tracks.joined(separator: ",") + "]}"
    }

    private struct Cost {
        /// Of the thread, for each move.
        var nanoseconds: Double
        var bytes: Int
        var operations: Int
    }

    private func cost(insertCount: Int) async throws -> Cost {
        let fixture = try EngineFixture(session: Self.session(insertCount: insertCount))
        try await fixture.start()
        let (nanoseconds, deltas) = await fixture.engine.movesToDeltas(
            track: TrackID("t0"),
            insert: InsertID("g0-5")
        )
        await fixture.engine.stop()
        return Cost(
            nanoseconds: nanoseconds,
            bytes: deltas.map { $0.patch.json.compactText.utf8.count }.max() ?? 0,
            operations: deltas.map(\.patch.operations.count).max() ?? 0
        )
    }

    @Test func aMoveCostsTheSameInASessionOfAThousandInserts() async throws {
        let small = try await cost(insertCount: 10)
        let large = try await cost(insertCount: 1_000)
        print(
            "a move: \(small.nanoseconds) ns among 10 inserts, \(large.nanoseconds) ns among 1000"
        )
        #expect(large.operations == small.operations && small.operations <= 3)
        #expect(large.bytes == small.bytes)
        // A hundred times as many inserts: whatever looks at all of them is far beyond this.
        #expect(large.nanoseconds < 8 * small.nanoseconds)
    }
}

extension Engine {
    /// Moves a parameter again and again, from the commit to the delta.
    ///
    /// - Returns: the thread's time for one move, the best of several rounds, and the last round's deltas.
    fileprivate func movesToDeltas(
        track: TrackID,
        insert: InsertID
    ) -> (nanoseconds: Double, deltas: [StateDelta]) {
        let plugin = player!.session.loaded.inserts[insert]!
        let moveCount = 500
        var best = Double.infinity
        var deltas: [StateDelta] = []
        for round in 0..<6 {
            deltas = []
            let begin = threadNanoseconds()
            for move in 0..<moveCount {
                let revision = state!.revision + 1
                let change = StateDelta.Change(revision: revision, changedBy: .nobody)
                let value = Double(move % 10 + 1 + round % 2) / 4
                state!.open(change, [.parameter(track, plugin, index: 0, value: value)])
                state!.close(revision)
                guard case .delta(let delta) = state!.take(now: Int64(move)) else { continue }
                deltas.append(delta)
            }
            best = min(best, Double(threadNanoseconds() - begin) / Double(moveCount))
        }
        precondition(deltas.count == moveCount, "each move is told")
        return (best, deltas)
    }

    private func threadNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
