import ArgumentParser
import OutboardProtocol

@main
struct Outboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outboard",
        abstract: "A headless realtime audio plugin host.",
        version: outboardVersion,
        subcommands: [ScanWorkerCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Session",
                subcommands: [
                    SessionCommand.self, TrackCommand.self, BusCommand.self, SendCommand.self,
                    InsertCommand.self, ParameterCommand.self, AutomationCommand.self,
                    UndoCommand.self, RedoCommand.self, HistoryCommand.self,
                ]
            ),
            CommandGroup(
                name: "Library",
                subcommands: [PluginCommand.self, PresetCommand.self, TrashCommand.self]
            ),
            CommandGroup(
                name: "Transport",
                subcommands: [
                    Play.self, Stop.self, Locate.self, Loop.self, Tempo.self,
                    SignatureCommand.self, TransportCommand.self, NoteCommand.self,
                    RecordCommand.self,
                ]
            ),
            CommandGroup(
                name: "Watch",
                subcommands: [
                    Status.self, WatchCommand.self, TapCommand.self, MeterCommand.self,
                    LoudnessCommand.self, DSPCommand.self, XrunCommand.self, LogCommand.self,
                ]
            ),
            CommandGroup(name: "Jobs", subcommands: [JobCommand.self, Render.self]),
            CommandGroup(
                name: "People",
                subcommands: [
                    WhoCommand.self, ChatCommand.self, PairCommand.self, TokenCommand.self,
                    KickCommand.self,
                ]
            ),
            CommandGroup(
                name: "Box",
                subcommands: [
                    Serve.self, EngineCommand.self, PanicCommand.self, ReplayCommand.self,
                ]
            ),
            CommandGroup(
                name: "Client",
                subcommands: [
                    ContextCommand.self, ConfigCommand.self, ShellCommand.self, BatchCommand.self,
                    RequestCommand.self, CompletionCommand.self, ManualCommand.self,
                ]
            ),
        ]
    )

    /// Alone: where to go on, and how the server is.
    func run() async throws {
        print("outboard help lists the commands, outboard help COMMAND explains one.")
        do {
            print(Status.words(try await ServerOptions.of([]).get("/health")))
        } catch {
            print(CommandError(knowing: error)?.message ?? "\(error)")
        }
    }
}
