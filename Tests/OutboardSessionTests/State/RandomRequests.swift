import OutboardModel
import OutboardProtocol

/// Requests at random, about names of which few are there: so some are refused.
struct RandomRequests {
    var random: SeededRandom
    private var next = 0
    private let strips = ["in", "other", "t1", "t2", "bus1", "bus2", "master"].map { TrackID($0) }

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func pick<Element>(_ list: [Element]) -> Element {
        list.randomElement(using: &random)!
    }

    private mutating func insert() -> InsertID { InsertID(pick(["gain", "g1", "g2", "gone"])) }
    private mutating func number(_ range: ClosedRange<Double>) -> Double {
        (Double.random(in: range, using: &random) * 100).rounded() / 100
    }

    /// What moves a value.
    mutating func value() -> Request {
        let strip = pick(strips)
        switch Int.random(in: 0..<7, using: &random) {
        case 0:
            return .trackFader(track: strip, levelDecibels: pick([-.infinity, number(-60...10)]))
        case 1: return .trackPan(track: strip, pan: number(-1...1))
        case 2: return .trackMute(track: strip, isMuted: Bool.random(using: &random))
        case 3: return .trackSolo(track: strip, isSoloed: Bool.random(using: &random))
        case 4:
            return .sendSet(
                SendRequest(
                    track: strip,
                    send: SendID(pick(["s1", "s2"])),
                    levelDecibels: number(-60...10),
                    pan: Bool.random(using: &random) ? number(-1...1) : nil
                )
            )
        default:
            return .pluginParameter(
                PluginParameterRequest(
                    track: pick([TrackID("in"), strip]),
                    insert: insert(),
                    parameter: "gain",
                    value: number(0...11)
                )
            )
        }
    }

    mutating func edit() -> DocumentEdit {
        let strip = pick(strips)
        let index = Int.random(in: 0...3, using: &random)
        next += 1
        switch Int.random(in: 0..<16, using: &random) {
        case 0: return .addTrack(Track(id: strip, name: "T\(next)"), index: index)
        case 1: return .removeTrack(pick(["t1", "t2", "other"].map { TrackID($0) }))
        case 2: return .moveTrack(strip, index: index)
        case 3: return .rename(strip, "N\(next)")
        case 4:
            return .addBus(
                Bus(id: pick(["bus1", "bus2"].map { TrackID($0) }), name: "B"),
                index: index
            )
        case 5: return .removeBus(strip)
        case 6: return .setOutput(strip, pick([.master, .none, .bus(TrackID("bus1"))]))
        case 7, 8:
            let send = Send(id: SendID(pick(["s1", "s2"])), bus: TrackID(pick(["bus1", "bus2"])))
            return .addSend(send, strip: strip, index: index)
        case 9: return .removeSend(SendID("s1"), strip: strip)
        case 10:
            let plugin = PluginID(format: .lv2, "urn:outboard:fixture:gain")
            let new = Insert(
                id: insert(),
                name: "G\(next)",
                plugin: plugin,
                parameters: ["gain": number(0...2)]
            )
            return .addInsert(new, strip: strip, index: index)
        case 11: return .removeInsert(insert(), strip: strip)
        case 12: return .moveInsert(insert(), from: strip, to: pick(strips), index: index)
        case 13: return .setBypass(insert(), strip: strip, Bool.random(using: &random))
        case 14:
            let points = (0...index).map {
                AutomationCurve.Point(seconds: Double($0), value: number(-1...1))
            }
            let curve = AutomationCurve(
                target: .pan(strip),
                mode: pick([.read, .off]),
                points: points
            )
            return .setAutomation(.pan(strip), pick([curve, nil]))
        default:
            return .setSong(Song(tempos: [.init(beat: 0, beatsPerMinute: number(60...180))]))
        }
    }

    mutating func request() -> Request {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5: value()
        case 5..<9: .edit(edit())
        default: .edit(.all([edit(), edit()]))
        }
    }
}
