import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct ParameterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "param",
        abstract: "Parameters of inserts.",
        subcommands: [Get.self, SetValue.self]
    )

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get",
            abstract: "Print a parameter's value."
        )

        @OptionGroup var server: ServerOptions
        @Argument(help: "TRACK/INSERT/PARAMETER") var address: String

        func run() async throws {
            try await reporting(json: server.json) {
                let found = try ParameterAddress(
                    address,
                    needsParameter: true,
                    in: try await server.snapshot()
                )
                if server.json { return server.printJSON(["param": found.parameterValue!]) }
                print(found.parameterValue!["text"]?.string ?? "")
            }
        }
    }

    struct SetValue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set a parameter.",
            discussion:
                "A value may carry its unit: -18dB, 2k, 50%. Of a choice it may be the label."
        )

        @OptionGroup var server: ServerOptions
        @Argument(help: "TRACK/INSERT/PARAMETER") var address: String
        @Argument(parsing: .allUnrecognized, help: "The value, in the parameter's unit.")
        var value: [String] = []

        func run() async throws {
            try await reporting(json: server.json) {
                let found = try ParameterAddress(
                    address,
                    needsParameter: true,
                    in: try await server.snapshot()
                )
                let parameter = found.parameterValue!
                let entered = try EnteredValue(value.joined(separator: " "), for: parameter)
                let ack = try await server.request(
                    .pluginParameter(
                        PluginParameterRequest(
                            track: found.track,
                            insert: found.insert,
                            parameter: parameter["id"]?.string ?? "",
                            value: entered.value,
                            isNormalized: entered.isNormalized
                        )
                    )
                )
                server.report(ack, "\(address)  \(value.joined(separator: " "))")
            }
        }
    }
}

/// A value as a person writes it.
struct EnteredValue: Equatable {
    var value: Double
    var isNormalized = false

    /// - Throws: `CommandError` where it is none.
    init(_ text: String, for parameter: JSONValue) throws {
        let choices = parameter["choices"]?.array ?? []
        let named = choices.first { $0["label"]?.string?.lowercased() == text.lowercased() }
        if let value = named?["value"]?.number {
            self.value = value
            return
        }
        let unit = parameter["unit"]?.string ?? ""
        guard let parsed = Self.parse(text, unit: unit) else {
            let wanted = (parameter["id"]?.string ?? "") + (unit.isEmpty ? "" : " in \(unit)")
            throw CommandError(.usage, "\"\(text)\" is not a value for \(wanted).")
        }
        self = parsed
    }

    private init(value: Double, isNormalized: Bool = false) {
        self.value = value
        self.isNormalized = isNormalized
    }

    private static func parse(_ text: String, unit: String) -> EnteredValue? {
        let text = text.replacing(" ", with: "").replacing("\u{2212}", with: "-")
        let digits = text.prefix { "+-.0123456789eE".contains($0) }
        guard let number = Double(digits) else { return nil }
        let suffix = text.dropFirst(digits.count)
        switch suffix.lowercased() {
        case "", unit.lowercased(): return EnteredValue(value: number)
        case "%": return EnteredValue(value: number / 100, isNormalized: true)
        case "k", "k" + unit.lowercased(): return EnteredValue(value: number * 1_000)
        case "ms" where unit == "s": return EnteredValue(value: number / 1_000)
        case "s" where unit == "ms": return EnteredValue(value: number * 1_000)
        // Some plugins write the unit into the name alone: "Lo gain (dB)".
        case let word where unit.isEmpty && word.allSatisfy(\.isLetter):
            return EnteredValue(value: number)
        default: return nil
        }
    }
}
