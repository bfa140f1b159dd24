import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardSession

struct PresenceDeskTests {
    private let second: Int64 = 1_000_000_000
    private let fader = AutomationCurve.Target.fader(TrackID("vox"))

    private func join(
        _ desk: inout PresenceDesk,
        _ connection: String,
        _ user: String,
        at now: Int64 = 0
    ) {
        desk.join(connection, user: user, role: .engineer, now: now, time: 0)
    }

    @Test func twoDevicesOfOnePersonAreTwoEntries() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        join(&desk, "2", "ana")
        #expect(desk.people.map(\.user) == ["ana", "ana"])
        let change = desk.takeChange(now: 0)
        #expect(change?.people.map(\.connection) == ["1", "2"])
        #expect(change?.isWhole == false)
        #expect(desk.takeChange(now: 0) == nil)
    }

    @Test func silenceOfThirtySecondsIsGoneAndAWordIsBack() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        _ = desk.takeChange(now: 0)
        #expect(desk.takeChange(now: 30 * second - 1) == nil)
        #expect(desk.takeChange(now: 30 * second)?.gone == ["1"])
        #expect(desk.people.isEmpty)
        desk.renew("1", now: 40 * second)
        #expect(desk.takeChange(now: 40 * second)?.people.map(\.user) == ["ana"])
        desk.renew("1", now: 50 * second)
        #expect(desk.takeChange(now: 80 * second - 1) == nil)
    }

    @Test func whoLeavesIsGoneAtOnceAndToldOnce() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        _ = desk.takeChange(now: 0)
        desk.leave("1")
        #expect(desk.takeChange(now: 1)?.gone == ["1"])
        desk.leave("1")
        #expect(desk.takeChange(now: 2) == nil)
    }

    @Test func onlyANewPlaceIsTold() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        _ = desk.takeChange(now: 0)
        let place = PresencePlace(place: "/chain/vox", focus: .init(track: TrackID("vox")))
        desk.set(place, of: "1")
        #expect(desk.takeChange(now: 1)?.people.first?.place == place)
        desk.set(place, of: "1")
        #expect(desk.takeChange(now: 2) == nil)
    }

    @Test func looseHandHasALeaseOfThreeSecondsFromItsLastMove() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        desk.hold(fader, by: "1", isSaid: false, now: 0)
        #expect(desk.takeChange(now: 0)?.people.first?.holds == [fader])
        desk.hold(fader, by: "1", isSaid: false, now: 2 * second)
        #expect(desk.takeChange(now: 5 * second - 1) == nil)
        #expect(desk.takeChange(now: 5 * second)?.people.first?.holds == [])
    }

    @Test func handThatIsSaidEndsWhenThatIsSaid() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        desk.hold(fader, by: "1", isSaid: true, now: 0)
        desk.hold(fader, by: "1", isSaid: false, now: 1)
        _ = desk.takeChange(now: 1)
        #expect(desk.takeChange(now: 20 * second) == nil)
        desk.endGesture(fader, by: "1")
        #expect(desk.takeChange(now: 20 * second)?.people.first?.holds == [])
    }

    @Test func lastOneToMoveHasTheControl() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        join(&desk, "2", "ben")
        desk.hold(fader, by: "1", isSaid: true, now: 0)
        desk.hold(fader, by: "2", isSaid: false, now: 1)
        #expect(desk.people.map(\.holds) == [[], [fader]])
    }

    @Test func handsAreBounded() {
        var desk = PresenceDesk()
        join(&desk, "1", "ana")
        for index in 0...PresenceDesk.holdsMax {
            desk.hold(.pan(TrackID("\(index)")), by: "1", isSaid: true, now: 0)
        }
        #expect(desk.people.first?.holds.count == PresenceDesk.holdsMax)
    }
}
