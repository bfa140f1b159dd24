import Foundation
import OutboardClient
import OutboardJSON
import OutboardModel
import OutboardProtocol

extension ServerOptions {
    /// Opens a connection for as long as `body` takes, with the session that it is about.
    func connected<Result>(
        _ body: (OutboardClient, SessionID) async throws -> Result
    ) async throws -> Result {
        let session = try await liveSession()
        let settings = try settings
        let client = try await OutboardClient.connect(
            to: try address(),
            user: settings.value(.user),
            token: settings.value(.token)
        )
        do {
            let result = try await body(client, session)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Sends one request, and returns its ack.
    func request(_ request: Request) async throws -> Ack {
        let timeout = try timeoutSeconds
        return try await connected { client, session in
            try await ask(client, request, session, ifRev, timeout)
        }
    }

    /// Sends requests on one connection, each when the one before is done, and returns their acks. With
    /// `--if-rev` the first is for that revision, and each of the others for what the one before made.
    func ask(_ all: [Asked], _ done: (Asked, Ack) throws -> Void) async throws {
        let timeout = try timeoutSeconds
        let requests = try all.map { ($0, try $0.request) }
        try await connected { client, session in
            var revision = ifRev
            for (asked, request) in requests {
                let ack = try await ask(client, request, session, revision, timeout)
                if revision != nil, let made = ack.revision { revision = made }
                try done(asked, ack)
            }
        }
    }

    func ask(
        _ client: OutboardClient,
        _ request: Request,
        _ session: SessionID,
        _ expectedRevision: UInt64?,
        _ timeoutSeconds: Double
    ) async throws -> Ack {
        try await client.request(
            request,
            session: session,
            expectedRevision: expectedRevision,
            timeoutSeconds: timeoutSeconds
        )
    }

    /// Does not return where `--dry-run` is given: it has printed what would be asked then.
    ///
    /// - Returns: whether to go on.
    func goesOn(with all: [Asked]) throws -> Bool {
        for asked in all { _ = try asked.request }
        guard dryRun else { return true }
        for asked in all {
            if json {
                print(versioned(asked.json).compactText)
            } else {
                print("would ask \(asked.type) \(JSONValue.object(asked.data).compactText)")
            }
        }
        return false
    }

    /// Lets something happen that no UNDO takes back only if a person or a flag says so.
    ///
    /// - Throws: `CommandError` of usage where nobody can be asked.
    func confirm(_ question: String) throws {
        if yes || dryRun { return }
        guard Terminal.isInteractive else {
            throw CommandError(
                .usage,
                question + " No undo takes that back.",
                hint: "Say --yes to do it, or --dry-run to see what would be done."
            )
        }
        guard Terminal.confirms(question) else { throw CommandError(.failed, "Nothing was done.") }
    }

    /// Prints a value of the stable JSON form.
    func printJSON(_ members: JSONObject) { print(versioned(.object(members)).compactText) }

    func show(_ listing: Listing) { print(listing.text(format), terminator: "") }

    /// Prints an ack: as JSON, or in words.
    func report(_ ack: Ack, _ words: String) {
        if json { return printJSON(ack.json) }
        if format == .name { return }
        let frame = ack.appliedAtFrame.map { "  at frame \($0)" } ?? ""
        let revision = ack.revision.map { "  rev \($0)" } ?? ""
        printLine(words + frame + revision)
    }
}
