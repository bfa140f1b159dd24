import OutboardJSON
import OutboardProtocol
import Testing

@testable import outboard

/// What a server tells becomes lines.
struct WatchTests {
    private let delta = ServerMessage(
        type: "state_delta",
        session: nil,
        data: [
            "from": 3, "to": 4,
            "ops": [
                ["op": "replace", "path": "/tracks/vox/level_decibels", "value": -6],
                [
                    "op": "replace", "path": "/tracks/vox/inserts/comp/parameters/ratio/value",
                    "value": 4,
                ],
                [
                    "op": "replace",
                    "path": "/tracks/vox/inserts/comp/parameters/ratio/normalized_value",
                    "value": 0.5,
                ],
                [
                    "op": "replace", "path": "/tracks/vox/inserts/comp/parameters/ratio/text",
                    "value": "4:1",
                ],
                ["op": "remove", "path": "/buses/fx"],
                ["op": "add", "path": "/tracks/a~1b", "value": ["id": "a/b", "name": "New"]],
                ["op": "replace", "path": "/master/pan", "value": 0.5],
                ["op": "replace", "path": "/song", "value": ["loop": nil]],
            ],
            "changes": [
                ["revision": 4, "changed_by": ["user_id": "ana", "connection_id": "c1"]]
            ],
        ]
    )

    private func lines(_ objects: [String] = [], asJSON: Bool = false) -> [String] {
        lines(of: delta, objects, asJSON: asJSON)
    }

    private func lines(
        of message: ServerMessage,
        _ objects: [String],
        asJSON: Bool = false
    ) -> [String] {
        var printer = EventPrinter(asJSON: asJSON, objects: objects)
        return printer.lines(of: .message(message)).map(\.text)
    }

    @Test func deltaIsALineForEachThingThatChanged() {
        #expect(
            lines() == [
                "vox  level_decibels -6  by ana", "vox/comp/ratio  4:1  by ana", "- fx  by ana",
                "+ a/b  New  by ana", "master  pan 0.5  by ana",
                #"song  {"loop":null}  by ana"#,
            ]
        )
    }

    @Test func objectsAreWithWhatIsInThem() {
        #expect(lines(["vox"]).count == 2)
        #expect(lines(["vox/comp"]) == ["vox/comp/ratio  4:1  by ana"])
        #expect(lines(["*/comp/ratio"]) == ["vox/comp/ratio  4:1  by ana"])
        #expect(lines(["keys"]).isEmpty)
        #expect(lines(["master", "fx"]) == ["- fx  by ana", "master  pan 0.5  by ana"])
    }

    @Test func jsonIsTheMessageWithTheOperationsThatAreWanted() throws {
        let all = lines(["master"], asJSON: true)
        #expect(all.count == 1)
        let value = try JSONValue(parsing: Array(all[0].utf8))
        #expect(value["v"] == 1)
        #expect(value["type"] == "state_delta")
        #expect(value["data"]?["to"] == 4)
        #expect(value["data"]?["ops"]?.array?.count == 1)
    }

    @Test func connectionIsNotAnEvent() {
        var printer = EventPrinter(asJSON: false, objects: [])
        for happening in [Follower.Happening.dropped, .back(isResumed: true)] {
            let all = printer.lines(of: happening)
            #expect(all.count == 1)
            #expect(all.allSatisfy { !$0.isEvent && $0.text.hasPrefix("(") })
        }
        var json = EventPrinter(asJSON: true, objects: [])
        #expect(
            json.lines(of: .back(isResumed: false)).map(\.text)
                == [#"{"v":1,"type":"connection","data":{"state":"back","resumed":false}}"#]
        )
    }

    @Test func namedChangesAreFilteredByWhatTheyName() {
        let message = ServerMessage(
            type: "PLUGIN_PARAMETER_CHANGED",
            data: ["track_id": "vox", "plugin_id": "comp", "parameter_id": "ratio"]
        )
        func count(_ objects: [String]) -> Int { lines(of: message, objects).count }
        #expect(count([]) == 1)
        #expect(count(["vox"]) == 1)
        #expect(count(["vox/comp/ratio"]) == 1)
        #expect(count(["keys"]) == 0)
    }

    /// It comes each second, with a load that always moves.
    @Test func engineIsTalkedOfWhereItChanged() {
        var printer = EventPrinter(asJSON: false, objects: [])
        func count(_ state: JSONValue, load: Double) -> Int {
            let message = ServerMessage(
                type: "engine_state",
                data: ["state": state, "load": .number(load)]
            )
            return printer.lines(of: .message(message)).count
        }
        #expect(count("running", load: 0.1) == 1)
        #expect(count("running", load: 0.2) == 0)
        #expect(count("stopped", load: 0.2) == 1)
    }

    @Test func peopleReadWords() {
        let messages: [(type: String, data: JSONObject, words: String)] = [
            ("activity_log", ["level": "INFO", "text": "ana joined."], "info  ana joined."),
            ("chat_message", ["user_id": "bo", "text": "louder"], "bo says  louder"),
            (
                "job", ["job_id": "j1", "status": "active", "progress": 0.4, "title": "render"],
                "job j1  active 40%  render"
            ),
            (
                "engine_state", ["state": "running", "driver": "clock", "message": "", "xruns": 2],
                "engine running  clock  xruns 2"
            ), ("other", ["a": 1], #"other  {"a":1}"#),
        ]
        for (type, data, words) in messages {
            #expect(lines(of: ServerMessage(type: type, data: data), []) == [words])
        }
    }

    @Test func repliesOfTheConnectionItselfAreLeftOut() {
        #expect(lines(of: ServerMessage(type: "ack", id: "1", data: [:]), []).isEmpty)
    }

    @Test func topicsAreKnownOrRefused() throws {
        #expect(try topics(of: "state,chat") == [.state, .chat])
        let error = #expect(throws: CommandError.self) { try topics(of: "stat") }
        #expect(error?.hint == "Did you mean \"state\"?")
    }
}

