import ArgumentParser
import OutboardScan

/// What the scanner starts: see `ScanWorker`.
struct ScanWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan-worker",
        abstract: "Try plugins for a scanner.",
        shouldDisplay: false
    )

    @Option(help: "The process that waits for what comes of it.") var parent: Int32
    @Option(help: "How far it stands back.") var niceness: Int32

    func run() {
        ScanWorker.run(parent: parent, niceness: niceness, Composition.hosts)
    }
}
