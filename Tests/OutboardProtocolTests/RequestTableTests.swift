import OutboardJSON
import OutboardModel
import Testing

@testable import OutboardProtocol

/// What each row of the table promises, held against the decoder.
struct RequestTableTests {
    private static func text(_ kind: Request.Kind, _ data: JSONObject) -> [UInt8] {
        let message: JSONValue = [
            "id": "1", "type": .string(kind.rawValue), "session_id": "s", "data": .object(data),
        ]
        return Array(message.compactText.utf8)
    }

    /// What a request with that data is refused with. nil: it is taken.
    private static func refusal(_ kind: Request.Kind, _ data: JSONObject) -> RequestError? {
        do {
            _ = try Envelope(reading: text(kind, data))
            return nil
        } catch {
            return error.error
        }
    }

    @Test(arguments: Request.Kind.allCases)
    func rowsAreWhatTheySayTheyAre(kind: Request.Kind) {
        let row = kind.row
        #expect(row.kind == kind)
        #expect(row.summary.hasSuffix(".") && !row.summary.isEmpty)
        #expect(Set(row.fields.map(\.key)).count == row.fields.count)
        let keys = Set(row.fields.map(\.key))
        for key in row.choices.joined() { #expect(keys.contains(key)) }
        for key in row.exclusive { #expect(keys.contains(key)) }
        for field in row.fields + row.reply {
            #expect(!field.summary.isEmpty && !field.summary.hasSuffix("."), "\(field.key)")
        }
        // What an ack says of the request is not said over by what it says beside that.
        let replyKeys = (FieldRow.ackFields + row.reply).map(\.key)
        #expect(Set(replyKeys).count == replyKeys.count)
        for field in row.fields where field.default != nil { #expect(!field.isRequired) }
        if row.isEdit { #expect(row.isUndoable && row.role == .engineer) }
        #expect(row.cost.weight(of: row.least()) >= 1)
        // A common error is named once.
        #expect(Set(row.allErrors).count == row.allErrors.count)
    }

    @Test(arguments: Request.Kind.allCases)
    func theLeastIsTaken(kind: Request.Kind) {
        #expect(Self.refusal(kind, kind.row.least()) == nil)
        for field in kind.row.fields {
            #expect(Self.refusal(kind, kind.row.least(with: field.key)) == nil, "\(field.key)")
        }
    }

    @Test(arguments: Request.Kind.allCases)
    func whatIsMissingIsNamed(kind: Request.Kind) {
        let row = kind.row
        for field in row.fields where field.isRequired {
            var data = row.least()
            data[field.key] = nil
            let error = Self.refusal(kind, data)
            #expect(error?.code == field.type.codeOfAbsence, "\(field.key)")
            #expect(error?.field == field.key)
        }
        guard let first = row.choices.first else { return }
        var data = row.least()
        for key in row.choices.joined() { data[key] = nil }
        #expect(first.contains(Self.refusal(kind, data)?.field ?? ""))
    }

    @Test(arguments: Request.Kind.allCases)
    func otherKindsAreRefused(kind: Request.Kind) {
        for field in kind.row.fields {
            for value in field.type.ofOtherKinds {
                var data = kind.row.least(with: field.key)
                data[field.key] = value
                let error = Self.refusal(kind, data)
                let named = error?.field?.split(separator: "/").first.map(String.init)
                #expect(named == field.key, "\(field.key): \(value.compactText)")
                #expect(
                    error?.code == .invalidParameter || error?.code == .invalidMessage
                        || error?.code == .unknownType
                )
            }
        }
    }

    @Test(arguments: Request.Kind.allCases)
    func rangesEndWhereTheySay(kind: Request.Kind) {
        for field in kind.row.fields {
            let limits = field.type.limits
            for value in limits.within {
                var data = kind.row.least(with: field.key)
                data[field.key] = value
                // As data, because a message of 100,000 points is longer than the wire takes.
                #expect(throws: Never.self, "\(field.key): \(value.compactText.prefix(80))") {
                    try kind.row.check(data)
                }
            }
            for value in limits.beyond {
                var data = kind.row.least(with: field.key)
                data[field.key] = value
                do {
                    try kind.row.check(data)
                    Issue.record("\(field.key) took \(value.compactText.prefix(80))")
                } catch {
                    #expect(error.field == field.key)
                    #expect(error.code == .invalidParameter || error.code == .invalidMessage)
                    #expect(error.message.count < 400)
                }
            }
        }
    }

    @Test func refusalsSayTheRange() throws {
        let pan = try #require(
            Self.refusal(.trackPan, ["track_id": "t", "pan": .number(1.0.nextUp)])
        )
        #expect(pan.code == .invalidParameter && pan.field == "pan")
        #expect(pan.details == ["minimum": -1, "maximum": 1, "unit": ""])
        let level = try #require(
            Self.refusal(.trackFader, ["track_id": "t", "level_decibels": 12])
        )
        #expect(level.details == ["minimum": -140, "maximum": 10, "unit": "dB"])
        #expect(
            level.message
                == "level_decibels is 12; it must be a number, -140 to 10 dB, or null."
        )
        let long = try #require(
            Self.refusal(.trackMute, ["track_id": .string(String(repeating: "x", count: 1_025))])
        )
        #expect(long.code == .invalidMessage)
        #expect(long.details == ["minimum": 1, "maximum": 1_024, "unit": "bytes"])
        let both = Self.refusal(
            .pluginParameter,
            [
                "track_id": "t", "plugin_id": "i", "parameter_id": "p", "parameter_value": 1,
                "text": "1",
            ]
        )
        #expect(both?.code == .invalidParameter && both?.field == "text")
    }

    @Test func whatIsNestedIsNamedByItsPath() {
        func field(_ kind: Request.Kind, _ data: JSONObject) -> String? {
            Self.refusal(kind, data)?.field
        }
        let edits: JSONValue = [
            ["type": "TRACK_REMOVE", "data": ["track_id": "a"]],
            [
                "type": "SEND_ADD",
                "data": ["track_id": "a", "send_id": "s", "bus_id": "b", "pan": 2],
            ],
        ]
        #expect(field(.batch, ["requests": edits]) == "requests/1/data/pan")
        #expect(field(.batch, ["requests": [["type": "PING"]]]) == "requests/0/type")
        #expect(field(.batch, ["requests": [["type": "BATCH"]]]) == "requests/0/type")
        #expect(
            field(.batch, ["requests": [["type": "BUS_REMOVE", "data": 1]]]) == "requests/0/data"
        )
        let song: JSONObject = ["signatures": [["bar": 0, "numerator": 4, "denominator": 3]]]
        #expect(field(.songSet, song) == "signatures/0/denominator")
        #expect(field(.songSet, ["loop": ["from_seconds": 1]]) == "loop/to_seconds")
        #expect(
            field(.trackSource, ["track_id": "t", "source": ["kind": "tape"]]) == "source/kind"
        )
        #expect(
            field(
                .trackSource,
                ["track_id": "t", "source": ["kind": "input", "channels": [0, 1_024]]]
            )
                == "source/channels/1"
        )
        #expect(
            field(.trackOutput, ["track_id": "t", "output": ["device_channel": 1_024]])
                == "output/device_channel"
        )
        #expect(field(.trackOutput, ["track_id": "t", "output": "moon"]) == "output")
        #expect(
            field(
                .pluginAdd,
                ["track_id": "t", "plugin_id": "i", "uri": "u", "parameters": ["g": "x"]]
            )
                == "parameters/g"
        )
        #expect(
            field(.automationSet, ["track_id": "t", "control": "pan", "points": [[-1, 0]]])
                == "points/0/0"
        )
    }

    @Test(arguments: [
        [], [144], [144, 60], [144, 60, 100, 1], [127, 60, 100], [240, 60, 100], [144, 128, 0],
        [144, 60, 128], [192, 5, 0], [192], [144, 60.5, 1], [144, -1, 1],
    ])
    func whatIsNoChannelMessageIsNoNote(bytes: [Double]) {
        let data: JSONObject = ["track_id": "t", "bytes": .array(bytes.map(JSONValue.number))]
        #expect(Self.refusal(.note, data)?.code == .invalidParameter)
    }

    /// JSON has no NaN, and what is beyond a Double is no JSON here.
    @Test func numbersBeyondDoubleAreNoMessage() {
        for row in Request.Kind.allCases.map(\.row) {
            for field in row.fields {
                guard case .number = field.type else { continue }
                var data = row.least(with: field.key)
                data[field.key] = "@"
                let text = String(decoding: Self.text(row.kind, data), as: UTF8.self)
                for bad in ["1e999", "-1e999", "NaN", "Infinity"] {
                    do {
                        _ = try Envelope(reading: Array(text.replacing("\"@\"", with: bad).utf8))
                        Issue.record("\(row.kind.rawValue) took \(bad)")
                    } catch {
                        #expect(error.error.code == .invalidMessage)
                    }
                }
            }
        }
    }

    @Test func whateverDecodesEncodesToTheSame() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            for kind in Request.Kind.allCases {
                let data = kind.row.sample(using: &random)
                let envelope: Envelope
                do { envelope = try Envelope(reading: Self.text(kind, data)) } catch {
                    Issue.record(
                        "\(error.error): \(JSONValue.object(data).compactText), seed \(seed)"
                    )
                    continue
                }
                #expect(envelope.request.wire.kind == kind, "seed \(seed)")
                let again = try Envelope(reading: Array(envelope.text.utf8))
                #expect(again == envelope, "\(envelope.text), seed \(seed)")
            }
        }
    }

    /// Damage anywhere in right data is answered, and never taken for something else than it is.
    @Test func damageIsRefusedOrHarmless() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            for kind in Request.Kind.allCases {
                var data = kind.row.sample(using: &random)
                guard let key = data.members.randomElement(using: &random)?.key else { continue }
                data[key] = FieldType.anything.sample(using: &random)
                guard let envelope = try? Envelope(reading: Self.text(kind, data)) else { continue }
                let again = try Envelope(reading: Array(envelope.text.utf8))
                #expect(again == envelope, "\(envelope.text), seed \(seed)")
            }
        }
    }

    @Test func costGrowsWithTheList() {
        #expect(Request.Kind.ping.row.cost.weight(of: [:]) == 1)
        let edits = JSONValue.array(Array(repeating: [:], count: 32))
        #expect(Request.Kind.batch.row.cost.weight(of: ["requests": edits]) == 3)
        #expect(Request.Kind.batch.row.cost.weight(of: [:]) == 1)
    }
}
