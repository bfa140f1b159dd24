import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import OutboardModel
import OutboardProtocol
import OutboardWebSocket
import Synchronization
import Testing

@testable import OutboardClient
@testable import OutboardServer

/// Many clients, and such as do not behave, on a real server. `OUTBOARD_CROWD` says how many: `make flaky`
/// takes a thousand.
@Suite(.serialized)
struct CrowdTests {
    private let clientCount =
        ProcessInfo.processInfo.environment["OUTBOARD_CROWD"].flatMap(Int.init) ?? 200

    private func fixture(
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> ServerFixture {
        let fixture = try ServerFixture {
            $0.exemptsLoopback = true
            change(&$0)
        }
        try await fixture.start()
        return fixture
    }

    private func configuration(_ index: Int) -> LinkConfiguration {
        var configuration = LinkConfiguration(
            client: "crowd",
            clientID: "crowd-\(index)",
            session: SessionID("test")
        )
        configuration.topics = [.state]
        configuration.backoffMilliseconds = 10...50
        // A machine that has other things to do is not to be taken for a server that is gone.
        configuration.pingMilliseconds = 60_000
        configuration.staleMilliseconds = 120_000
        configuration.deadMilliseconds = 300_000
        configuration.openMilliseconds = 300_000
        return configuration
    }

    private func link(_ index: Int, to fixture: ServerFixture) -> OutboardLink {
        OutboardLink(configuration(index), transport: WebSocketTransport(fixture.address))
    }

    private func isLive(_ link: OutboardLink) async -> Bool {
        for await state in link.states {
            switch state {
            case .live: return true
            case .refused, .incompatible: return false
            default: continue
            }
        }
        return false
    }

    @Test func allHearOfOneChange() async throws {
        let fixture = try await fixture()
        let links = (0..<clientCount).map { link($0, to: fixture) }
        await withTaskGroup(of: Bool.self) { group in
            for link in links {
                group.addTask {
                    await link.start()
                    return await isLive(link)
                }
            }
            for await isLive in group { #expect(isLive) }
        }
        let mute = Request.trackMute(track: TrackID("in"), isMuted: true)
        let ack = try await fixture.rendering { try await links[0].request(mute) }
        let revision = try #require(ack.revision)
        await withTaskGroup(of: Bool.self) { group in
            for link in links {
                group.addTask {
                    for await session in link.sessions where session.revision >= revision {
                        return session.session["tracks"]?["in"]?["mute"] == true
                    }
                    return false
                }
            }
            for await isMuted in group { #expect(isMuted) }
        }
        for link in links { await link.stop() }
        await fixture.stop()
    }

    /// The box was switched off and on: all come back at once, and go on where they were.
    @Test func allComeBackWhenTheServerDoes() async throws {
        let fixture = try await fixture()
        let place = MovingPlace(fixture.address)
        let links = (0..<clientCount).map { OutboardLink(configuration($0), transport: place) }
        func allAreLive() async {
            await withTaskGroup(of: Bool.self) { group in
                for link in links { group.addTask { await isLive(link) } }
                for await isLive in group { #expect(isLive) }
            }
        }
        for link in links { await link.start() }
        await allAreLive()
        for link in links { for await _ in link.sessions { break } }
        await fixture.stopServer()
        for link in links {
            for await state in link.states {
                if case .waiting = state { break }
            }
        }
        place.move(to: try await fixture.startServer())
        await allAreLive()
        let mute = Request.trackMute(track: TrackID("in"), isMuted: true)
        let ack = try await fixture.rendering { try await links[0].request(mute) }
        for link in links {
            var seen = 0
            for await session in link.sessions {
                seen += 1
                if session.revision == ack.revision { break }
            }
            // Only the change came: who goes on where it was gets no snapshot.
            #expect(seen == 1)
        }
        for link in links { await link.stop() }
        await fixture.stop()
    }

    @Test func oneMoreThanMayComeIsTurnedAwayAndComesLater() async throws {
        let fixture = try await fixture { $0.connectionsMax = 2 }
        let links = (0..<3).map { link($0, to: fixture) }
        for link in links[..<2] {
            await link.start()
            #expect(await isLive(link))
        }
        await links[2].start()
        for await state in links[2].states {
            if case .waiting = state { break }
        }
        await links[0].stop()
        #expect(await isLive(links[2]))
        for link in links[1...] { await link.stop() }
        await fixture.stop()
    }

    /// A hundred thousand requests of one that never reads an answer: it is stopped by its own socket, and the
    /// server keeps what its bounds say.
    @Test func whoNeverReadsCostsNothing() async throws {
        let fixture = try await fixture { $0.slowSeconds = 2 }
        let flood = Flood(count: 100_000)
        let before = residentBytes()
        let channel = try await flood.connect(to: fixture.address)
        try await channel.closeFuture.get()
        let grown = residentBytes() - before
        print("never reads: \(flood.sentCount) requests sent, memory grew by \(grown >> 10) KiB")
        // It was put out long before it had sent them all.
        #expect(flood.sentCount < 100_000)
        #expect(grown < 64 << 20)
        let client = try await OutboardClient.connect(to: fixture.address)
        _ = try await client.request(.ping)
        await client.close()
        await fixture.stop()
    }

    private func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}

/// A server that may come back at another port.
private final class MovingPlace: Transport {
    private let address: Mutex<ServerAddress>

    init(_ address: ServerAddress) { self.address = Mutex(address) }

    func move(to address: ServerAddress) { self.address.withLock { $0 = address } }

    func open() -> any Wire { WebSocketTransport(address.withLock { $0 }).open() }
}

/// A client that writes requests for as long as its socket takes them, and reads nothing.
private final class Flood: Sendable {
    private let count: Int
    private let sent = Atomic<Int>(0)

    /// More than what the kernel holds for two sockets, if all of them are sent.
    private let rest =
        #""type":"LOUDNESS_READ","session_id":"test","note":""#
        + String(repeating: "x", count: 1_000) + "\"}"

    init(count: Int) { self.count = count }

    var sentCount: Int { sent.load(ordering: .relaxed) }

    func connect(to address: ServerAddress) async throws -> any Channel {
        let opened = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        let channel = try await OutboardClient.connectTCP(address) { channel in
            OutboardClient.prepare(channel, address, opened) { FloodHandler(self) }
        }
        try await opened.futureResult.get()
        try await channel.setOption(.autoRead, value: false).get()
        channel.eventLoop.execute { channel.pipeline.fireChannelWritabilityChanged() }
        return channel
    }

    fileprivate func next() -> [UInt8]? {
        let index = sent.add(1, ordering: .relaxed).newValue
        guard index <= count else { return nil }
        return Array((#"{"id":"\#(index)","# + rest).utf8)
    }
}

private final class FloodHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketMessage
    typealias OutboundOut = WebSocketOutbound

    private let flood: Flood

    init(_ flood: Flood) { self.flood = flood }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        while context.channel.isWritable, let text = flood.next() {
            context.writeAndFlush(wrapOutboundOut(.message(.text(text))), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
