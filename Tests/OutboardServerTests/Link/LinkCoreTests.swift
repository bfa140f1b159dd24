import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Testing

@testable import OutboardClient

/// What a client that stays does when.
struct LinkCoreTests {
    /// A link, and everything that it did; what the server says is said by the test.
    private final class Rig {
        var core: LinkCore
        var now: Int64 = 1_000_000_000
        var sent: [JSONValue] = []
        var states: [LinkState] = []
        var answers: [String: Result<Ack, any Error>] = [:]
        var shown: SessionMirror?
        var opens = 0
        var closes = 0

        init(_ change: (inout LinkConfiguration) -> Void = { _ in }) {
            var configuration = LinkConfiguration(
                client: "test",
                clientID: "box",
                session: SessionID("s")
            )
            configuration.jitter = 0
            change(&configuration)
            core = LinkCore(configuration, random: SystemRandomNumberGenerator())
            core.start(now: now)
            act()
        }

        func act() {
            for action in core.takeActions() {
                switch action {
                case .open: opens += 1
                case .send(let text): sent.append(try! JSONValue(parsing: text))
                case .close: closes += 1
                case .tell(let state): states.append(state)
                case .show(let mirror): shown = mirror
                case .answer(let id, let answer): answers[id] = answer
                case .pass: break
                }
            }
        }

        func pass(milliseconds: Int64) {
            now += milliseconds * 1_000_000
            core.tick(now: now)
            act()
        }

        func say(_ type: String, _ data: JSONObject, id: String? = nil) {
            let text = ServerMessage(type: type, id: id, data: data).text(timeMilliseconds: 0)
            core.received(Array(text.utf8), now: now)
            act()
        }

        func hello(_ data: JSONObject = ["protocols": [1], "auth": "none"]) {
            core.opened(now: now)
            say("hello", data)
        }

        func identified(epoch: String = "e", revision: Int, isResumed: Bool = false) {
            say(
                "identified",
                [
                    "epoch": .string(epoch), "revision": .integer(revision),
                    "resumed": .bool(isResumed),
                ]
            )
        }

        func snapshot(_ value: Int, epoch: String = "e", revision: Int) {
            say(
                "state_snapshot",
                [
                    "epoch": .string(epoch), "revision": .integer(revision),
                    "session": ["value": .integer(value)],
                ]
            )
        }

        func delta(_ value: Int, from: Int, to: Int, at path: String = "/value") {
            let op: JSONValue = [
                "op": "replace", "path": .string(path), "value": .integer(value),
            ]
            say("state_delta", ["from": .integer(from), "to": .integer(to), "ops": [op]])
        }

        func live(revision: Int = 1) {
            hello()
            identified(revision: revision)
            snapshot(revision, revision: revision)
        }

        func lose(_ code: WebSocketCloseCode? = nil) {
            core.closed(code, now: now)
            act()
        }

        func ask(_ request: Request = .trackMute(track: .master, isMuted: true)) -> String {
            defer { act() }
            return core.request(request, now: now)
        }

        var isLive: Bool { if case .live = core.state { true } else { false } }
        var lastSent: (type: String?, id: String?) {
            (sent.last?["type"]?.string, sent.last?["id"]?.string)
        }
        var waitMilliseconds: Int64? {
            guard case .waiting(_, let until) = core.state else { return nil }
            return (until - now) / 1_000_000
        }
    }

    @Test func itIsLiveWhenItHasTheStateAndNotBefore() {
        let rig = Rig()
        #expect(rig.core.state == .connecting)
        rig.hello()
        #expect(rig.core.state == .syncing)
        #expect(rig.lastSent.type == "IDENTIFY")
        #expect(rig.sent.last?["data"]?["client_id"] == "box")
        #expect(rig.sent.last?["data"]?["resume"] == nil)
        rig.identified(revision: 3)
        #expect(rig.core.state == .syncing)
        rig.snapshot(3, revision: 3)
        #expect(rig.core.state == .live(roundTripMilliseconds: nil))
        rig.pass(milliseconds: 2_000)
        #expect(rig.lastSent.type == "PING")
        let ping = rig.lastSent.id
        rig.now += 12_000_000
        rig.say("ack", ["status": "accepted"], id: ping)
        #expect(rig.core.state == .live(roundTripMilliseconds: 12))
    }

