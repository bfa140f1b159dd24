import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardProtocol
import OutboardScan

extension PluginCommand {
    /// By the server where one runs, so that it knows at once; else by this program, for the next start.
    struct Scan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scan",
            abstract: "Look for plugins that are new or have changed, and try them.",
            discussion: """
                Each plugin is tried in a process of its own before anything else opens it. What crashes, \
                hangs or ends that process is blocked until its file changes, or until --retry.
                """
        )

        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Flag(help: "Try what is blocked again, too.") var retry = false
        @Flag(help: "Try everything again.") var all = false
        @Flag(help: "Scan by this program, whether a server runs or not.") var here = false
        @Option(help: "The file that scans are kept in, where no server scans.")
        var scanCache: String?

        func validate() throws {
            guard !(retry && all) else {
                throw ValidationError("--all tries what is blocked, too: give one of both.")
            }
        }

        private var scope: ScanScope { all ? .all : retry ? .blocked : .changed }

        func run() async throws {
            try await reporting(json: server.json) {
                let bar = ScanBar(json: server.json)
                let state = try await scanByServer(bar) ?? scanHere(bar)
                bar.finish(state)
                if let problem = state.problem {
                    throw CommandError(.internal, "plugins cannot be scanned: \(problem)")
                }
            }
        }

        /// nil: there is no server.
        private func scanByServer(_ bar: ScanBar) async throws -> ScanState? {
            if here { return nil }
            let isNamed = try server.settings.winner(.url)?.origin != "default"
            do {
                _ = try await server.get("/health")
            } catch let error as ClientError where error.code == .unreachable && !isNamed {
                return nil
            }
            return try await server.connected { client, session in
                _ = try await client.request(.pluginScan(scope), session: session)
                for await message in client.notifications where message.type == "plugin_scan" {
                    let state = try ScanState(reading: JSONField(.object(message.data)))
                    if !state.isRunning { return state }
                    bar.show(state)
                }
                throw CommandError(.unavailable, "The server ended before its scan did.")
            }
        }

        private func scanHere(_ bar: ScanBar) throws -> ScanState {
            let scan = Composition.scan(cache: scanCache)
            scan.load()
            var last = ScanProgress(total: 0)
            do throws(ScanError) {
                try scan.scan(all ? .all : retry ? .blocked : .changed) { progress in
                    last = progress
                    bar.show(ScanState(progress, isRunning: true))
                }
            } catch {
                throw CommandError(.internal, "plugins cannot be scanned: \(error)")
            }
            return ScanState(last, isRunning: false)
        }
    }
}

extension ScanState {
    fileprivate init(_ progress: ScanProgress, isRunning: Bool) {
        self.init(
            isRunning: isRunning,
            done: progress.done,
            total: progress.total,
            module: progress.module,
            found: progress.found,
            blocked: progress.blocked
        )
    }
}
