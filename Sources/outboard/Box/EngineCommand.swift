import ArgumentParser
import OutboardJSON
import OutboardProtocol

struct PanicCommand: PlainAsking {
    static let configuration = CommandConfiguration(
        commandName: "panic",
        abstract: "Silence everything at once; `outboard panic off` lets it be heard again."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "on or off.") var state = Switch.on

    func validate() throws {
        guard state != .toggle else { throw ValidationError("It is on or off.") }
    }

    func ask() -> [Asked] {
        state == .on
            ? [Asked("PANIC", "all is silent")]
            : [Asked("PANIC", ["off": true], "all is heard again")]
    }
}

/// What the engine plays through.
struct EngineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "The sound devices, and which of them is played through.",
        subcommands: [Devices.self, Use.self]
    )

    struct Devices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List drivers and devices, with the one in use.",
            discussion: """
                An asterisk is at the one in use. Nothing is opened that others could hear, and nothing is started.
                """
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions

        func run() async throws {
            try await reporting(json: server.json) {
                let listing = try await server.get("/api/devices")
                if server.json { return server.printJSON(listing.object ?? [:]) }
                let list = Self.listing(listing)
                server.show(list)
                for driver in listing["drivers"]?.array ?? [] {
                    guard let problem = driver["problem"]?.string else { continue }
                    complain("\(driver["name"]?.string ?? ""): \(problem)")
                }
            }
        }

        /// A row for each device, as `engine use` takes it.
        static func listing(_ json: JSONValue) -> Listing {
            var rows: [Listing.Row] = []
            for driver in json["drivers"]?.array ?? [] {
                let name = driver["name"]?.string ?? ""
                for device in driver["devices"]?.array ?? [] {
                    let id = device["id"]?.string ?? ""
                    let isUsed =
                        json["driver"]?.string == name && json["device"]?.string == id
                    let source = isUsed ? json : device
                    func count(_ key: String) -> String {
                        device[key]?.number.map { "\(Int($0))" } ?? ""
                    }
                    let format = source["sample_rate_hertz"]?.number.map {
                        "\(Int($0))/\(Int(source["quantum_frames"]?.number ?? 0))"
                    }
                    let cells = [
                        isUsed ? "*" : "", name, id, count("inputs"), count("outputs"),
                        format ?? "", device["name"]?.string ?? "",
                    ]
                    rows.append(.init(name: "\(name) \(id)", cells: cells, json: device))
                }
            }
            return Listing(
                key: "devices",
                headings: ["", "DRIVER", "DEVICE", "IN", "OUT", "RATE/QUANTUM", "NAME"],
                rows: rows
            )
        }
    }

    struct Use: PlainAsking {
        static let configuration = CommandConfiguration(
            abstract: "Play through another device, or at another rate or quantum.",
            discussion: """
                The session lives on: what is heard fades out, and fades in from there. What does not open leaves \
                everything as it was. The choice holds for the next start, too; `outboard engine use auto` takes the \
                first that opens, and forgets the choice.
                """
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: "auto, jack, alsa or clock.") var driver: String
        @Option(help: "The driver's name for a device: hw:USB, a JACK server.") var device: String?
        @Option(help: "The sample rate in Hz; what was asked for last by default.") var rate: Int?
        @Option(help: "Frames a cycle; what was asked for last by default.") var quantum: Int?

        func ask() -> [Asked] {
            let request = DeviceRequest(
                driver: driver,
                device: device,
                sampleRateHertz: rate,
                quantumFrames: quantum
            )
            return [Asked(.device(request), driver)]
        }

        func words(_ asked: Asked, _ ack: Ack) -> String {
            let used = ack.extra
            if let problem = used["problem"]?.string { complain("outboard: warning: \(problem)") }
            return "\(used["driver"]?.string ?? "") \(used["device"]?.string ?? "")  "
                + "\(Int(used["sample_rate_hertz"]?.number ?? 0))/"
                + "\(Int(used["quantum_frames"]?.number ?? 0))"
        }
    }
}
