import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send any request of the protocol.",
        discussion: "For what has no command of its own. Docs/protocol lists the requests."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(
        help: "Its name on the wire: TRACK_ADD.",
        completion: .list(Request.Kind.allCases.map(\.rawValue))
    )
    var type: String
    @Option(name: .customLong("data"), help: "Its data, a JSON object; @FILE reads a file.")
    var dataOption: String?
    @Argument(help: "The same.") var dataArgument: String?

    private var data: String {
        get throws {
            guard dataOption == nil || dataArgument == nil else {
                throw CommandError(.usage, "Give the data once.")
            }
            let given = dataOption ?? dataArgument ?? "{}"
            return given.hasPrefix("@") ? try contents(ofFile: String(given.dropFirst())) : given
        }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(try data.utf8))
            } catch {
                throw CommandError(.usage, "The data is not JSON: \(error).")
            }
            guard let object = value.object else {
                throw CommandError(.usage, "The data is \(value.kindName), not an object.")
            }
            let asked = Asked(type.uppercased(), object, "")
            guard try server.goesOn(with: [asked]) else { return }
            let ack = try await server.request(try asked.request)
            print(JSONValue.object(ack.json).compactText)
        }
    }
}
