import ArgumentParser
import Foundation
import OutboardAccess
import OutboardClient
import OutboardJSON
import OutboardProtocol

struct PairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pair",
        abstract: "Let somebody in: print a link, and a code for a telephone, that hold once.",
        discussion: "For no more than you may yourself. Who opens the link stays in for 16 hours."
    )

    @OptionGroup var server: ServerOptions
    @Option(help: "viewer, musician, engineer or owner; your own by default.") var role: Role?
    @Option(name: .customLong("for"), help: "Whom it is for; you by default.") var name: String?
    @Option(help: "The bus that is the musician's own mix.") var mix: String?
    @Option(help: "For how long it holds, if nobody opens it.") var seconds = 30
    @Option(help: "The name or address that the other one reaches this server by.")
    var linkHost: String?

    func run() async throws {
        try await reporting(json: server.json) {
            var body: JSONObject = ["seconds": .integer(seconds)]
            body["role"] = role.map { .string($0.rawValue) }
            body["user"] = name.map(JSONValue.string)
            body["mix"] = mix.map(JSONValue.string)
            let answer = try await server.post(.object(body), to: "/api/ticket")
            guard let ticket = answer["ticket"]?.string else {
                throw CommandError(.protocolMismatch, "The server gave no ticket.")
            }
            var address = try server.address()
            if let linkHost { address.host = linkHost }
            let link = PairingLink(address, ticket: ticket).text
            if server.json {
                var object = answer.object ?? [:]
                object["link"] = .string(link)
                return server.printJSON(object)
            }
            if isatty(STDOUT_FILENO) == 1, let code = QRCode(link) { print(code.terminalText) }
            print(link)
        }
    }
}

/// Where a ticket's holder is to go.
struct PairingLink {
    let text: String

    /// The ticket stands in the fragment, which a browser keeps to itself: it gets into no log.
    init(_ address: ServerAddress, ticket: String, isTLS: Bool = false) {
        text = "\(isTLS ? "https" : "http")://\(address.header)/#ticket=\(ticket)"
    }
}
