import ArgumentParser
import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct ParameterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "param",
        abstract: "Parameters of inserts.",
        subcommands: [
            List.self, Get.self, SetValue.self, Reset.self, Ramp.self, Monitor.self,
        ]
    )

    /// Parameters as a list.
    static func listing(_ places: [ParameterPlace]) -> Listing {
        Listing(
            key: "params",
            headings: ["PARAMETER", "NAME", "VALUE", "RANGE", "DEFAULT"],
            rows: places.map { place in
                func number(_ key: String) -> String {
                    place.json[key]?.number.map { "\($0)" } ?? ""
                }
                let unit = place.json["unit"]?.string ?? ""
                var json: JSONObject = ["address": .string(place.text)]
                json = json.with(place.json.object ?? [:])
                return Listing.Row(
                    name: place.text,
                    cells: [
                        place.text, place.json["name"]?.string ?? "",
                        place.json["text"]?.string ?? "",
                        "\(number("minimum"))...\(number("maximum")) \(unit)", number("default"),
                    ],
                    json: .object(json)
                )
            }
        )
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "List the parameters of plugins."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String

        func run() async throws {
            try await reporting(json: server.json) {
                let places = try await server.snapshot().inserts(matching: insert)
                server.show(
                    ParameterCommand.listing(
                        places.flatMap { place in
                            place.parameters.map { ParameterPlace(insert: place, json: $0) }
                        }
                    )
                )
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Print the values of parameters."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .parameter, completion: .parameters) var address: [String]

        func run() async throws {
            try await reporting(json: server.json) {
                let session = try await server.snapshot()
                let found = try address.flatMap { try session.parameters(matching: $0) }
                let isOne = found.count == 1 && !address.contains(where: Names.isPattern)
                if isOne, server.format == .json {
                    return server.printJSON(["param": found[0].json])
                }
                if isOne, !server.json { return print(found[0].json["text"]?.string ?? "") }
                server.show(ParameterCommand.listing(found))
            }
        }
    }

    struct SetValue: Asking {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set parameters.",
            discussion:
                "A value may carry its unit: -18dB, 2k, 50%. Of a choice it may be the label."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .parameter, completion: .parameters) var address: String
        @Argument(parsing: .allUnrecognized, help: "The value, in the parameter's unit.")
        var value: [String] = []
        @Option(parsing: .unconditional, help: "So much more or, with -, less, in its unit: +3.")
        var by: String?
        @Flag(help: "The value is 0 to 1, from the parameter's minimum to its maximum.")
        var normalized = false

        func ask(in session: SessionView) throws -> [Asked] {
            let text = value.joined(separator: " ")
            guard text.isEmpty != (by == nil) else {
                throw CommandError(.usage, "Give a value, or --by.")
            }
            let all = try session.parameters(matching: address).map { place in
                if let by { return Asked.parameter(place, try moved(place.json, by: by)) }
                guard normalized else { return Asked.parameter(place, text: text) }
                guard let value = Double(text), (0...1).contains(value) else {
                    throw CommandError(.usage, "\"\(text)\" is not 0 to 1.")
                }
                return Asked.parameter(place, value, isNormalized: true)
            }
            return all.count == 1 ? all : [.parameters(all)]
        }

        /// Not beyond the parameter's ends.
        private func moved(_ parameter: JSONValue, by text: String) throws -> Double {
            let unit = parameter["unit"]?.string?.lowercased() ?? ""
            var plain = text.lowercased().filter { $0 != " " }
            if !unit.isEmpty, plain.hasSuffix(unit) { plain.removeLast(unit.count) }
            guard let change = Double(plain), change.isFinite else {
                throw CommandError(.usage, "\"\(text)\" is no number of \(unit).")
            }
            let value = (parameter["value"]?.number ?? 0) + change
            let least = parameter["minimum"]?.number ?? value
            return min(max(value, least), parameter["maximum"]?.number ?? value)
        }
    }

    struct Reset: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Bring parameters to what their plugins have them at."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .parameter, completion: .parameters) var address: String

        func ask(in session: SessionView) throws -> [Asked] {
            try session.parameters(matching: address).map { place in
                let data: JSONObject = [
                    "track_id": .string(place.insert.track.text),
                    "plugin_id": .string(place.insert.insert.text),
                    "parameter_id": .string(place.json.id),
                ]
                let value = place.json["default"]?.number.map { "\($0)" } ?? ""
                return Asked(
                    Request.Kind.parameterReset.rawValue,
                    data,
                    "\(place.text)  \(value)"
                )
            }
        }
    }
}

extension Asked {
    /// Sets a parameter, in its own unit.
    static func parameter(
        _ place: ParameterPlace,
        _ value: Double? = nil,
        isNormalized: Bool = false,
        text: String? = nil
    ) -> Asked {
        let words = text ?? value.map { "\($0)" } ?? ""
        return Asked(
            .pluginParameter(
                PluginParameterRequest(
                    track: place.insert.track,
                    insert: place.insert.insert,
                    parameter: place.json.id,
                    value: value,
                    isNormalized: isNormalized,
                    text: text
                )
            ),
            "\(place.text)  \(words)"
        )
    }

    static func parameter(_ place: ParameterPlace, text: String) -> Asked {
        parameter(place, nil, text: text)
    }

    /// Several at one edge of a block, as one step to undo.
    static func parameters(_ all: [Asked]) -> Asked {
        Asked(
            Request.Kind.pluginParameters.rawValue,
            ["parameters": .array(all.map { .object($0.data) })],
            all.map(\.words).joined(separator: "\n")
        )
    }
}
