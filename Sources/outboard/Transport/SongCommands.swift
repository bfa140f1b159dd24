import ArgumentParser
import OutboardModel
import OutboardProtocol

struct Play: PlainAsking {
    static let configuration = CommandConfiguration(abstract: "Set the song going.")
    @OptionGroup(title: "For all commands") var server: ServerOptions
    func ask() -> [Asked] { [Asked(.transportPlay, "plays")] }
}

struct Stop: PlainAsking {
    static let configuration = CommandConfiguration(abstract: "Hold the song where it is.")
    @OptionGroup(title: "For all commands") var server: ServerOptions
    func ask() -> [Asked] { [Asked(.transportStop, "stands")] }
}

struct Locate: PlainAsking {
    static let configuration = CommandConfiguration(abstract: "Go to a place in the song.")
    @OptionGroup(title: "For all commands") var server: ServerOptions
    @Argument(help: "Seconds from the start.") var seconds: Double
    func ask() -> [Asked] { [Asked(.transportLocate(seconds: seconds), "at \(seconds) s")] }
}
