import Foundation
import OutboardProtocol
import Testing

@testable import OutboardAccess

struct AccessTests {
    private let ana = Principal(user: "ana", role: .engineer)

    @Test func ticketsLetInOnceAndNotForLong() {
        var tickets = Tickets()
        let second: Int64 = 1_000_000_000
        let one = tickets.issue(for: ana, seconds: 30, now: 0)!
        #expect(tickets.redeem(one + "x", now: 0) == nil)
        #expect(tickets.redeem("", now: 0) == nil)
        #expect(tickets.redeem(one, now: 30 * second - 1) == ana)
        #expect(tickets.redeem(one, now: 30 * second - 1) == nil)
        let late = tickets.issue(for: ana, seconds: 30, now: 0)!
        #expect(tickets.redeem(late, now: 30 * second) == nil)
        // Too late is used up too, should a clock ever go back.
        #expect(tickets.redeem(late, now: 0) == nil)
        let never = tickets.issue(for: ana, seconds: 0, now: 0)!
        #expect(tickets.redeem(never, now: 0) == nil)
    }

    @Test func noMoreTicketsWaitThanAreAllowed() {
        var tickets = Tickets()
        var given = Set<String>()
        for _ in 0..<Tickets.countMax {
            given.insert(tickets.issue(for: ana, seconds: 30, now: 0)!)
        }
        #expect(given.count == Tickets.countMax)
        #expect(tickets.issue(for: ana, seconds: 30, now: 0) == nil)
        #expect(tickets.redeem(given.first!, now: 0) == ana)
        #expect(tickets.issue(for: ana, seconds: 30, now: 0) != nil)
        // And those whose time is over make room.
        #expect(tickets.issue(for: ana, seconds: 30, now: 30_000_000_000) != nil)
    }

