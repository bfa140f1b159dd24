import ArgumentParser
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol

extension ParameterCommand {
    /// By the server, in a straight line.
    struct Ramp: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Move a parameter, a fader or a pan from where it is to a value."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .control, completion: .controls) var control: String
        @Argument(parsing: .allUnrecognized, help: "The value to end at; of a fader in dB.")
        var value: [String] = []
        @Option(help: "How long it takes: 2s, 500ms.") var over = "1s"

        func validate() throws {
            guard seconds(of: over) != nil else {
                throw ValidationError("--over is 10ms to 1h: \"\(over)\" is not.")
            }
        }

        func ask(in session: SessionView) throws -> [Asked] {
            let target = try session.control(control)
            let request = RampRequest(
                target: target,
                value: try decibels(value.joined()),
                seconds: seconds(of: over)!
            )
            let words = "\(target.address)  \(request.value) in \(over)"
            return [Asked(.ramp(request), words)]
        }
    }

    struct Monitor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the values of parameters, and each change of them, until interrupted."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .parameter, completion: .parameters) var address: [String]
        @Option(help: "End after so many changes.") var count: Int?

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                let found = try address.flatMap { try session.parameters(matching: $0) }
                for place in found { show(place.text, place.json) }
                let wanted = Swift.Set(found.map(\.text))
                var left = count ?? .max
                guard left > 0 else { return }
                try await Follower(server: server, topics: [.changes]).run { happening in
                    guard case .message(let message) = happening,
                        message.type == "PLUGIN_PARAMETER_CHANGED"
                    else { return true }
                    let data = JSONValue.object(message.data)
                    let text = ["track_id", "plugin_id", "parameter_id"]
                        .map { data[$0]?.string ?? "" }.joined(separator: "/")
                    guard wanted.contains(text) else { return true }
                    show(text, data)
                    left -= 1
                    return left > 0
                }
            }
        }

        private func show(_ address: String, _ value: JSONValue) {
            let number = value["parameter_value"] ?? value["value"] ?? .null
            if server.json {
                let line: JSONObject = [
                    "address": .string(address), "value": number, "text": value["text"] ?? .null,
                ]
                return printLine(versioned(.object(line)).compactText)
            }
            printLine("\(address)  \(value["text"]?.string ?? number.compactText)")
        }
    }
}