    @Test func deltasAreAppliedInOrderAndAGapIsMadeUpFor() {
        let rig = Rig()
        rig.live()
        rig.delta(2, from: 1, to: 2)
        #expect(rig.shown?.session == ["value": 2])
        rig.delta(9, from: 1, to: 2)
        #expect(rig.shown?.session == ["value": 2])
        rig.delta(4, from: 3, to: 4)
        #expect(rig.lastSent.type == "RESYNC")
        #expect(rig.core.state == .syncing)
        rig.delta(5, from: 4, to: 5)
        #expect(rig.sent.count { $0["type"] == "RESYNC" } == 1)
        rig.snapshot(5, revision: 5)
        #expect(rig.isLive)
        #expect(rig.shown?.revision == 5)
        // What does not fit is a gap, whatever its numbers say.
        rig.delta(6, from: 5, to: 6, at: "/nothing")
        #expect(rig.sent.count { $0["type"] == "RESYNC" } == 2)
    }

    @Test func itGoesOnWhereItWas() {
        let rig = Rig()
        rig.live(revision: 4)
        rig.lose()
        rig.pass(milliseconds: 250)
        #expect(rig.opens == 2)
        rig.hello()
        #expect(rig.sent.last?["data"]?["resume"] == ["epoch": "e", "revision": 4])
        rig.identified(revision: 6, isResumed: true)
        #expect(rig.core.state == .syncing)
        rig.delta(5, from: 4, to: 5)
        #expect(rig.core.state == .syncing)
        rig.delta(6, from: 5, to: 6)
        #expect(rig.isLive)
        #expect(rig.shown?.session == ["value": 6])
    }

    @Test func waitsDoubleUntilTheStateIsHere() {
        let rig = Rig()
        var waits: [Int64] = []
        for _ in 0..<7 {
            rig.hello()
            rig.identified(revision: 1)
            rig.lose()
            waits.append(rig.waitMilliseconds!)
            rig.pass(milliseconds: waits.last! - 1)
            #expect(rig.core.state != .connecting)
            rig.pass(milliseconds: 1)
            #expect(rig.core.state == .connecting)
        }
        #expect(waits == [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000])
        rig.live()
        rig.lose()
        #expect(rig.waitMilliseconds == 250)
        #expect(rig.core.state == .waiting(attempt: 1, untilNanoseconds: rig.now + 250_000_000))
    }

    @Test func waitsDifferByAQuarter() {
        var waits: Set<Int64> = []
        for _ in 0..<200 {
            let rig = Rig { $0.jitter = 0.25 }
            rig.lose()
            waits.insert(rig.waitMilliseconds!)
        }
        #expect(waits.allSatisfy { (187...313).contains($0) })
        #expect(waits.count > 20)
    }

    @Test func silenceIsTold() {
        let rig = Rig()
        rig.live()
        rig.pass(milliseconds: 2_000)
        rig.pass(milliseconds: 2_000)
        rig.pass(milliseconds: 999)
        #expect(rig.isLive)
        rig.pass(milliseconds: 1)
        #expect(rig.core.state == .stale)
        rig.say("transport", [:])
        #expect(rig.isLive)
        for _ in 0..<14 { rig.pass(milliseconds: 1_000) }
        #expect(rig.core.state == .stale)
        #expect(rig.closes == 0)
        rig.pass(milliseconds: 1_000)
        #expect(rig.closes == 1)
        #expect(rig.waitMilliseconds == 250)
    }

    @Test func aServerThatNeverSaysMoreIsGivenUp() {
        let rig = Rig()
        rig.hello()
        rig.pass(milliseconds: 9_999)
        #expect(rig.core.state == .syncing)
        rig.pass(milliseconds: 1)
        #expect(rig.waitMilliseconds == 250)
        #expect(rig.closes == 1)
    }

    // MARK: Asking

    @Test func whatWasNotAnsweredIsAskedAgainUnderItsID() {
        let rig = Rig()
        let early = rig.ask()
        #expect(rig.sent.isEmpty)
        rig.live()
        #expect(rig.sent.contains { $0["id"]?.string == early })
        let late = rig.ask()
        rig.say("ack", ["status": "applied", "revision": 2], id: early)
        rig.lose()
        rig.pass(milliseconds: 250)
        let before = rig.sent.count
        rig.hello()
        rig.identified(revision: 2, isResumed: true)
        let again = rig.sent[before...].filter { $0["type"] == "TRACK_MUTE" }
        #expect(again.map { $0["id"]?.string } == [late])
        rig.say("ack", ["status": "applied", "duplicate": true], id: late)
        #expect(rig.answers.count == 2)
        #expect((try? rig.answers[late]?.get().status) == .applied)
    }

