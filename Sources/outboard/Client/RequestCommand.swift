import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send any request of the protocol.",
        discussion: """
            `outboard request --list` lists the requests, and `outboard request TRACK_ADD --help` says what one \
            takes.
            """,
        // `--help` behind a request's name is about the request.
        helpNames: []
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Flag(help: "List the requests.") var list = false
    @Flag(name: .shortAndLong, help: "Show help information, or what a request takes.")
    var help = false
    @Argument(
        help: "Its name on the wire: TRACK_ADD.",
        completion: .list(Request.Kind.allCases.map(\.rawValue))
    )
    var type: String?
    @Option(name: .customLong("data"), help: "Its data, a JSON object; @FILE reads a file.")
    var dataOption: String?
    @Argument(help: "The same.") var dataArgument: String?

    func validate() throws {
        guard dataOption == nil || dataArgument == nil else {
            throw ValidationError("Give the data once.")
        }
        guard type == nil, !list, !help else { return }
        throw ValidationError("Missing expected argument '<type>'; --list lists the requests.")
    }

    func run() async throws {
        try await reporting(json: server.json) {
            if list { return print(RequestHelp.list) }
            guard let type else { return print(Outboard.helpMessage(for: Self.self)) }
            guard !help else { return print(try RequestHelp.text(of: type)) }
            let asked = Asked(type.uppercased(), try data, "")
            guard try server.goesOn(with: [asked]) else { return }
            let ack = try await server.request(try asked.request)
            print(JSONValue.object(ack.json).compactText)
        }
    }

    private var data: JSONObject {
        get throws {
            let given = dataOption ?? dataArgument ?? "{}"
            let text =
                given.hasPrefix("@") ? try contents(ofFile: String(given.dropFirst())) : given
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(text.utf8))
            } catch {
                throw CommandError(.usage, "The data is not JSON: \(error).")
            }
            guard let object = value.object else {
                throw CommandError(.usage, "The data is \(value.kindName), not an object.")
            }
            return object
        }
    }
}
