import ArgumentParser
import OutboardClient
import OutboardModel
import OutboardProtocol

extension AutomationCommand {
    /// What a hand would do: one gesture, on one connection, because hands of clients that are gone let go.
    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a control as a hand does, now, from one point to the next.",
            discussion: "Seconds count from the command's start. A curve in mode touch or latch is "
                + "written while the song rolls."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String
        @Option(parsing: .unconditional, help: "SECONDS:VALUE,…") var points: String

        func run() async throws {
            try await reporting(json: server.json) {
                let target = try await server.snapshot().control(control)
                let moves = try HandMoves(target, try curvePoints(points))
                let ack = try await server.play(moves)
                server.report(ack, "\(control): \(moves.all.count) moves")
            }
        }
    }
}

/// A gesture as requests, one every 20 milliseconds while the value changes.
struct HandMoves {
    /// When, in milliseconds from the gesture's beginning, and what.
    let all: [(milliseconds: Int, request: Request)]

    init(_ target: AutomationCurve.Target, _ points: [AutomationCurve.Point]) throws {
        guard let first = points.first, let last = points.last, first.seconds >= 0,
            last.seconds <= 3_600,
            zip(points, points.dropFirst()).allSatisfy({ $0.seconds < $1.seconds })
        else {
            throw CommandError(.usage, "Points follow each other in time, within an hour.")
        }
        let curve = AutomationCurve(target: target, points: points)
        let times = points.map { Int(($0.seconds * 1_000).rounded()) }
        let between = stride(from: times[0], to: times.last!, by: 20)
        var moves: [(milliseconds: Int, request: Request)] = []
        var previous: Double?
        for milliseconds in Set(times + between).sorted() {
            let value = curve.value(at: Double(milliseconds) / 1_000)
            let isFirst = moves.isEmpty
            let isLast = milliseconds == times.last!
            guard value != previous || isLast else { continue }
            previous = value
            let gesture: Gesture? = isLast ? .end : isFirst ? .begin : nil
            moves.append((milliseconds, Self.request(target, value, gesture)))
        }
        all = moves
    }

    private static func request(
        _ target: AutomationCurve.Target,
        _ value: Double,
        _ gesture: Gesture?
    ) -> Request {
        switch target {
        case .fader(let track):
            .trackFader(track: track, levelDecibels: value, gesture: gesture)
        case .pan(let track): .trackPan(track: track, pan: value, gesture: gesture)
        case .parameter(let track, let insert, let symbol):
            .pluginParameter(
                PluginParameterRequest(
                    track: track,
                    insert: insert,
                    parameter: symbol,
                    value: value,
                    gesture: gesture
                )
            )
        }
    }
}

extension ServerOptions {
    /// Makes the moves when their time comes, and returns the last one's ack.
    func play(_ moves: HandMoves) async throws -> Ack {
        try await connected { client, id in
            let start = ContinuousClock.now
            for (milliseconds, request) in moves.all.dropLast() {
                try await Task.sleep(until: start + .milliseconds(milliseconds))
                _ = try await client.request(request, session: id)
            }
            let (milliseconds, last) = moves.all.last!
            try await Task.sleep(until: start + .milliseconds(milliseconds))
            return try await client.request(last, session: id)
        }
    }
}
