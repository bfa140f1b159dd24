import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// Hears what a server tells for as long as somebody wants to, over as many connections as that takes.
struct Follower {
    enum Happening {
        case message(ServerMessage)
        /// The connection is gone, for this reason.
        case dropped(String)
        /// Another has taken its place.
        ///
        /// - Parameter isResumed: nothing that changed the session in between is missing.
        case back(isResumed: Bool)
    }

    let server: ServerOptions
    let topics: Set<Topic>
    /// Whether the end of a connection ends it.
    var endsWithConnection = false

    private static let waitMilliseconds = (first: 100.0, most: 5_000.0)

    /// Calls `handle` with what happens, until it returns false.
    ///
    /// - Throws: what the first connection meets. Later ones are tried again.
    func run(_ handle: (Happening) async throws -> Bool) async throws {
        var place: IdentifyRequest.Resume?
        var wait = Self.waitMilliseconds.first
        var isFirst = true
        let clientID = "cli-" + UUID().uuidString.lowercased()
        while !Task.isCancelled {
            do {
                let client = try await connect(clientID, place)
                wait = Self.waitMilliseconds.first
                let goesOn = try await read(client, &place, isFirst: isFirst, handle)
                await client.close()
                guard goesOn else { return }
                isFirst = false
                guard try await handle(.dropped("the connection has ended")) else { return }
                if endsWithConnection {
                    throw CommandError(.unavailable, "The connection has ended.")
                }
            } catch let error as ClientError where !isFirst {
                if error.code == .malformed { throw error }
            }
            // Up to half as long again, so that not all clients of a server come back at once.
            let milliseconds = wait * Double.random(in: 1...1.5)
            try await Task.sleep(for: .milliseconds(milliseconds))
            wait = min(wait * 2, Self.waitMilliseconds.most)
        }
    }

    private func connect(
        _ clientID: String,
        _ place: IdentifyRequest.Resume?
    ) async throws -> OutboardClient {
        let settings = try server.settings
        let session = try await server.liveSession()
        let client = try await OutboardClient.connect(
            to: try server.address(),
            user: settings.value(.user)
        )
        let identity = IdentifyRequest(
            client: "outboard",
            clientID: clientID,
            token: settings.value(.token),
            topics: topics,
            resume: place
        )
        do {
            _ = try await client.request(.identify(identity), session: session)
        } catch {
            await client.close()
            throw error
        }
        return client
    }

    /// - Returns: whether to connect again.
    private func read(
        _ client: OutboardClient,
        _ place: inout IdentifyRequest.Resume?,
        isFirst: Bool,
        _ handle: (Happening) async throws -> Bool
    ) async throws -> Bool {
        for await message in client.notifications {
            note(message, &place)
            if message.type == "identified", !isFirst {
                let isResumed = message.data["resumed"] == true
                guard try await handle(.back(isResumed: isResumed)) else { return false }
            }
            guard try await handle(.message(message)) else { return false }
        }
        return true
    }

    /// Where to go on from.
    private func note(_ message: ServerMessage, _ place: inout IdentifyRequest.Resume?) {
        func revision(_ key: String) -> UInt64? {
            message.data[key]?.number.flatMap { UInt64(exactly: $0) }
        }
        switch message.type {
        case "identified", "state_snapshot":
            guard let epoch = message.data["epoch"]?.string, let revision = revision("revision")
            else { return }
            // Who goes on somewhere has yet to get what is between that and the revision of now.
            if message.type == "identified", place?.epoch == epoch { return }
            place = .init(epoch: epoch, revision: revision)
        case "state_delta":
            if let to = revision("to") { place?.revision = to }
        default: break
        }
    }
}
