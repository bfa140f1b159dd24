import ArgumentParser
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol

extension ParameterCommand {
    /// As a hand would: one gesture, which is undone at once.
    struct Ramp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a parameter from where it is to a value."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .parameter, completion: .parameters) var address: String
        @Argument(help: "The value to end at, in the parameter's unit.") var value: Double
        @Option(help: "How long it takes: 2s, 500ms.") var over = "1s"

        func validate() throws {
            guard seconds(of: over) != nil else {
                throw ValidationError("--over is 10ms to 1h: \"\(over)\" is not.")
            }
            guard value.isFinite else { throw ValidationError("The value must be finite.") }
        }

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                let found = try session.parameters(matching: address)
                let place = try Names.only(found, address) { $0.text }
                let target = AutomationCurve.Target.parameter(
                    track: place.insert.track,
                    insert: place.insert.insert,
                    symbol: place.json.id
                )
                let moves = try HandMoves(
                    target,
                    [
                        .init(seconds: 0, value: place.json["value"]?.number ?? value),
                        .init(seconds: seconds(of: over)!, value: value),
                    ]
                )
                guard try server.goesOn(with: [Asked.parameter(place, value)]) else { return }
                let ack = try await server.play(moves)
                server.report(ack, "\(place.text)  \(value) in \(over)")
            }
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
