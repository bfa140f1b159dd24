import OutboardJSON
import OutboardModel

extension Song {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init()
        if let given = try field.optionalMember("tempos") {
            tempos = try given.mapElements { (tempo) throws(JSONFieldError) in
                Tempo(
                    beat: try tempo.member("beat").number(in: 0...1e6),
                    beatsPerMinute: try tempo.member("bpm").number(in: Song.beatsPerMinuteRange)
                )
            }
        }
        if let given = try field.optionalMember("signatures") {
            signatures = try given.mapElements { (change) throws(JSONFieldError) in
                Signature(
                    bar: Int(try change.member("bar").number(in: 0...1e6)),
                    numerator: Int(try change.member("numerator").number(in: 1...64)),
                    denominator: Int(try change.member("denominator").number(in: 1...64))
                )
            }
        }
        guard tempos.first?.beat == 0, signatures.first?.bar == 0,
            zip(tempos, tempos.dropFirst()).allSatisfy({ $0.beat < $1.beat }),
            zip(signatures, signatures.dropFirst()).allSatisfy({ $0.bar < $1.bar }),
            signatures.allSatisfy({ $0.denominator & ($0.denominator - 1) == 0 })
        else {
            throw JSONFieldError(
                path: field.path,
                message: "must have tempos and signatures that begin at 0 and follow each other"
            )
        }
        if let range = try field.optionalMember("loop"), range.value != .null {
            let from = try range.member("from_seconds").number(in: 0...86_400)
            let to = try range.member("to_seconds").number(in: 0...86_400)
            guard to - from >= 0.01 else {
                throw JSONFieldError(path: range.path, message: "must be 10 ms long at the least")
            }
            loop = from..<to
        }
        rollsAtOnce = try field.optionalMember("rolls_at_once")?.bool() ?? true
    }
}

extension AutomationCurve {
    init(reading field: JSONField) throws(JSONFieldError) {
        let track = TrackID(try field.member("track").string())
        let target: Target
        switch try field.optionalMember("control")?.string() {
        case "fader": target = .fader(track)
        case "pan": target = .pan(track)
        case nil:
            target = .parameter(
                track: track,
                insert: InsertID(try field.member("insert").string()),
                symbol: try field.member("parameter").string()
            )
        default:
            throw JSONFieldError(
                path: field.path + ".control",
                message: "must be \"fader\" or \"pan\""
            )
        }
        let name = try field.optionalMember("mode")?.string() ?? Mode.read.rawValue
        guard let mode = Mode(rawValue: name) else {
            let known = Mode.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONFieldError(path: field.path + ".mode", message: "must be one of \(known)")
        }
        let points = try field.member("points")
        self.init(
            target: target,
            mode: mode,
            points: try points.mapElements { (pair) throws(JSONFieldError) in
                let numbers = try pair.mapElements { (number) throws(JSONFieldError) in
                    try number.number()
                }
                guard numbers.count == 2, numbers[0] >= 0 else {
                    throw JSONFieldError(path: pair.path, message: "must be [seconds, value]")
                }
                return Point(seconds: numbers[0], value: numbers[1])
            }
        )
        guard zip(self.points, self.points.dropFirst()).allSatisfy({ $0.seconds < $1.seconds })
        else {
            throw JSONFieldError(path: points.path, message: "must follow each other in time")
        }
    }
}
