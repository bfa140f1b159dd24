import ArgumentParser
import OutboardModel
import OutboardProtocol

struct AutomationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "automation",
        abstract: "Curves that controls follow while the song rolls.",
        subcommands: [List.self, Set.self, Mode.self, Move.self, Remove.self]
    )

    struct Set: Asking {
        static let configuration = CommandConfiguration(abstract: "Give a control a curve.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "fader, pan or INSERT:PARAMETER.") var control: String
        @Option(parsing: .unconditional, help: "SECONDS:VALUE,…") var points: String
        @Option(help: "off, read, touch, latch or write.") var mode = AutomationCurve.Mode.read

        func ask() throws -> (request: Request, words: String) {
            let target = try curveTarget(track, control)
            let points = try curvePoints(points)
            let curve = AutomationCurve(target: target, mode: mode, points: points)
            return (
                .edit(.setAutomation(target, curve)),
                "\(track)  \(control): \(points.count) points, \(mode.rawValue)"
            )
        }
    }

    struct Mode: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Say what hands and curve do to each other."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "fader, pan or INSERT:PARAMETER.") var control: String
        @Argument(help: "off, read, touch, latch or write.") var mode: AutomationCurve.Mode

        func ask() throws -> (request: Request, words: String) {
            let target = try curveTarget(track, control)
            return (
                .edit(.setAutomationMode(target, mode)), "\(track)  \(control): \(mode.rawValue)"
            )
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Take a control's curve away."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "fader, pan or INSERT:PARAMETER.") var control: String

        func ask() throws -> (request: Request, words: String) {
            (.edit(.setAutomation(try curveTarget(track, control), nil)), "\(track)  \(control)")
        }
    }
}

extension AutomationCurve.Mode: ExpressibleByArgument {}
