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
