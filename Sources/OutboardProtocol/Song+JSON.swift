import OutboardJSON
import OutboardModel

extension Song {
    package var json: JSONObject {
        var data: JSONObject = [
            "tempos": .array(
                tempos.map { ["beat": .number($0.beat), "bpm": .number($0.beatsPerMinute)] }
            ),
            "signatures": .array(
                signatures.map {
                    [
                        "bar": .integer($0.bar), "numerator": .integer($0.numerator),
                        "denominator": .integer($0.denominator),
                    ]
                }
            ),
        ]
        data["loop"] =
            loop.map {
                ["from_seconds": .number($0.lowerBound), "to_seconds": .number($0.upperBound)]
            } ?? .null
        data["rolls_at_once"] = .bool(rollsAtOnce)
        return data
    }

    package init(wire data: JSONField) throws(RequestError) {
        self.init()
        if data.value["tempos"] != nil {
            tempos = []
            for field in data.wireElements("tempos") {
                tempos.append(
                    Tempo(
                        beat: try field.wireNumber("beat"),
                        beatsPerMinute: try field.wireNumber("bpm")
                    )
                )
            }
        }
        if data.value["signatures"] != nil {
            signatures = []
            for field in data.wireElements("signatures") {
                signatures.append(
                    Signature(
                        bar: try field.wireInteger("bar"),
                        numerator: try field.wireInteger("numerator"),
                        denominator: try field.wireInteger("denominator")
                    )
                )
            }
        }
        guard !tempos.isEmpty, !signatures.isEmpty, tempos[0].beat == 0, signatures[0].bar == 0,
            zip(tempos, tempos.dropFirst()).allSatisfy({ $0.beat < $1.beat }),
            zip(signatures, signatures.dropFirst()).allSatisfy({ $0.bar < $1.bar })
        else {
            throw RequestError(
                .invalidParameter,
                "tempos and signatures begin at 0, and follow each other in time."
            )
        }
        if let field = data.wireOptionalObject("loop") {
            let from = try field.wireNumber("from_seconds")
            let to = try field.wireNumber("to_seconds")
            guard to - from >= 0.01 else {
                throw RequestError(
                    .invalidParameter,
                    "A loop is 10 ms long at the least.",
                    field: "loop"
                )
            }
            loop = from..<to
        }
        rollsAtOnce = data.wireOptionalBool("rolls_at_once") ?? true
    }
}

extension AutomationCurve {
    package var json: JSONValue {
        var data = target.json
        data["mode"] = .string(mode.rawValue)
        data["points"] = .array(points.map(\.json))
        return .object(data)
    }

    static func points(wire data: JSONField) throws(RequestError) -> [Point] {
        var points: [Point] = []
        for field in data.wireElements("points") {
            guard let pair = field.value.array?.compactMap(\.number), pair.count == 2,
                points.last.map({ $0.seconds < pair[0] }) ?? true
            else {
                throw RequestError(
                    .invalidParameter,
                    "points must be in the order of time.",
                    field: "points"
                )
            }
            points.append(Point(seconds: pair[0], value: pair[1]))
        }
        return points
    }
}

extension AutomationCurve.Point {
    var json: JSONValue { .array([.number(seconds), .number(value)]) }
}

extension AutomationCurve.Target {
    /// What the session's state has its curve under: its parts, with / between them. A ~ in a part is ~0
    /// there, and a / is ~1.
    package var key: String {
        let parts: [String] =
            switch self {
            case .parameter(let track, let insert, let symbol): [track.text, insert.text, symbol]
            case .fader(let track): [track.text, "fader"]
            case .pan(let track): [track.text, "pan"]
            }
        return String(JSONPointer(parts).description.dropFirst())
    }

    package var json: JSONObject {
        switch self {
        case .parameter(let track, let insert, let symbol):
            [
                "track_id": .string(track.text), "plugin_id": .string(insert.text),
                "parameter_id": .string(symbol),
            ]
        case .fader(let track): ["track_id": .string(track.text), "control": "fader"]
        case .pan(let track): ["track_id": .string(track.text), "control": "pan"]
        }
    }

    package init(wire data: JSONField) throws(RequestError) {
        let track = try data.wireTrack()
        switch data.value["control"]?.string {
        case "fader": self = .fader(track)
        case "pan": self = .pan(track)
        default:
            self = .parameter(
                track: track,
                insert: try data.wireInsert(),
                symbol: try data.wireText("parameter_id")
            )
        }
    }
}
