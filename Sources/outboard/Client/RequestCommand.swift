import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Send any request of the protocol.",
        discussion: "For what has no command of its own. Docs/protocol lists the requests."
    )
    @OptionGroup var server: ServerOptions
    @Argument(help: "Its name on the wire: TRACK_ADD.") var type: String
    @Argument(help: "Its data, a JSON object.") var data = "{}"

    func run() async throws {
        try await reporting(json: server.json) {
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(data.utf8))
            } catch {
                throw CommandError(.usage, "The data is not JSON: \(error).")
            }
            let message: JSONValue = ["type": .string(type), "data": value]
            let envelope: Envelope
            do {
                envelope = try Envelope(reading: Array(message.compactText.utf8))
            } catch {
                throw CommandError(
                    (error as? Envelope.Fault)?.error ?? RequestError(.invalidMessage, "\(error)")
                )
            }
            let ack = try await server.request(envelope.request)
            print(JSONValue.object(ack.json).compactText)
        }
    }
}
