import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// Hears what a server tells for as long as somebody wants to, over as many connections as that takes.
struct Follower {
    enum Happening: Sendable {
        case message(ServerMessage)
        /// As it went over the wire, both ways.
        case raw(TappedTransport.Message)
        /// The connection is gone.
        case dropped
        /// Another has taken its place.
        ///
        /// - Parameter isResumed: nothing that changed the session in between is missing.
        case back(isResumed: Bool)
        /// There will be no other connection, for this reason.
        case ended(String)
    }

    let server: ServerOptions
    let topics: TopicSet
    /// Whether the end of a connection ends it.
    var endsWithConnection = false
    var isRaw = false

    /// Calls `handle` with what happens, until it returns false.
    ///
    /// - Parameter started: gets the link, to ask something on it.
    /// - Throws: where there is no server to begin with. One that is gone later is waited for.
    func run(
        started: (OutboardLink) async throws -> Void = { _ in },
        _ handle: (Happening) async throws -> Bool
    ) async throws {
        let (happenings, sink) = AsyncStream<Happening>.makeStream()
        let link = try await makeLink(sink)
        let states = Task { await watch(link.states, sink) }
        defer { states.cancel() }
        await link.start()
        do {
            try await started(link)
            var isKnown = false
            following: for await happening in happenings {
                switch happening {
                case .message(let message) where message.type == "identified":
                    if isKnown {
                        let isResumed = message.data["resumed"] == true
                        guard try await handle(.back(isResumed: isResumed)) else {
                            break following
                        }
                    }
                    isKnown = true
                case .ended(let reason):
                    throw CommandError(.denied, "The server ended it: \(reason).")
                case .dropped where endsWithConnection:
                    throw CommandError(.unavailable, "The connection has ended.")
                default: break
                }
                guard try await handle(happening) else { break following }
            }
        } catch {
            await link.stop()
            throw error
        }
        await link.stop()
    }

    private func makeLink(_ sink: AsyncStream<Happening>.Continuation) async throws -> OutboardLink
    {
        let settings = try server.settings
        var configuration = LinkConfiguration(
            client: "outboard",
            clientID: "cli-" + UUID().uuidString.lowercased(),
            session: try await server.liveSession()
        )
        configuration.user = settings.value(.user)
        configuration.token = settings.value(.token)
        configuration.topics = topics
        let isRaw = isRaw
        let clock = SystemLinkClock()
        let transport = TappedTransport(
            inner: WebSocketTransport(try server.address()),
            clock: clock
        ) { message in
            if isRaw { sink.yield(.raw(message)) }
            guard !isRaw, message.direction == .received,
                let read = try? ServerMessage(reading: message.text)
            else { return }
            sink.yield(.message(read))
        }
        return OutboardLink(configuration, transport: transport, clock: clock)
    }

    /// Tells when a connection that was there is not any more.
    private func watch(
        _ states: AsyncStream<LinkState>,
        _ sink: AsyncStream<Happening>.Continuation
    ) async {
        var wasThere = false
        for await state in states {
            switch state {
            case .syncing, .live, .stale: wasThere = true
            case .waiting:
                if wasThere { sink.yield(.dropped) }
                wasThere = false
            case .refused(let reason): sink.yield(.ended(reason))
            case .incompatible: sink.yield(.ended("it speaks another version"))
            case .offline, .connecting: break
            }
        }
    }
}
