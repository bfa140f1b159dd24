import Glibc
import OutboardIO
import OutboardProtocol
import OutboardRealtime
import Synchronization

@testable import OutboardSession

/// Cards that can be opened once at a time, fail, hang and decide on rates, as a test says; and the driver that
/// plays, moved by the test.
final class DeviceBench: Sendable {
    struct Card {
        /// Names of one and the same.
        var names: Set<String>
        var isThere = true
        /// Whether it can be opened while it is open.
        var isShared = false
        var starts = true
        /// What it gives, whatever it is asked. nil: what it is asked.
        var sampleRateHertz: Int?
        /// The quanta that it takes. nil: all.
        var quanta: Set<Int>?
        fileprivate(set) var openCount = 0
        fileprivate(set) var openedCount = 0
    }

    private struct State {
        var cards: [String: [Card]] = [:]
        var hanging: Set<String> = []
        var running: FakeDriver?
        var startCount = 0
    }

    private let state = Mutex(State())

    /// - Parameter cards: by driver.
    init(_ cards: [String: [Card]]) { state.withLock { $0.cards = cards } }

    /// Drivers with these names, the last of which always opens.
    func kinds(_ names: [String]) -> [DriverKind] {
        names.map { name in
            DriverKind(
                name: name,
                defaultDevice: name == "clock" ? "clock" : "default",
                hasDevices: name != "clock",
                list: { [self] in list(name) },
                make: { [self] in FakeDriver(name: name, bench: self) }
            )
        }
    }

    func change(_ driver: String, _ index: Int = 0, _ body: (inout Card) -> Void) {
        state.withLock { body(&$0.cards[driver]![index]) }
    }

    func card(_ driver: String, _ index: Int = 0) -> Card {
        state.withLock { $0.cards[driver]![index] }
    }

    /// Everything that a driver of that name is asked waits from now on, or no more.
    func hang(_ driver: String, _ hangs: Bool = true) {
        state.withLock {
            if hangs { $0.hanging.insert(driver) } else { $0.hanging.remove(driver) }
        }
    }

    var runningName: String? { state.withLock { $0.running?.name } }
    var startCount: Int { state.withLock { $0.startCount } }

    // MARK: Asking

    /// Asks and renders until the answer is there; drivers are opened by other threads.
    func answer(
        _ fixture: EngineFixture,
        _ request: Request,
        from connection: String = "a"
    ) async throws -> Result<Ack, RequestError> {
        try await settled(fixture, fixture.ask(request, from: connection), request)
    }

    func settled(
        _ fixture: EngineFixture,
        _ answer: Answer,
        _ request: Request
    ) async throws -> Result<Ack, RequestError> {
        for _ in 0..<5_000 {
            try await render(fixture, frames: 64)
            if let result = answer.result {
                try fixture.audit(result, of: request)
                return result
            }
            await fixture.wait(milliseconds: 1)
            try await Task.sleep(for: .milliseconds(1))
        }
        throw RequestError(.timeout, "no answer")
    }

    /// Renders on the engine's thread, so that what runs stays; and has the engine take the reports.
    func render(_ fixture: EngineFixture, frames: Int) async throws {
        try await fixture.engine.whileHeld { try advance(frames: frames) }
        await fixture.engine.tick()
    }

    /// Renders, on whatever runs.
    private func advance(frames: Int) throws {
        let driver = state.withLock { $0.running }
        try driver?.manual.advance(frames: frames)
    }

    private func list(_ name: String) -> DriverListing {
        waitWhileHanging(name)
        let cards = state.withLock { $0.cards[name] ?? [] }
        return DriverListing(
            isRunning: cards.contains(where: \.isThere),
            devices: cards.filter(\.isThere).map {
                let id = $0.names.sorted()[0]
                return DriverDevice(id: id, name: id, inputs: 2, isDefault: id == "default")
            }
        )
    }

    fileprivate func waitWhileHanging(_ name: String) {
        while state.withLock({ $0.hanging.contains(name) }) { usleep(1_000) }
    }

    fileprivate func take(_ name: String, _ device: String) throws(DriverError) -> (Int, Card) {
        let result: Result<(Int, Card), DriverError> = state.withLock { state in
            func fault(_ code: DriverError.Code, _ message: String) -> DriverError {
                DriverError(code, subject: device, message: message)
            }
            let place = state.cards[name]?.firstIndex { $0.names.contains(device) && $0.isThere }
            guard let place else { return .failure(fault(.notFound, "it is unplugged")) }
            let card = state.cards[name]![place]
            guard card.isShared || card.openCount == 0 else {
                return .failure(fault(.busy, "somebody else has it"))
            }
            state.cards[name]![place].openCount += 1
            state.cards[name]![place].openedCount += 1
            return .success((place, card))
        }
        return try result.get()
    }

    fileprivate func giveBack(_ name: String, _ place: Int) {
        state.withLock { $0.cards[name]![place].openCount -= 1 }
    }

    fileprivate func run(_ driver: FakeDriver, place: Int) throws(DriverError) {
        let starts = state.withLock { state in
            guard state.cards[driver.name]![place].starts else { return false }
            precondition(state.running == nil, "two drivers run")
            state.running = driver
            state.startCount += 1
            return true
        }
        if !starts {
            throw DriverError(.system, subject: driver.name, message: "it has no thread to give")
        }
    }

    fileprivate func end(_ driver: FakeDriver) { state.withLock { $0.running = nil } }
}

final class FakeDriver: AudioDriver, @unchecked Sendable {
    // SAFETY: the engine opens, starts and ends it, and the test moves it while the engine waits for the test.
    let name: String
    let manual = ManualDriver()
    private let bench: DeviceBench
    private var place: Int?

    init(name: String, bench: DeviceBench) {
        self.name = name
        self.bench = bench
        manual.prepare = { inputs, frames in
            for channel in 0..<2 { inputs[channel].update(repeating: 0.5, count: frames) }
        }
    }

    func open(_ request: DriverRequest) throws(DriverError) -> DriverFormat {
        bench.waitWhileHanging(name)
        let device = request.device ?? (name == "clock" ? "clock" : "default")
        let (place, card) = try bench.take(name, device)
        self.place = place
        if let quanta = card.quanta, !quanta.contains(request.quantumFrames) {
            bench.giveBack(name, place)
            throw DriverError(
                .unsupported,
                subject: device,
                message: "the device refuses \(request.quantumFrames) frames a period"
            )
        }
        var given = request
        given.sampleRateHertz = card.sampleRateHertz ?? request.sampleRateHertz
        return try manual.open(given)
    }

    func start(_ entry: RenderEntry) throws(DriverError) {
        try bench.run(self, place: place!)
        try manual.start(entry)
    }

    func stop() {
        bench.end(self)
        manual.stop()
    }

    func close() {
        manual.close()
        bench.giveBack(name, place!)
    }

    func pollEvent() -> DriverEvent? { nil }
    var status: DriverStatus { DriverStatus() }
}

extension Engine {
    /// Does something while the engine does nothing.
    fileprivate func whileHeld(_ body: @Sendable () throws -> Void) throws { try body() }
}
