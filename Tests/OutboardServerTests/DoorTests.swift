import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import OutboardServer

/// Addresses, blocks and events, without a server.
struct DoorTests {
    private static let second: Int64 = 1_000_000_000

    private func address(
        _ peer: String,
        _ headers: [(String, String)] = [],
        proxies: [String] = []
    ) throws -> ClientAddress {
        ClientAddress(
            peer: try SocketAddress(ipAddress: peer, port: 1),
            HTTPHeaders(headers),
            proxies: proxies.map { Network($0)! }
        )
    }

    @Test func networksHoldTheirAddresses() {
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("192.168.1.4", "192.168.1.4", true),
            ("192.168.1.4", "192.168.1.5", false), ("192.168.1.4/31", "192.168.1.5", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true), ("2001:db8::/32", "2001:db8:ffff::", true),
            ("2001:db8::/32", "2001:db9::", false), ("fe80::/10", "febf::1", true),
            ("fe80::/10", "fec0::1", false),
        ] {
            #expect(
                Network(network)!.contains(NetworkAddress(address)!) == expected,
                "\(network) \(address)"
            )
        }
        for wrong in [
            "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+1", "10.0.0/8", "10.0.0.0/", "x/8",
            "::/129",
            "10.0.0.0/8/8", "1.2.3.4.5", "010.0.0.256",
        ] { #expect(Network(wrong) == nil, "\(wrong)") }
    }

    @Test func householdsAreOneAddressOrOneNetwork() throws {
        #expect(try address("203.0.113.9").household == "203.0.113.9")
        #expect(try address("::ffff:203.0.113.9").household == "203.0.113.9")
        #expect(try address("2001:db8:1:2:3:4:5:6").household == "2001:db8:1:2::/64")
        #expect(
            try address("2001:db8:1:2:ffff::").household == address("2001:db8:1:2::1").household
        )
        #expect(
            try address("2001:db8:1:3::1").household != address("2001:db8:1:2::1").household
        )
    }

    @Test func forwardedAddressesAreBelievedOfTrustedProxiesOnly() throws {
        let proxies = ["10.0.0.0/8", "127.0.0.1"]
        func text(_ peer: String, _ forwarded: String...) throws -> String {
            try address(peer, forwarded.map { ("X-Forwarded-For", $0) }, proxies: proxies).text
        }
        #expect(try text("203.0.113.9", "198.51.100.1") == "203.0.113.9")
        #expect(try text("10.0.0.1") == "10.0.0.1")
        #expect(try text("10.0.0.1", "198.51.100.1") == "198.51.100.1")
        // What the client wrote itself stands on the left of what the proxy added.
        #expect(try text("10.0.0.1", "127.0.0.1, 198.51.100.1") == "198.51.100.1")
        #expect(try text("10.0.0.1", "1.1.1.1", "198.51.100.1, 10.0.0.2") == "198.51.100.1")
        #expect(try text("10.0.0.1", "198.51.100.1:4711") == "198.51.100.1")
        #expect(try text("10.0.0.1", "[2001:db8::1]:4711") == "2001:db8::1")
        for garbage in ["unknown", "", ",,,", "198.51.100.1, x", "evil\t"] {
            #expect(try text("10.0.0.1", garbage) == "10.0.0.1", "\(garbage)")
        }
        // No more than 32 hops are followed.
        let long = String(repeating: "10.0.0.9, ", count: 5_000) + "10.0.0.9"
        #expect(try text("10.0.0.1", "198.51.100.1, " + long) == "10.0.0.9")
    }

    /// Somebody's proxy on this machine that we were not told of.
    @Test func whoComesThroughAProxyIsNotOnThisMachine() throws {
        #expect(try address("127.0.0.1").isLoopback)
        #expect(try address("::1").isLoopback)
        #expect(try address("127.8.8.8").isLoopback)
        #expect(try !address("203.0.113.9").isLoopback)
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
            #expect(try !address("127.0.0.1", [(name, "127.0.0.1")]).isLoopback, "\(name)")
        }
        let forged = try address(
            "127.0.0.1",
            [("X-Forwarded-For", "127.0.0.1")],
            proxies: ["127.0.0.1"]
        )
        #expect(!forged.isLoopback)
    }

    @Test func whoGoesOnIsBlockedForLonger() {
        let list = BlockList()
        var now: Int64 = 0
        func wrong(_ times: Int) -> [Int64?] {
            (0..<times).map { _ in list.note(.badToken, "a", now: now) }
        }
        #expect(list.remaining("a", now: now) == nil)
        #expect(wrong(4) == [nil, nil, nil, nil])
        #expect(list.remaining("a", now: now) == nil)
        for minutes: Int64 in [1, 5, 30, 30] {
            if minutes > 1 { #expect(wrong(4) == [nil, nil, nil, nil]) }
            let duration = 60 * minutes * Self.second
            #expect(wrong(1) == [duration])
            #expect(list.remaining("a", now: now) == duration)
            // What comes while it is blocked does not make it longer.
            #expect(wrong(10).allSatisfy { $0 == nil })
            now += duration - 1
            #expect(list.remaining("a", now: now) == 1)
            now += 1
            #expect(list.remaining("a", now: now) == nil)
        }
        #expect(list.remaining("b", now: now) == nil)
        // An hour of peace, and it begins anew.
        now += 3_600 * Self.second
        #expect(wrong(5).last == .some(60 * Self.second))
    }

    @Test func fewWrongTokensAMinuteBlockNobody() {
        let list = BlockList()
        for minute: Int64 in 0..<100 {
            for _ in 0..<4 {
                #expect(list.note(.badToken, "a", now: minute * 60 * Self.second) == nil)
            }
        }
        #expect(list.note(.flood, "a", now: 6_000 * Self.second) == 60 * Self.second)
        #expect(list.unblock("a", now: 6_000 * Self.second))
        #expect(!list.unblock("a", now: 6_000 * Self.second))
        #expect(list.remaining("a", now: 6_000 * Self.second) == nil)
    }

    @Test func theListIsBounded() {
        let list = BlockList()
        for index in 0..<BlockList.countMax { _ = list.note(.flood, "\(index)", now: 0) }
        #expect(list.count == BlockList.countMax)
        #expect(list.rows(now: 0).count == BlockList.countMax)
        for index in 0..<100 { _ = list.note(.badToken, "x\(index)", now: 1) }
        #expect(list.count == BlockList.countMax)
        // Those who only tried once made room for each other, and not for those that are blocked.
        #expect(list.rows(now: 1).count >= BlockList.countMax - 1)
    }

    @Test func eventsAreFoldedAndBounded() {
        let logged = LogText()
        let log = SecurityLog(log: Logger(label: "test") { _ in LogText.Handler(text: logged) })
        for index in 0..<100 { log.note(.badToken, "a", now: Int64(index)) }
        #expect(log.events.map(\.count) == [100])
        #expect(logged.text.split(separator: "\n").count == 1)
        log.note(.badToken, "b", now: 100)
        log.note(.badToken, "a", now: 100)
        #expect(log.events.map(\.count) == [1, 101])
        log.note(.badToken, "a", now: 100 + 4_999)
        #expect(log.events.map(\.count) == [1, 102])
        log.note(.badToken, "a", now: 100 + 4_999 + 5_000)
        #expect(log.events.map(\.count) == [1, 1, 102])
        for index in 0..<2_000 { log.note(.flood, "\(index)", now: Int64(index) * 10_000) }
        #expect(log.events.count == SecurityLog.countMax)
        #expect(log.events.first?.address == "1999")
        #expect(log.events.last?.address == "1000")
        #expect(log.total == 2_104)
    }

    @Test func socketsAreCountedByAddress() {
        let sockets = SocketCount(max: 3, perAddressMax: 2)
        #expect(sockets.add("a"))
        #expect(sockets.add("a"))
        #expect(!sockets.add("a"))
        #expect(sockets.add(nil))
        #expect(!sockets.add("b"))
        sockets.remove("a")
        #expect(sockets.add("b"))
        #expect(!sockets.add(nil))
        let none = SocketCount(max: 0, perAddressMax: 0)
        #expect(!none.add(nil))
    }

    @Test func handshakesShowOneCredential() {
        func shown(_ uri: String, _ headers: [(String, String)] = []) -> HandshakeCredential? {
            HandshakeCredential(
                HTTPRequestHead(
                    version: .http1_1,
                    method: .GET,
                    uri: uri,
                    headers: HTTPHeaders(headers)
                )
            )
        }
        let name = "Sec-WebSocket-Protocol"
        #expect(shown("/ws")!.credential == nil)
        #expect(shown("/ws?ticket=abc")!.credential == .ticket("abc"))
        #expect(shown("/ws?x=1&ticket=a%62c#ticket=no")!.credential == .ticket("abc"))
        let both = shown("/ws", [(name, "outboard.v1.json, bearer.a.b.c")])!
        #expect(both.credential == .token("a.b.c") && both.subprotocol == "outboard.v1.json")
        let split = shown("/ws", [(name, "bearer.a.b.c"), (name, " outboard.v1.json ")])!
        #expect(split == both)
        let alone = shown("/ws", [(name, "bearer.a.b.c")])!
        #expect(alone.credential == .token("a.b.c") && alone.subprotocol == nil)
        #expect(shown("/ws", [(name, "chat, mqtt")])!.subprotocol == nil)
        #expect(shown("/ws", [("Authorization", "Bearer x")])!.credential == .token("x"))
        #expect(shown("/ws", [("Authorization", "bearer  x")])!.credential == .token("x"))
        // Another scheme is a wrong credential, and not none.
        #expect(shown("/ws", [("Authorization", "Basic x")])!.credential == .token(""))
        #expect(shown("/ws?ticket=a", [("Authorization", "Bearer x")]) == nil)
        #expect(shown("/ws", [(name, "bearer.a, bearer.b")]) == nil)
        for query in ["token=x", "access_token=x", "x=1&jwt=x", "bearer=x", "%74oken=x"] {
            #expect(shown("/ws?" + query) == nil, "\(query)")
        }
    }
}
