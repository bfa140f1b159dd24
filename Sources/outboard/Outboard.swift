import ArgumentParser
import OutboardProtocol

@main
struct Outboard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outboard",
        abstract: "A headless realtime audio plugin host.",
        version: outboardVersion,
        subcommands: [
            Serve.self, Render.self, Status.self, PluginCommand.self, ParameterCommand.self,
            PresetCommand.self, TrackCommand.self, BusCommand.self, SendCommand.self,
            InsertCommand.self, Play.self, Stop.self, Locate.self, Loop.self, Tempo.self,
            SignatureCommand.self, Transport.self, AutomationCommand.self, NoteCommand.self,
            RecordCommand.self, MeterCommand.self, LoudnessCommand.self, DSPCommand.self,
            SessionCommand.self, XrunCommand.self, RequestCommand.self, ReplayCommand.self,
            PairCommand.self, TokenCommand.self, ScanWorkerCommand.self,
        ]
    )
}
