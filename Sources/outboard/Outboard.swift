import ArgumentParser
import OutboardProtocol

@main
struct Outboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outboard",
        abstract: "A headless realtime audio plugin host.",
        version: outboardVersion,
        subcommands: [ScanWorkerCommand.self, Overview.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Session",
                subcommands: [
                    SessionCommand.self, TrackCommand.self, BusCommand.self, SendCommand.self,
                    InsertCommand.self, ParameterCommand.self, AutomationCommand.self,
                ]
            ),
            CommandGroup(
                name: "Library",
                subcommands: [PluginCommand.self, PresetCommand.self]
            ),
            CommandGroup(
                name: "Transport",
                subcommands: [
                    Play.self, Stop.self, Locate.self, Loop.self, Tempo.self,
                    SignatureCommand.self, TransportCommand.self, NoteCommand.self, RecordCommand.self,
                ]
            ),
            CommandGroup(
                name: "Watch",
                subcommands: [
                    Status.self, WatchCommand.self, TapCommand.self, MeterCommand.self,
                    LoudnessCommand.self, DSPCommand.self, XrunCommand.self,
                ]
            ),
            CommandGroup(
                name: "Box",
                subcommands: [Serve.self, Render.self, ReplayCommand.self]
            ),
            CommandGroup(
                name: "Client",
                subcommands: [
                    ContextCommand.self, ConfigCommand.self, ShellCommand.self, BatchCommand.self,
                    RequestCommand.self, CompletionCommand.self, ManualCommand.self,
                ]
            ),
        ],
        defaultSubcommand: Overview.self
    )
}

/// `outboard` alone.
struct Overview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "What there is, and how it is.",
        shouldDisplay: false
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions

    func run() async throws {
        print("usage: outboard COMMAND    outboard help lists them, outboard help COMMAND explains one")
        do {
            print(Status.words(try await server.get("/health")))
        } catch {
            print(CommandError(knowing: error)?.message ?? "\(error)")
        }
    }
}