/// Messages both ways become lines with pairs and times.
struct MessageLogTests {
    private func message(
        _ direction: TappedTransport.Direction,
        _ text: String,
        at milliseconds: Int64
    ) -> TappedTransport.Message {
        .init(direction: direction, text: Array(text.utf8), nanoseconds: milliseconds * 1_000_000)
    }

    @Test func replyIsPairedWithItsRequest() {
        var log = MessageLog(asJSON: false, isRaw: false, pattern: nil)
        let sent = log.line(message(.sent, #"{"id":"7","type":"PING","data":{}}"#, at: 100))
        #expect(sent == "  0.000000  →     34 B  PING  id 7")
        let reply = log.line(message(.received, #"{"id":"7","type":"ack","data":{}}"#, at: 102))
        #expect(reply == "  0.002000  ←     33 B  ack  PING  id 7  2.000 ms")
        // The same id again belongs to nothing.
        let again = log.line(message(.received, #"{"id":"7","type":"ack","data":{}}"#, at: 103))
        #expect(again == "  0.003000  ←     33 B  ack  id 7")
    }

    @Test func patternTakesRequestsWithTheirReplies() {
        var log = MessageLog(asJSON: false, isRaw: false, pattern: "TRACK_*")
        #expect(log.line(message(.sent, #"{"id":"1","type":"PING"}"#, at: 0)) == nil)
        #expect(log.line(message(.sent, #"{"id":"2","type":"TRACK_PAN"}"#, at: 1)) != nil)
        #expect(log.line(message(.received, #"{"id":"1","type":"ack"}"#, at: 2)) == nil)
        #expect(log.line(message(.received, #"{"id":"2","type":"ack"}"#, at: 3)) != nil)
    }

    @Test func tokensAreLeftOut() {
        var log = MessageLog(asJSON: false, isRaw: true, pattern: nil)
        let text = #"{"type":"IDENTIFY","data":{"token":"s3cret","deep":[{"Ticket":"t1cket"}]}}"#
        let line = log.line(message(.sent, text, at: 0)) ?? ""
        #expect(line.contains("IDENTIFY"))
        #expect(!line.contains("s3cret"))
        #expect(!line.contains("t1cket"))
    }

    @Test func jsonHasTheSame() throws {
        var log = MessageLog(asJSON: true, isRaw: false, pattern: nil)
        _ = log.line(message(.sent, #"{"id":"1","type":"PING"}"#, at: 5))
        let line = log.line(message(.received, #"{"id":"1","type":"ack"}"#, at: 7)) ?? ""
        #expect(
            line
                == #"{"v":1,"seconds":0.002,"direction":"received","bytes":23,"type":"ack","id":"1","#
                + #""request":"PING","latency_ms":2}"#
        )
    }

    @Test func whatIsNoJSONIsShownAsThat() {
        var log = MessageLog(asJSON: false, isRaw: false, pattern: nil)
        #expect(log.line(message(.received, "{", at: 0)) == "  0.000000  ←      1 B  ?")
    }
}
