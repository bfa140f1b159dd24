import ArgumentParser
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
                let ack = try await server.request(
                    .pluginParameter(
                        PluginParameterRequest(
                            track: found.track,
                            insert: found.insert,
                            parameter: found.parameterValue!["id"]?.string ?? "",
                            value: nil,
                            text: value.joined(separator: " ")
                        )
                    )
                )
                server.report(ack, "\(address)  \(value.joined(separator: " "))")
            }
        }
    }
}
