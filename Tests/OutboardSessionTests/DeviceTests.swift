import Foundation
import OutboardIO
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// Going over to another device while the session lives on.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DeviceTests {
    private let bench = DeviceBench([
        "jack": [.init(names: ["default"], isThere: false, isShared: true)],
        "alsa": [.init(names: ["default"]), .init(names: ["hw:USB", "plughw:USB"])],
        "clock": [.init(names: ["clock"], isShared: true)],
    ])

    private func makeFixture(
        on driver: String = "clock",
        _ configure: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> EngineFixture {
        let fixture = try EngineFixture(
            session: gainSession,
            drivers: bench.kinds(["jack", "alsa", "clock"])
        ) {
            $0.driver = .named(driver)
            $0.deviceListMilliseconds = 100
            $0.deviceOpenMilliseconds = 100
            configure(&$0)
        }
        try await fixture.start()
        return fixture
    }

    private func use(
        _ driver: String,
        _ device: String? = nil,
        rate: Int? = nil,
        quantum: Int? = nil
    ) -> Request {
        .device(
            DeviceRequest(
                driver: driver,
                device: device,
                sampleRateHertz: rate,
                quantumFrames: quantum
            )
        )
    }

    private func error(_ result: Result<Ack, RequestError>) throws -> RequestError {
        guard case .failure(let error) = result else {
            Issue.record("it was not refused")
            throw RequestError(.engineError, "it was not refused")
        }
        return error
    }

    // MARK: Going over

    @Test func anotherDriverTakesOverAndEverybodyIsTold() async throws {
        let fixture = try await makeFixture()
        let inbox = Inbox()
        let owner = Principal(user: "a", role: .owner)
        fixture.engine.attach("a", as: owner, receive: { _ in })
        fixture.engine.attach("b", as: .init(user: "ben", role: .viewer)) { inbox.add($0) }
        fixture.engine.setTopics("b", [.engine, .activity])
        _ = try await bench.answer(fixture, .read(.sessions), from: "b")
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -7))
            .get()

        let ack = try await bench.answer(fixture, use("alsa", "hw:USB", quantum: 128)).get()
        #expect(ack.extra["driver"] == "alsa" && ack.extra["device"] == "hw:USB")
        #expect(ack.extra["quantum_frames"] == 128 && ack.extra["sample_rate_hertz"] == 48_000)
        #expect(bench.runningName == "alsa" && bench.card("clock").openCount == 0)
        let state = await fixture.engine.engineState()
        #expect(state.state == .running && state.device == "hw:USB")
        #expect(await fixture.document.strip(TrackID("in"))?.faderDecibels == -7)

        let told = inbox.notifications.compactMap {
            if case .engineState(let state) = $0 { state.driver } else { nil }
        }
        #expect(told.last == "alsa")
        let notes = inbox.notifications.compactMap {
            if case .event(.activity(let entry)) = $0, entry.note.code == .driverChanged {
                entry.note
            } else {
                nil
            }
        }
        #expect(notes.count == 1 && notes.first?.actor == "a")

        // And back, with what is rendered then.
        _ = try await bench.answer(fixture, use("clock")).get()
        #expect(bench.runningName == "clock" && bench.card("alsa", 1).openCount == 0)
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
    }

    @Test func whatDoesNotOpenLeavesEverythingAsItWas() async throws {
        let fixture = try await makeFixture(on: "alsa")
        let error = try error(await bench.answer(fixture, use("jack")))
        #expect(error.code == .engineError && error.message.contains("it is unplugged"))
        #expect(error.details?["driver"] == "alsa")
        #expect(bench.runningName == "alsa" && bench.startCount == 1, "it was never interrupted")
        #expect(await fixture.engine.engineState().state == .running)
        #expect(await fixture.engine.wantedDriver == "alsa")
    }

    @Test func whatIsInUseIsLeftAlone() async throws {
        let fixture = try await makeFixture(on: "alsa")
        let ack = try await bench.answer(fixture, use("alsa")).get()
        #expect(ack.extra["device"] == "default" && bench.startCount == 1)
    }

    @Test func theSameCardIsGivenBackFirst() async throws {
        let fixture = try await makeFixture(on: "alsa")
        let ack = try await bench.answer(fixture, use("alsa", quantum: 64)).get()
        #expect(ack.extra["quantum_frames"] == 64)
        #expect(bench.card("alsa").openedCount == 2 && bench.card("alsa").openCount == 1)
    }

    @Test func theSameCardByAnotherNameIsGivenBackFirst() async throws {
        let fixture = try await makeFixture(on: "alsa") { $0.device = "hw:USB" }
        let ack = try await bench.answer(fixture, use("alsa", "plughw:USB")).get()
        #expect(ack.extra["device"] == "plughw:USB" && bench.card("alsa", 1).openCount == 1)
    }

    @Test func theSameCardThatRefusesIsOpenedAsItWas() async throws {
        bench.change("alsa") { $0.quanta = [256] }
        let fixture = try await makeFixture(on: "alsa")
        let error = try error(await bench.answer(fixture, use("alsa", quantum: 100)))
        #expect(error.message.contains("refuses 100 frames"))
        #expect(error.details?["quantum_frames"] == 256)
        #expect(bench.runningName == "alsa")
        #expect(await fixture.engine.engineState().state == .running)
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
    }

    @Test func theClockStandsInWhereEvenThatFails() async throws {
        let fixture = try await makeFixture(on: "alsa")
        bench.change("alsa") { $0.quanta = [] }
        let error = try error(await bench.answer(fixture, use("alsa", quantum: 64)))
        #expect(error.details?["driver"] == "clock")
        #expect(await fixture.engine.engineState().state == .fallback)
        // It is tried again as it was.
        bench.change("alsa") { $0.quanta = [256] }
        await fixture.wait(milliseconds: 2_000)
        try await fixture.settleRetry()
        #expect(await !fixture.engine.isFallback)
        #expect(bench.runningName == "alsa")
    }

    @Test func whatOpensAndDoesNotStartIsClosedAgain() async throws {
        bench.change("alsa") { $0.starts = false }
        let fixture = try await makeFixture()
        let error = try error(await bench.answer(fixture, use("alsa", rate: 44_100)))
        #expect(error.message.contains("no thread"))
        #expect(bench.card("alsa").openCount == 0 && bench.runningName == "clock")
        #expect(await fixture.engine.sampleRate == 48_000)
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
    }

    @Test func automaticTakesTheFirstThatOpens() async throws {
        let fixture = try await makeFixture()
        #expect(try await bench.answer(fixture, use("auto")).get().extra["driver"] == "alsa")
        bench.change("jack") { $0.isThere = true }
        #expect(try await bench.answer(fixture, use("auto")).get().extra["driver"] == "jack")
        #expect(await fixture.engine.wantedDriver == "auto")
    }

    @Test func aDeviceThatIsMissedIsNotWaitedForOnceAnotherIsChosen() async throws {
        bench.change("alsa") { $0.isThere = false }
        let fixture = try await makeFixture(on: "alsa")
        #expect(await fixture.engine.engineState().state == .fallback)
        _ = try await bench.answer(fixture, use("clock")).get()
        let state = await fixture.engine.engineState()
        #expect(state.state == .running && state.message.isEmpty)
        bench.change("alsa") { $0.isThere = true }
        await fixture.wait(milliseconds: 3_000)
        #expect(bench.runningName == "clock")
    }

    @Test func silenceStaysSilent() async throws {
        let fixture = try await makeFixture()
        _ = try await bench.answer(fixture, .panic(isOff: false)).get()
        _ = try await bench.answer(fixture, use("alsa")).get()
        #expect(await fixture.engine.engineState().isPanicking)
    }

    // MARK: What is refused

    @Test(arguments: [
        ("oss", nil, "driver"), ("clock", "hw:USB", "device"), ("auto", "hw:USB", "device"),
    ])
    func whatThereIsNotIsRefused(driver: String, device: String?, field: String) async throws {
        let fixture = try await makeFixture()
        let error = try error(await bench.answer(fixture, use(driver, device)))
        #expect(error.code == .invalidParameter && error.field == field && !error.hint.isEmpty)
        #expect(bench.startCount == 1)
    }

    @Test func aRecordingIsNotBrokenOff() async throws {
        let fixture = try await makeFixture()
        _ = try await bench.answer(fixture, .recordStart(RecordRequest(track: TrackID("in")))).get()
        let error = try error(await bench.answer(fixture, use("alsa")))
        #expect(error.code == .conflict && error.hint.contains("RECORD_STOP"))
        #expect(bench.startCount == 1 && bench.card("alsa").openedCount == 0)
        _ = try await bench.answer(fixture, .recordStop(track: TrackID("in"))).get()
        _ = try await bench.answer(fixture, use("alsa")).get()
    }

    @Test func aRecordingThatBeganMeanwhileIsNotBrokenOff() async throws {
        let fixture = try await makeFixture { $0.deviceOpenMilliseconds = 60_000 }
        bench.hang("alsa")
        let change = await fixture.ask(use("alsa"))
        _ = try await bench.answer(fixture, .recordStart(RecordRequest(track: TrackID("in")))).get()
        bench.hang("alsa", false)
        let error = try error(await bench.settled(fixture, change, use("alsa")))
        #expect(error.code == .conflict && bench.card("alsa").openCount == 0)
        #expect(bench.runningName == "clock")
        _ = try await bench.answer(fixture, .recordStop(track: TrackID("in"))).get()
    }

    @Test func aDriverThatHangsIsGivenUpAndHoldsNobodyUp() async throws {
        let fixture = try await makeFixture()
        bench.hang("alsa")
        let change = await fixture.ask(use("alsa"))
        let second = try error(await bench.answer(fixture, use("jack"), from: "b"))
        #expect(second.code == .conflict, "one at a time")
        _ = try await bench.answer(fixture, .trackFader(track: TrackID("in"), levelDecibels: -3))
            .get()
        let error = try error(await bench.settled(fixture, change, use("alsa")))
        #expect(error.code == .engineError && error.message.contains("100 ms"))
        // It still has not answered.
        #expect(try self.error(await bench.answer(fixture, use("alsa"))).message.contains("still"))
        bench.hang("alsa", false)
        for _ in 0..<5_000 where bench.card("alsa").openedCount == 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
        for _ in 0..<5_000 where bench.card("alsa").openCount > 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(bench.card("alsa").openCount == 0, "it is closed when nobody waits any more")
        _ = try await bench.answer(fixture, use("alsa")).get()
    }

    @Test func whoWaitsIsAnsweredWhenTheEngineEnds() async throws {
        let fixture = try await makeFixture { $0.deviceOpenMilliseconds = 60_000 }
        bench.hang("alsa")
        let change = await fixture.ask(use("alsa"))
        await fixture.engine.stop()
        #expect(try error(change.result!).code == .engineError)
        bench.hang("alsa", false)
        for _ in 0..<5_000 where bench.card("alsa").openedCount == 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    // MARK: Listing

    @Test func driversAreListedWithTheirDevices() async throws {
        let fixture = try await makeFixture(on: "alsa") { $0.device = "plughw:USB" }
        let ack = try await bench.answer(fixture, .read(.devices)).get()
        #expect(ack.extra["driver"] == "alsa" && ack.extra["device"] == "plughw:USB")
        let drivers = ack.extra["drivers"]?.array ?? []
        #expect(drivers.map { $0["name"]?.string } == ["jack", "alsa", "clock"])
        #expect(drivers[0]["is_running"] == false && drivers[1]["is_running"] == true)
        let ids = drivers[1]["devices"]?.array?.map { $0["id"]?.string }
        #expect(ids == ["default", "hw:USB", "plughw:USB"], "with the one in use by its name")
    }

    @Test func aDriverThatHangsIsListedWithAProblem() async throws {
        let fixture = try await makeFixture()
        bench.hang("jack")
        for _ in 0..<3 {
            let ack = try await bench.answer(fixture, .read(.devices)).get()
            let drivers = ack.extra["drivers"]?.array ?? []
            #expect(drivers[0]["problem"]?.string?.contains("100 ms") == true)
            #expect(drivers[1]["problem"] == nil && drivers[1]["devices"]?.array?.count == 2)
        }
        bench.hang("jack", false)
        let ack = try await bench.answer(fixture, .read(.devices)).get()
        #expect(ack.extra["drivers"]?.array?[0]["problem"] == nil)
    }
}
