import OutboardProtocol
import Testing

@testable import OutboardSession

struct JobDeskTests {
    private func add(
        _ desk: inout JobDesk,
        _ kind: JobState.Kind = .render
    ) throws(RequestError) -> String {
        try desk.add(kind, title: "t", user: "ana", file: "f.wav", time: 1).id
    }

    @Test func oneRendersAndTheOthersWaitInOrder() throws {
        var desk = JobDesk(prefix: "j")
        let ids = [try add(&desk), try add(&desk), try add(&desk)]
        #expect(ids == ["j-1", "j-2", "j-3"])
        #expect(desk.nextToRender?.id == "j-1")
        #expect(desk.begin("j-1", time: 2)?.status == .active)
        #expect(desk.begin("j-1", time: 3) == nil)
        #expect(desk.nextToRender == nil)
        #expect(desk.end("j-1", .completed, frames: 9, time: 4)?.progress == 1)
        #expect(desk.nextToRender?.id == "j-2")
        // A scan is in nobody's way.
        let scan = try add(&desk, .scan)
        _ = desk.begin(scan, time: 5)
        #expect(desk.nextToRender?.id == "j-2")
    }

    @Test func sixteenMayWaitAndNotSeventeen() throws {
        var desk = JobDesk(prefix: "j")
        for _ in 0..<JobDesk.queueMax { _ = try add(&desk) }
        let refusal = #expect(throws: RequestError.self) { try add(&desk) }
        #expect(refusal?.code == .engineBusy)
        #expect(refusal?.details?["limit"]?.number == Double(JobDesk.queueMax))
        _ = try add(&desk, .scan)
    }

    /// A scan looks at hundreds of modules a second; who asks is told where it is now.
    @Test func progressIsToldFourTimesASecondAndKnownAlways() throws {
        var desk = JobDesk(prefix: "j")
        let ids = [try add(&desk), try add(&desk, .scan)]
        for id in ids { _ = desk.begin(id, time: 2) }
        var told = 0
        for step in 1...1_000 {
            for id in ids {
                let now = Int64(step) * 1_000_000
                if desk.note(id, progress: Double(step) / 1_000, now: now) != nil { told += 1 }
                #expect(desk[id]?.progress == Double(step) / 1_000)
            }
        }
        #expect(told == 2 * 4)
    }

    @Test func whatIsOverStaysWhatItBecame() throws {
        var desk = JobDesk(prefix: "j")
        let id = try add(&desk)
        _ = desk.begin(id, time: 2)
        #expect(desk.note(id, progress: 0.5, now: 0)?.progress == 0.5)
        #expect(desk.note(id, progress: 0.4, now: 1_000_000_000) == nil)
        #expect(desk.end(id, .failed, error: "no", time: 3)?.file == nil)
        #expect(desk.end(id, .completed, time: 4) == nil)
        #expect(desk.note(id, progress: 0.9, now: 2_000_000_000) == nil)
        #expect(desk[id]?.error == "no")
    }

    /// Seeded: whatever is done to jobs, the counts add up to all that were asked for.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func countsAddUp(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var desk = JobDesk(prefix: "j")
        var (asked, ids) = (0, [String]())
        for step in 0..<3_000 {
            let id = ids.isEmpty ? "none" : ids[Int(random.next() % UInt64(ids.count))]
            switch random.next() % 4 {
            case 0:
                guard let new = try? add(&desk) else { continue }
                ids.append(new)
                asked += 1
            case 1: _ = desk.nextToRender.flatMap { desk.begin($0.id, time: 1) }
            case 2: _ = desk.end(id, random.next() % 2 == 0 ? .completed : .failed, time: 1)
            default: _ = desk.end(id, .cancelled, time: 1)
            }
            let stats = desk.stats
            let sum =
                stats.queued + stats.active + stats.completed + stats.failed + stats.cancelled
            #expect(sum == asked && stats.total == asked, "seed \(seed), step \(step)")
            #expect(stats.active <= 1, "seed \(seed), step \(step)")
            #expect(desk.all.count { $0.status.isOver } <= JobDesk.overMax)
        }
        #expect(asked > JobDesk.overMax, "seed \(seed)")
    }
}
