import ArgumentParser
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A command whose requests are known before any of them is sent: it may stand in a batch.
protocol Requesting: AsyncParsableCommand {
    var server: ServerOptions { get }

    /// Whether it looks things up in the session that is live.
    static var readsSession: Bool { get }

    /// What is asked, and what a person reads when it is done. With a pattern it may be several requests.
    func ask(in session: SessionView) throws -> [Asked]
}

extension Requesting {
    static var readsSession: Bool { true }
}

/// A command that sends requests and prints their acks.
protocol Asking: Requesting {
    /// What cannot be undone, as a question. nil: it can, or changes nothing.
    var question: String? { get }

    /// What a person reads of an ack that says more than that it was done.
    func words(_ asked: Asked, _ ack: Ack) -> String
}

extension Asking {
    var question: String? { nil }
    func words(_ asked: Asked, _ ack: Ack) -> String { asked.words }

    func run() async throws {
        try await reporting(json: server.json) {
            let session = Self.readsSession ? try await server.snapshot() : SessionView([:])
            let all = try ask(in: session)
            guard try server.goesOn(with: all) else { return }
            if let question { try server.confirm(question) }
            try await server.ask(all) { asked, ack in
                server.report(ack, words(asked, ack))
                if let warning = ack.extra["warning"], !server.json {
                    complain("outboard: warning: it may not fit: \(warning.compactText)")
                }
            }
        }
    }
}

/// A command that sends requests about nothing in the session.
protocol PlainAsking: Asking {
    func ask() throws -> [Asked]
}

extension PlainAsking {
    static var readsSession: Bool { false }
    func ask(in _: SessionView) throws -> [Asked] { try ask() }
}