    /// Another epoch may be another server, which does not know what the old one did.
    @Test func whatMayHaveBeenDoneElsewhereIsNotAskedAgain() {
        let rig = Rig()
        rig.live()
        let sent = rig.ask()
        rig.lose()
        let unsent = rig.ask()
        rig.pass(milliseconds: 250)
        rig.hello()
        rig.identified(epoch: "other", revision: 0)
        #expect(throws: ClientError.self) { try rig.answers[sent]?.get() }
        #expect(rig.answers[unsent] == nil)
        #expect(rig.lastSent.id == unsent)
    }

    @Test(arguments: [(239_000, true), (241_000, false)])
    func whatTheServerMayHaveForgottenIsNotAskedAgain(
        milliseconds: Int64,
        isAsked: Bool
    ) {
        let rig = Rig()
        rig.live()
        let id = rig.ask()
        rig.lose()
        rig.now += milliseconds * 1_000_000
        rig.pass(milliseconds: 0)
        rig.hello()
        rig.identified(revision: 1, isResumed: true)
        #expect((rig.lastSent.id == id) == isAsked)
        #expect((rig.answers[id] == nil) == isAsked)
    }

    @Test func aConnectionsOwnWishesAreWishedAnew() {
        let rig = Rig()
        rig.live()
        let id = rig.ask(.metersSubscribe(rateHertz: 30))
        rig.say("ack", ["status": "accepted"], id: id)
        rig.say("ack", ["status": "accepted"], id: rig.ask(.reidentify([.state])))
        rig.lose()
        rig.pass(milliseconds: 250)
        rig.hello()
        #expect(rig.sent.last?["data"]?["subscribe"] == ["state"])
        rig.identified(revision: 1, isResumed: true)
        #expect(rig.lastSent.type == "METERS_SUBSCRIBE")
        _ = rig.ask(.metersUnsubscribe)
        rig.lose()
        rig.pass(milliseconds: 250)
        rig.hello()
        let before = rig.sent.count
        rig.identified(revision: 1, isResumed: true)
        #expect(rig.sent[before...].allSatisfy { $0["type"] != "METERS_SUBSCRIBE" })
    }

    // MARK: The end

    @Test func itDoesNotComeBackWhereItIsNotWanted() {
        for (code, expected) in [
            (WebSocketCloseCode.kicked, LinkState.refused("somebody has put this client out")),
            (.authenticationFailed, .refused("the token was refused")),
            (.unsupportedVersion, .incompatible),
        ] {
            let rig = Rig()
            rig.live()
            let id = rig.ask()
            rig.lose(code)
            #expect(rig.core.state == expected)
            rig.pass(milliseconds: 100_000)
            #expect(rig.opens == 1)
            for id in [id, rig.ask()] {
                #expect(throws: ClientError.self) { try rig.answers[id]?.get() }
            }
        }
    }

    @Test func aTokenThatIsMissingIsTold() {
        let rig = Rig()
        rig.hello(["protocols": [1], "auth": "token"])
        #expect(rig.core.state == .refused("the server wants a token"))
        #expect(rig.closes == 1)
        rig.core.renew(token: "secret", now: rig.now)
        rig.act()
        #expect(rig.core.state == .connecting)
        rig.hello(["protocols": [1], "auth": "token"])
        #expect(rig.sent.last?["data"]?["token"] == "secret")
    }

    @Test func aServerOfAnotherVersionIsTold() {
        let rig = Rig()
        rig.hello(["protocols": [2, 3], "auth": "none"])
        #expect(rig.core.state == .incompatible)
        #expect(rig.closes == 1)
    }

    @Test func whoIsLimitedComesBackLate() {
        let rig = Rig()
        rig.live()
        rig.lose(.rateLimited)
        #expect(rig.waitMilliseconds == 8_000)
    }

    @Test func stoppingFailsWhatWaits() {
        let rig = Rig()
        rig.live()
        let id = rig.ask()
        rig.core.stop()
        rig.act()
        #expect(rig.core.state == .offline)
        #expect(throws: ClientError.self) { try rig.answers[id]?.get() }
        #expect(rig.closes == 1)
    }
}
