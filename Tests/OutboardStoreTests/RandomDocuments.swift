import OutboardModel

/// A small seeded generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes documents that may be saved: whatever can be at its default, at a limit or in between is each
/// of these now and then.
struct RandomDocuments {
    private var random: SplitMix
    private var made = 0

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func next() -> SessionDocument {
        made = 0
        let trackIDs = (0..<number(0...6)).map { _ in TrackID(name()) }
        let busIDs = (0..<number(0...4)).map { _ in TrackID(name()) }
        let strips = trackIDs + busIDs + [.master]
        var document = SessionDocument(
            id: TemporarySession.id,
            name: text(),
            sampleRateHertz: [48_000, 8_000, 768_000, 44_100].randomElement(using: &random)!,
            tracks: trackIDs.map {
                Track(id: $0, name: text(), source: source(), strip: strip(busIDs, strips))
            },
            buses: busIDs.map {
                Bus(
                    id: $0,
                    name: text(),
                    channelCount: [1, 2, 64, number(1...64)].randomElement(using: &random)!,
                    strip: strip(busIDs, strips)
                )
            },
            master: strip(busIDs, strips),
            song: song()
        )
        document.automation = automation(of: document)
        return document
    }

    // MARK: Strips

    private mutating func strip(_ buses: [TrackID], _ strips: [TrackID]) -> Strip {
        Strip(
            inserts: (0..<number(0...3)).map { _ in insert(strips) },
            faderDecibels: level(),
            pan: within(Strip.panRange, usual: 0),
            isMuted: flag(),
            isSoloed: flag(),
            sends: buses.isEmpty
                ? []
                : (0..<number(0...3)).map { index in
                    Send(
                        id: SendID("send \(index)"),
                        bus: buses.randomElement(using: &random)!,
                        levelDecibels: level(),
                        pan: within(Strip.panRange, usual: 0),
                        isMuted: flag(),
                        isPreFader: flag()
                    )
                },
            output: output(buses)
        )
    }

    private mutating func output(_ buses: [TrackID]) -> StripOutput {
        switch number(0...4) {
        case 0: .none
        case 1: .device(channel: [0, 1_023, number(0...1_023)].randomElement(using: &random)!)
        case 2: buses.randomElement(using: &random).map { .bus($0) } ?? .master
        default: .master
        }
    }

    private mutating func insert(_ strips: [TrackID]) -> Insert {
        let plugin = PluginID(
            format: PluginFormat.allCases.randomElement(using: &random)!,
            "urn:" + text()
        )
        var parameters: [String: Double] = [:]
        for _ in 0..<number(0...4) { parameters[name()] = anything() }
        return Insert(
            id: InsertID(name()),
            name: flag() ? plugin.text : text(),
            plugin: plugin,
            parameters: parameters,
            statePath: flag() ? nil : "state/" + text(),
            isBypassed: flag(),
            sideChain: flag()
                ? nil : SideChain(strip: strips.randomElement(using: &random)!, isPreFader: flag())
        )
    }

    private mutating func source() -> TrackSource {
        switch number(0...4) {
        case 0: .none
        case 1:
            .input(
                channels: (0..<[1, 2, 64].randomElement(using: &random)!).map { _ in
                    number(0...1_023)
                }
            )
        case 2: .file(path: "audio/" + text(), loops: flag())
        case 3: .notes(channels: Array(1...16), path: flag() ? nil : text())
        default:
            .notes(channels: (0..<number(0...16)).map { _ in number(1...16) }, path: nil)
        }
    }

    // MARK: The song

    private mutating func song() -> Song {
        if flag() { return Song() }
        let from = within(0...80_000, usual: 0)
        return Song(
            tempos: ascending(usual: 0).map {
                Song.Tempo(
                    beat: $0,
                    beatsPerMinute: within(Song.beatsPerMinuteRange, usual: 120)
                )
            },
            signatures: ascending(usual: 0).map {
                Song.Signature(
                    bar: Int($0),
                    numerator: number(1...64),
                    denominator: 1 << number(0...6)
                )
            },
            loop: flag() ? nil : from..<(from + [0.02, 1, 6_400].randomElement(using: &random)!),
            rollsAtOnce: flag()
        )
    }

    private mutating func automation(of document: SessionDocument) -> [AutomationCurve] {
        var targets: [AutomationCurve.Target] = []
        for id in document.stripIDs {
            targets += [.fader(id), .pan(id)]
            for insert in document.strip(id)!.inserts {
                targets.append(.parameter(track: id, insert: insert.id, symbol: text()))
            }
        }
        return targets.shuffled(using: &random).prefix(number(0...4)).map {
            AutomationCurve(
                target: $0,
                mode: AutomationCurve.Mode.allCases.randomElement(using: &random)!,
                points: flag()
                    ? []
                    : ascending(usual: within(0...9, usual: 0)).map {
                        AutomationCurve.Point(seconds: $0, value: anything())
                    }
            )
        }
    }

    /// From a first number on, each at least 1 more than the one before it.
    private mutating func ascending(usual first: Double) -> [Double] {
        var numbers = [first]
        for _ in 0..<number(0...5) { numbers.append(numbers.last! + within(1...99, usual: 4)) }
        return numbers
    }

    // MARK: Values

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func flag() -> Bool { Bool.random(using: &random) }

    private mutating func within(_ range: ClosedRange<Double>, usual: Double) -> Double {
        [usual, range.lowerBound, range.upperBound, Double.random(in: range, using: &random)]
            .randomElement(using: &random)!
    }

    private mutating func level() -> Double {
        flag() ? within(Strip.faderDecibelsRange, usual: 0) : [0, -.infinity][number(0...1)]
    }

    /// Any finite number, so also those whose text is long or has an exponent.
    private mutating func anything() -> Double {
        let number = Double(bitPattern: random.next())
        return number.isFinite && flag() ? number : within(-1e6...1e6, usual: 0.1)
    }

    /// Unlike all others of the document.
    private mutating func name() -> String {
        made += 1
        return "\(text()) \(made)"
    }

    private mutating func text() -> String {
        let letters: [Character] = [
            "a", "Z", "7", " ", "-", "/", "\\", "\"", "\n", "\t", "\u{1}", "\u{1F}", "\u{7F}", "ä",
            "音", "🥁", "{", "]", ":",
        ]
        return String((0..<number(0...12)).map { _ in letters.randomElement(using: &random)! })
    }
}
