import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send any request of the protocol.",
        discussion: """
            For what has no command of its own. `outboard request --list` lists the requests, and \
            `outboard request TRACK_ADD --help` says what one takes.
            """,
        // `--help` behind a request's name is about the request.
        helpNames: []
    )
    @OptionGroup var server: ServerOptions
    @Flag(help: "List the requests.") var list = false
    @Flag(name: .shortAndLong, help: "Show help information, or what a request takes.")
    var help = false
    @Argument(help: "Its name on the wire: TRACK_ADD.") var type: String?
    @Argument(help: "Its data, a JSON object.") var data = "{}"

    func validate() throws {
        guard type == nil, !list, !help else { return }
        throw ValidationError("Missing expected argument '<type>'; --list lists the requests.")
    }

    func run() async throws {
        try await reporting(json: server.json) {
            if list { return print(RequestHelp.list) }
            guard let type else { return print(Outboard.helpMessage(for: Self.self)) }
            guard !help else { return print(try RequestHelp.text(of: type)) }
            let ack = try await server.request(request(type))
            print(JSONValue.object(ack.json).compactText)
        }
    }

    private func request(_ type: String) throws -> Request {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: Array(data.utf8))
        } catch {
            throw CommandError(.usage, "The data is not JSON: \(error).")
        }
        let message: JSONValue = ["type": .string(type), "data": value]
        do {
            return try Envelope(reading: Array(message.compactText.utf8)).request
        } catch {
            throw CommandError(
                (error as? Envelope.Fault)?.error ?? RequestError(.invalidMessage, "\(error)")
            )
        }
    }
}
