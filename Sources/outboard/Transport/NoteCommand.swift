import ArgumentParser
import OutboardModel
import OutboardProtocol

struct NoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Play a note on a track that takes notes."
    )
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: .strip, completion: .strips) var track: String
    @Argument(help: "0 to 127, or a name: C4 is 60.") var note: String
    @Option(help: "1 to 127.") var velocity: UInt8 = 100
    @Option(help: "1 to 16.") var channel: UInt8 = 1
    @Option(help: "How long, in milliseconds.") var ms = 500
    @Flag(help: "Only begin it.") var on = false
    @Flag(help: "Only end it.") var off = false

    func validate() throws {
        guard (1...127).contains(velocity), (1...16).contains(channel), ms >= 0 else {
            throw ValidationError("--velocity is 1 to 127, --channel 1 to 16, --ms not negative.")
        }
        guard !(on && off) else { throw ValidationError("Give --on or --off, not both.") }
    }

    func run() async throws {
        try await reporting(json: server.json) {
            let number = try noteNumber(note)
            let id = try await server.snapshot().stripID(track)
            let begin = Request.note(track: id, bytes: [0x90 | (channel - 1), number, velocity])
            let end = Request.note(track: id, bytes: [0x80 | (channel - 1), number, 0])
            let ack = try await server.request(off ? end : begin)
            if !on, !off {
                try await Task.sleep(for: .milliseconds(ms))
                _ = try await server.request(end)
            }
            server.report(ack, "\(id)  note \(number)" + (on ? " on" : off ? " off" : ""))
        }
    }
}
