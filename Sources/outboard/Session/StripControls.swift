import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A command for a control of every strip that is named; without a value it shows the control.
protocol StripCommand: Requesting {
    var track: String { get }

    /// The member of the strip.
    static var key: String { get }

    /// nil: it is only shown.
    func request(_ strip: JSONValue) throws -> Asked?

    static func text(_ strip: JSONValue) -> String
}

extension StripCommand {
    func ask(in session: SessionView) throws -> [Asked] {
        try session.strips(matching: track).compactMap { try request($0) }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let session = try await server.snapshot()
            let strips = try session.strips(matching: track)
            let all = try ask(in: session)
            if all.isEmpty {
                return server.show(
                    Listing(
                        key: "strips",
                        headings: ["TRACK", "VALUE"],
                        rows: strips.map {
                            .init(
                                name: $0.id,
                                cells: [$0.id, Self.text($0)],
                                json: ["track_id": .string($0.id), Self.key: $0[Self.key] ?? .null]
                            )
                        }
                    )
                )
            }
            guard try server.goesOn(with: all) else { return }
            try await server.ask(all) { server.report($1, $0.words) }
        }
    }
}

extension TrackCommand {
    struct Gain: StripCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a fader, in dB; without a level, show it."
        )
        static let key = "level_decibels"
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(parsing: .allUnrecognized, help: "-140 to 10, or -inf.") var level: [String] = []
        @Option(parsing: .unconditional, help: "So much louder or, with -, less loud: +3dB.")
        var by: String?

        func request(_ strip: JSONValue) throws -> Asked? {
            guard level.isEmpty || by == nil else {
                throw CommandError(.usage, "Give a level, or --by, not both.")
            }
            var target = level.isEmpty ? nil : try decibels(level.joined())
            if let by {
                let now = strip["level_decibels"]?.number ?? -.infinity
                target = min(Strip.faderDecibelsRange.upperBound, now + (try decibels(by)))
            }
            guard let target else { return nil }
            return Asked(
                .trackFader(track: TrackID(strip.id), levelDecibels: target),
                "\(strip.id)  \(target) dB"
            )
        }

        static func text(_ strip: JSONValue) -> String { levelText(strip[key]) }
    }

    struct Pan: StripCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a pan: -1 left, 1 right; without a place, show it."
        )
        static let key = "pan"
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(parsing: .allUnrecognized, help: "-1 to 1, or L50, C, R50.") var pan: [String] =
            []
        @Option(parsing: .unconditional, help: "So much to the right or, with -, to the left.")
        var by: Double?

        func request(_ strip: JSONValue) throws -> Asked? {
            guard pan.isEmpty || by == nil else {
                throw CommandError(.usage, "Give a place, or --by, not both.")
            }
            var target = pan.isEmpty ? nil : try panPosition(pan.joined())
            if let by { target = max(-1, min(1, (strip["pan"]?.number ?? 0) + by)) }
            guard let target else { return nil }
            return Asked(
                .trackPan(track: TrackID(strip.id), pan: target),
                "\(strip.id)  \(target)"
            )
        }

        static func text(_ strip: JSONValue) -> String { "\(strip[key]?.number ?? 0)" }
    }

    struct Mute: StripCommand {
        static let configuration = CommandConfiguration(abstract: "Mute a strip.")
        static let key = "mute"
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "on, off or toggle.") var state = Switch.on

        func request(_ strip: JSONValue) -> Asked? {
            let isMuted = state.value(strip["mute"])
            return Asked(
                .trackMute(track: TrackID(strip.id), isMuted: isMuted),
                "\(strip.id)  mute \(isMuted ? "on" : "off")"
            )
        }

        static func text(_ strip: JSONValue) -> String { strip[key] == true ? "on" : "off" }
    }

    struct Solo: StripCommand {
        static let configuration = CommandConfiguration(abstract: "Solo a strip.")
        static let key = "solo"
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(help: "on, off or toggle.") var state = Switch.on

        func request(_ strip: JSONValue) -> Asked? {
            let isSoloed = state.value(strip["solo"])
            return Asked(
                .trackSolo(track: TrackID(strip.id), isSoloed: isSoloed),
                "\(strip.id)  solo \(isSoloed ? "on" : "off")"
            )
        }

        static func text(_ strip: JSONValue) -> String { strip[key] == true ? "on" : "off" }
    }
}
