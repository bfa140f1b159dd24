import CRealtime
import Foundation
import Logging
import OutboardActivity
import OutboardHost
import OutboardHostCLAP
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardHostVST3
import OutboardIO
import OutboardIOALSA
import OutboardIOJACK
import OutboardModel
import OutboardProtocol
import OutboardScan
import OutboardSession
import OutboardStore

/// Puts the program together: the only file that names plugin formats and drivers.
enum Composition {
    /// All formats. To be called on the thread where they stay.
    static func hosts() -> [any PluginHost] {
        // Some plugins open a window system at once, and abort where there is none.
        setenv("QT_QPA_PLATFORM", "offscreen", 1)
        return [LV2Host(), CLAPHost(own: ownPlugins), VST3Host(), LADSPAHost()]
    }

    /// Our own plugins, where they were built with the program; installed, they lie where CLAP plugins do.
    private static var ownPlugins: [String] {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return program.map { ($0 as NSString).deletingLastPathComponent + "/libStockBundle.so" }
            .map { [$0] } ?? []
    }

    /// - Parameter cache: the file that scans are kept in. nil: `plugins.scan` in the user's own directory
    ///   for such.
    static func scan(cache: String? = nil) -> PluginScan {
        // As it runs, wherever its file is by now.
        let program = "/proc/self/exe"
        let made = Fingerprint.of(program).map { String($0, radix: 16) } ?? ""
        var configuration = ScanConfiguration(
            program: program,
            arguments: ["scan-worker"],
            generation: outboardVersion + " " + made
        )
        configuration.cachePath = cache ?? usualCache
        configuration.workersMax = ProcessInfo.processInfo.activeProcessorCount
        return PluginScan(configuration: configuration) { hosts().flatMap { $0.modules() } }
    }

    private static var usualCache: String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (caches ?? home + "/.cache") + "/outboard/plugins.scan"
    }

    /// A library that opens what passed, and what of these plugins has been scanned now: nothing else.
    static func library(for plugins: [PluginID], cache: String? = nil) throws -> PluginLibrary {
        let scan = scan(cache: cache)
        let library = PluginLibrary(hosts(), index: scan.load())
        do throws(ScanError) {
            try scan.scan(.modules(library.unscannedModules(for: plugins)))
        } catch {
            throw CommandError(.internal, "plugins cannot be scanned: \(error)")
        }
        library.index = scan.index
        return library
    }

    /// - Parameter activity: the directory of the activity log.
    static func parts(
        _ data: DataDirectory,
        cache: String? = nil,
        activity: String
    ) -> EngineParts {
        EngineParts(
            makeHosts: hosts,
            drivers: [
                DriverKind(
                    name: "jack",
                    decidesFormat: true,
                    list: { JACKDriver.list() },
                    make: { JACKDriver() }
                ),
                DriverKind(name: "alsa", list: { ALSADriver.list() }, make: { ALSADriver() }),
                DriverKind(
                    name: "clock",
                    defaultDevice: "clock",
                    hasDevices: false,
                    list: { ClockDriver.list() },
                    make: { ClockDriver() }
                ),
            ],
            sessions: SessionStore(root: data.sessions),
            // In this order they are looked for: what people saved comes before what the program came with.
            presets: [
                PresetStore(root: data.userPresets, source: "user", isWritable: true),
                PresetStore(root: data.factoryPresets, source: "factory"),
            ],
            scan: scan(cache: cache),
            activity: ActivityLog(directory: activity)
        )
    }

    static func engine(
        _ configuration: EngineConfiguration,
        _ data: DataDirectory,
        cache: String? = nil,
        activity: String,
        log: Logger
    ) -> Engine {
        Engine(
            configuration: configuration,
            parts: parts(data, cache: cache, activity: activity),
            log: log,
            now: { ob_now_nanoseconds() }
        )
    }

    static let driverNames = ["auto", "jack", "alsa", "clock"]
}
