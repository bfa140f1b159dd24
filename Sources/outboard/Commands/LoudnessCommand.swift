import ArgumentParser
import OutboardProtocol

struct LoudnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loudness",
        abstract: "The loudness of the master.",
        subcommands: [Reset.self]
    )

    struct Reset: Asking {
        static let configuration = CommandConfiguration(abstract: "Begin to measure anew.")
        @OptionGroup var server: ServerOptions

        func ask() throws -> (request: Request, words: String) {
            (.loudnessReset, "loudness is measured anew")
        }
    }
}
