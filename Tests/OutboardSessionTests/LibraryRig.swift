import OutboardModel
import OutboardProtocol
import OutboardStore

@testable import OutboardSession

extension EngineFixture {
    var sessions: SessionStore { SessionStore(root: directory + "/Sessions") }

    /// What a request is refused with. nil: it is done.
    func refusal(_ request: LibraryRequest, session: String = "test") async -> RequestError? {
        do {
            _ = try await performOnDisk(request, session: session)
            return nil
        } catch {
            return error as? RequestError
        }
    }

    /// What another client hears from here on.
    func inbox(_ topics: TopicSet = .plain) async throws -> Inbox {
        let inbox = Inbox()
        engine.attach("b", as: Principal(user: "bo", role: .owner)) { inbox.add($0) }
        _ = try await perform(
            .identify(IdentifyRequest(client: "b", topics: topics)),
            from: "b"
        )
        return inbox
    }
}

extension Inbox {
    var libraryChanges: [String] {
        notifications.compactMap {
            guard case .libraryChanged(let it) = $0 else { return nil }
            return "\(it.kind.rawValue) \(it.id) \(it.change.rawValue) \(it.name ?? "-")"
        }
    }
}