    @Test func theSecretIsMadeOnceAndForItsOwnerAlone() throws {
        let rig = try AccessRig()
        let mode = try FileManager.default.attributesOfItem(atPath: rig.files.secret)
        #expect(mode[.posixPermissions] as? Int == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: rig.files.directory)
        #expect(folder[.posixPermissions] as? Int == 0o700)
        #expect(try rig.files.key().name == rig.key.name)
        #expect(try AccessRig().key.name != rig.key.name)
        chmod(rig.files.secret, 0o640)
        #expect(throws: AccessError.self) { try rig.files.key() }
        chmod(rig.files.secret, 0o600)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: rig.files.secret))
        #expect(throws: AccessError.self) { try rig.files.key() }
        // A link to elsewhere is not followed.
        try FileManager.default.removeItem(atPath: rig.files.secret)
        symlink("/etc/hostname", rig.files.secret)
        #expect(throws: AccessError.self) { try rig.files.key() }
    }

    @Test func tokensCanBeTakenBack() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let register = TokenRegister(rig.files)
        func give(_ name: String, _ user: String) throws -> String {
            let principal = Principal(user: user, role: .viewer)
            let claims = TokenClaims(
                principal: principal,
                expiresAt: rig.now + 3_600,
                name: name
            )
            try register.add(
                GivenToken(
                    name: name,
                    principal: principal,
                    givenAt: rig.now,
                    expiresAt: claims.expiresAt
                ),
                now: rig.now
            )
            return rig.key.token(for: claims, now: rig.now)
        }
        let (one, two, three) = (try give("1", "ana"), try give("2", "jo"), try give("3", "jo"))
        for token in [one, two, three] { #expect(await fault(control, token) == nil) }
        #expect(try register.revoke("1", now: rig.now) == 1)
        #expect(await fault(control, one) == .revoked)
        #expect(await fault(control, two) == nil)
        #expect(try register.revoke("jo", now: rig.now) == 2)
        for token in [two, three] { #expect(await fault(control, token) == .revoked) }
        #expect(try register.revoke("nobody", now: rig.now) == 0)
        #expect(try register.all().map(\.isRevoked) == [true, true, true])
        rig.advance(seconds: 4_000)
        try register.revoke("nobody", now: rig.now)
        #expect(try register.all().isEmpty)
    }

    private func page(_ control: AccessControl, _ seconds: Int64 = 3_600) async throws -> String? {
        guard case .made(let text, _) = try await control.makePageToken(for: ana, seconds: seconds)
        else { return nil }
        return text
    }

    @Test func pagesTokensAreListedAndTakenBackOneByOne() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let register = TokenRegister(rig.files)
        let (one, two) = (
            try #require(try await page(control)), try #require(try await page(control))
        )
        let listed = try register.all()
        #expect(listed.map(\.kind) == [.page, .page])
        #expect(listed.map(\.principal) == [ana, ana])
        #expect(listed.map(\.givenAt) == [rig.now, rig.now])
        let name = try #require(try await control.holder(ofToken: one).tokenName)
        #expect(name == listed[0].name && name.hasPrefix("page-"))
        #expect(await control.look(after: [name, listed[1].name]) == [])
        #expect(try register.revoke(name, now: rig.now) == 1)
        #expect(await control.look(after: [name, listed[1].name]) == [name])
        #expect(await fault(control, one) == .revoked)
        #expect(await fault(control, two) == nil)
        // A page's token that the register does not know was made by nobody who asked it.
        try FileManager.default.removeItem(atPath: rig.files.tokens)
        #expect(await fault(control, two) == .revoked)
        #expect(await fault(control, try rig.token(["jti": "of-the-box"])) == nil)
    }

    @Test func soManyPagesHaveTokensAndNoMore() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        for _ in 0..<TokenRegister.pagesMax { #expect(try await page(control, 100) != nil) }
        #expect(try await page(control) == nil)
        let register = TokenRegister(rig.files)
        #expect(try register.revoke(register.all()[0].name, now: rig.now) == 1)
        #expect(try await page(control, 100) != nil)
        #expect(try await page(control) == nil)
        // Those whose time is over make room.
        rig.advance(seconds: 100)
        #expect(try await page(control) != nil)
    }

    @Test func whenATokenWasSeenIsWrittenNowAndThen() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let register = TokenRegister(rig.files)
        let token = try #require(try await page(control))
        #expect(await control.look(after: []).isEmpty)
        #expect(register.sightings().isEmpty)
        let first = rig.now
        let name = try #require(try await control.holder(ofToken: token).tokenName)
        _ = await control.look(after: [])
        #expect(register.sightings() == [name: first])
        // Open all the time: once a minute.
        rig.advance(seconds: Sightings.writeSeconds - 1)
        _ = await control.look(after: [name])
        #expect(register.sightings() == [name: first])
        rig.advance(seconds: 1)
        _ = await control.look(after: [name])
        #expect(register.sightings() == [name: rig.now])
        // A server that starts anew goes on from there.
        let next = try rig.control()
        let other = try #require(try await page(next))
        let otherName = try #require(try await next.holder(ofToken: other).tokenName)
        _ = await next.look(after: [])
        #expect(register.sightings() == [name: rig.now, otherName: rig.now])
        // What has expired is forgotten.
        rig.advance(seconds: 4_000)
        _ = try await page(next)
        _ = await next.look(after: ["page-of-nobody"])
        #expect(register.sightings().isEmpty)
        try Data("{".utf8).write(to: URL(fileURLWithPath: rig.files.sightings))
        #expect(register.sightings().isEmpty)
    }

    /// Else whoever can damage the file can undo what it takes back.
    @Test func aDamagedRegisterLetsNoNamedTokenIn() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let token = try rig.token(["jti": "1"])
        #expect(await fault(control, token) == nil)
        try Data("{".utf8).write(to: URL(fileURLWithPath: rig.files.tokens))
        #expect(await fault(control, token) == .revoked)
        #expect(await fault(control, try rig.token()) == nil)
    }

    @Test func theSharedTokenIsTheOwners() async throws {
        let rig = try AccessRig()
        let control = try rig.control(sharedToken: "open sesame")
        let owner = try await control.holder(ofToken: "open sesame")
        #expect(owner.principal.role == .owner && owner.expiresAt == nil)
        await #expect(throws: TokenFault.malformed) {
            try await control.holder(ofToken: "open sesam")
        }
        #expect(try await control.holder(ofToken: rig.token()).principal.role == .engineer)
    }
}
