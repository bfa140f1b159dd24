import NIOCore
import NIOEmbedded
import Testing

@testable import OutboardServer

struct LimitTests {
    @Test func aSecondsWorthPassesAtOnceAndThenOneAtATime() {
        var limiter = RateLimiter(perSecond: 100)
        func admit(now: Int64) -> Int64? { limiter.admit(now: now) }
        for _ in 0..<100 { #expect(admit(now: 0) == nil) }
        #expect(admit(now: 0) == 10_000_000)
        #expect(admit(now: 9_999_999) == 1)
        #expect(admit(now: 10_000_000) == nil)
        #expect(admit(now: 10_000_000) == 10_000_000)
    }

    @Test func dearMessagesCostMore() {
        var limiter = RateLimiter(perSecond: 10)
        func admit(cost: Double, now: Int64) -> Int64? { limiter.admit(cost: cost, now: now) }
        #expect(admit(cost: 9.5, now: 0) == nil)
        #expect(admit(cost: 1, now: 0) == 50_000_000)
        #expect(admit(cost: 0.5, now: 0) == nil)
        #expect(admit(cost: 0, now: 0) == nil)
        // Dearer than a whole burst: it passes when nothing else did for as long.
        #expect(admit(cost: 1_000, now: 1) != nil)
        #expect(admit(cost: 1_000, now: 1_000_000_000) == nil)
    }

    @Test func connectionsAreCountedInAllAndPerAddress() throws {
        let registry = ConnectionRegistry(max: 4, perAddressMax: 2, unidentifiedMax: 10)
        let channel = EmbeddedChannel()
        func admit(_ address: String?) -> Result<String, ConnectionRegistry.Refusal> {
            registry.admit(channel, from: address)
        }
        let first = try admit("a").get()
        _ = try admit("a").get()
        #expect(admit("a") == .failure(.perAddress))
        _ = try admit("b").get()
        _ = try admit(nil).get()
        #expect(admit("b") == .failure(.full))
        #expect(admit(nil) == .failure(.full))
        registry.remove(first)
        registry.remove(first)
        #expect(registry.count == 3)
        _ = try admit("a").get()
    }

    @Test func strangersAreCounted() throws {
        let registry = ConnectionRegistry(max: 100, perAddressMax: 100, unidentifiedMax: 2)
        let channel = EmbeddedChannel()
        let first = try registry.admit(channel, from: "a").get()
        let second = try registry.admit(channel, from: "b").get()
        #expect(registry.admit(channel, from: "c") == .failure(.unidentified))
        registry.noteIdentified(first)
        registry.noteIdentified(first)
        #expect(registry.unidentifiedCount == 1)
        _ = try registry.admit(channel, from: "c").get()
        registry.remove(second)
        registry.remove(first)
        #expect(registry.unidentifiedCount == 1)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.9.9.9", "127.9.9.9", true), ("::1", "0:0:0:0:0:0:0:0", true),
        ("10.0.0.7", "10.0.0.7", false), ("::ffff:10.0.0.7", "10.0.0.7", false),
        ("::ffff:127.0.0.1", "127.0.0.1", true), ("2001:db8:1:2:3::4", "20:1:d:b8:0:1:0:2", false),
        ("2001:db8:1:2:ffff::", "20:1:d:b8:0:1:0:2", false),
    ]) func aNetworkOfSixtyFourBitsIsOneAddress(
        text: String,
        address: String,
        isLoopback: Bool
    ) throws {
        let peer = Peer(try SocketAddress(ipAddress: text, port: 1))
        #expect(peer.address == address)
        #expect(peer.isLoopback == isLoopback)
    }
}
