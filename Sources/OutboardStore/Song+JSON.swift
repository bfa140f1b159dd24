import OutboardJSON
import OutboardModel

extension Song {
    private static let secondsRange = 0.0...86_400
    private static let loopSecondsMin = 0.01

    init(reading field: JSONField) throws(JSONFieldError) {
        self.init()
        if let given = try field.optionalMember("tempos") {
            tempos = try given.mapElements(Tempo.init(reading:))
            try Self.checkOrder(tempos.map(\.beat), given.path, "beat")
        }
        if let given = try field.optionalMember("signatures") {
            signatures = try given.mapElements(Signature.init(reading:))
            try Self.checkOrder(signatures.map { Double($0.bar) }, given.path, "bar")
        }
        if let given = try field.optionalMember("loop"), given.value != .null {
            let from = try given.member("from_seconds").number(in: Self.secondsRange)
            let to = try given.member("to_seconds").number(in: Self.secondsRange)
            guard to - from >= Self.loopSecondsMin else {
                throw JSONFieldError(path: given.path, message: "must be 10 ms long at the least")
            }
            loop = from..<to
        }
        rollsAtOnce = try field.optionalMember("rolls_at_once")?.bool() ?? true
    }

    /// The first of a list holds from the song's start, and each later one from a later place.
    private static func checkOrder(
        _ places: [Double],
        _ path: String,
        _ key: String
    ) throws(JSONFieldError) {
        guard let first = places.first else {
            throw JSONFieldError(path: path, message: "must hold one at the least")
        }
        guard first == 0 else {
            throw JSONFieldError(path: "\(path)[0].\(key)", message: "must be 0, the song's start")
        }
        for index in places.indices.dropFirst() where places[index] <= places[index - 1] {
            throw JSONFieldError(
                path: "\(path)[\(index)].\(key)",
                message: "must be behind the one before it"
            )
        }
    }

    var json: JSONValue {
        let usual = Song()
        var object = JSONObject()
        object.set("tempos", tempos, unless: usual.tempos) { .array($0.map(\.json)) }
        object.set("signatures", signatures, unless: usual.signatures) { .array($0.map(\.json)) }
        object["loop"] = loop.map {
            ["from_seconds": .number($0.lowerBound), "to_seconds": .number($0.upperBound)]
        }
        object.set("rolls_at_once", rollsAtOnce, unless: usual.rollsAtOnce, JSONValue.bool)
        return .object(object)
    }
}

extension Song.Tempo {
    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            beat: try field.member("beat").number(in: 0...1e6),
            beatsPerMinute: try field.member("bpm").number(in: Song.beatsPerMinuteRange)
        )
    }

    fileprivate var json: JSONValue { ["beat": .number(beat), "bpm": .number(beatsPerMinute)] }
}

extension Song.Signature {
    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        let denominator = try field.member("denominator")
        self.init(
            bar: try field.member("bar").integer(in: 0...1_000_000),
            numerator: try field.member("numerator").integer(in: 1...64),
            denominator: try denominator.integer(in: 1...64)
        )
        guard self.denominator.nonzeroBitCount == 1 else {
            throw JSONFieldError(path: denominator.path, message: "must be a power of two")
        }
    }

    fileprivate var json: JSONValue {
        [
            "bar": .integer(bar), "numerator": .integer(numerator),
            "denominator": .integer(denominator),
        ]
    }
}

extension AutomationCurve {
    init(reading field: JSONField) throws(JSONFieldError) {
        let mode = try field.optionalMember("mode")
        let name = try mode?.string() ?? Mode.read.rawValue
        guard let known = Mode(rawValue: name) else {
            let all = Mode.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONFieldError(path: mode?.path ?? field.path, message: "must be one of \(all)")
        }
        let points = try field.member("points").elements()
        self.init(target: try Target(reading: field), mode: known, points: [])
        self.points.reserveCapacity(points.count)
        for element in points {
            let point = try Point(reading: element)
            guard self.points.last.map({ $0.seconds < point.seconds }) ?? true else {
                throw JSONFieldError(
                    path: element.path,
                    message: "must be behind the one before it"
                )
            }
            self.points.append(point)
        }
    }

    var json: JSONValue {
        var object = target.json
        object.set("mode", mode, unless: .read) { .string($0.rawValue) }
        object["points"] = .array(points.map { [.number($0.seconds), .number($0.value)] })
        return .object(object)
    }
}

extension AutomationCurve.Point {
    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        let numbers = try field.mapElements { (number) throws(JSONFieldError) in
            try number.number()
        }
        guard numbers.count == 2, numbers[0] >= 0 else {
            throw JSONFieldError(path: field.path, message: "must be [seconds, value], from 0 on")
        }
        self.init(seconds: numbers[0], value: numbers[1])
    }
}

extension AutomationCurve.Target {
    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        let track = TrackID(try field.member("track").string())
        guard let control = try field.optionalMember("control") else {
            self = .parameter(
                track: track,
                insert: InsertID(try field.member("insert").string()),
                symbol: try field.member("parameter").string()
            )
            return
        }
        for key in ["insert", "parameter"] {
            guard let other = try field.optionalMember(key) else { continue }
            throw JSONFieldError(path: other.path, message: "cannot be beside a control")
        }
        switch try control.string() {
        case "fader": self = .fader(track)
        case "pan": self = .pan(track)
        default:
            throw JSONFieldError(path: control.path, message: "must be \"fader\" or \"pan\"")
        }
    }

    fileprivate var json: JSONObject {
        switch self {
        case .parameter(let track, let insert, let symbol):
            [
                "track": .string(track.text), "insert": .string(insert.text),
                "parameter": .string(symbol),
            ]
        case .fader(let track): ["track": .string(track.text), "control": "fader"]
        case .pan(let track): ["track": .string(track.text), "control": "pan"]
        }
    }
}
