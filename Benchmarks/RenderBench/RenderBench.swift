import CBareLoop
import CRealtime
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardModel

/// Renders plugin chains with the renderer and with a bare C loop over the same plugins, alternately in
/// one run, and prints the ratio and what the host adds for each plugin and block.
@main
enum RenderBench {
    private static let light = [
        "Overdrive", "Delay", "Dynamics", "Limiter", "Loudness", "Image", "ThruZero", "DubDelay",
    ].map { PluginID(format: .lv2, "http://drobilla.net/plugins/mda/" + $0) }

    private struct Load {
        let name: String
        let tracks: [[PluginID]]
    }

    private static let loads = [
        Load(name: "one light plugin", tracks: [[light[0]]]),
        Load(name: "chain of eight light plugins", tracks: [light]),
        Load(
            name: "16 tracks of four light plugins",
            tracks: (0..<16).map { track in (0..<4).map { light[(track + $0) % 8] } }
        ),
    ]

    private static let quanta = [64, 128, 512]

    static func main() throws {
        // As every render thread has it from its start.
        _ = ob_flush_subnormals()
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "count": return try count()
        case "formats", "count-formats":
            return try runFormats(isCounted: arguments.first != "formats", arguments.dropFirst())
        default: break
        }
        print("load                               frames  bare us  ours us  ratio  ns/plugin/block")
        let only = arguments.first.flatMap { Int($0) }
        for load in loads
        where CommandLine.arguments.count < 3 || load.name.hasPrefix(CommandLine.arguments[2]) {
            for frames in only.map({ [$0] }) ?? quanta {
                try measure(load, frames: frames)
            }
        }
        if CommandLine.arguments.count < 3 {
            try measureCold()
            try measureThreads()
        }
    }

    /// - Parameter arguments: the directory with the plugins, and a number of frames or none.
    private static func runFormats(isCounted: Bool, _ arguments: ArraySlice<String>) throws {
        guard let directory = arguments.first else { throw NotInstalled(id: "formats DIRECTORY") }
        let bench = FormatBench(directory: directory)
        let quanta = arguments.dropFirst().first.flatMap { Int($0) }.map { [$0] } ?? quanta
        if isCounted {
            try bench.count(quanta: quanta, blocks: countedBlocks)
        } else {
            try bench.measure(quanta: quanta)
        }
    }

    /// For callgrind: the loads of the first table, bare and ours for as many blocks, with a mark in front
    /// of both and behind. Prints how many plugins were called for each load.
    private static func count() throws {
        for load in loads {
            for frames in quanta {
                let ours = try RenderedChains(
                    load.tracks,
                    host: PluginLibrary([LV2Host()]),
                    frames: frames
                )
                let bare = try BareChains(load.tracks, frames: frames)
                // Ramps end, and what is set up at the first call is set up.
                ours.run(blocks: 64)
                bare.run(blocks: 64)
                ob_mark()
                bare.run(blocks: countedBlocks)
                ob_mark()
                ours.run(blocks: countedBlocks)
                ob_mark()
                print(
                    load.name,
                    frames,
                    load.tracks.joined().count * countedBlocks,
                    separator: "\t"
                )
            }
        }
    }

    /// A multiple of how often blocks are timed and looked at.
    private static let countedBlocks = 64

    /// Single blocks, each after the caches have been filled with something else: as it is under a
    /// driver, where others use the core in between.
    private static func measureCold() throws {
        print(
            "\nload, caches cold                  frames  bare us  ours us  ratio  ns/plugin/block"
        )
        let other = UnsafeMutablePointer<UInt64>.allocate(capacity: 1 << 20)
        other.initialize(repeating: 1, count: 1 << 20)
        defer { other.deallocate() }
        let load = Load(
            name: "50 tracks of eight light plugins",
            tracks: (0..<50).map { _ in light }
        )
        for frames in [64, 256] {
            let ours = try RenderedChains(
                load.tracks,
                host: PluginLibrary([LV2Host()]),
                frames: frames
            )
            let bare = try BareChains(load.tracks, frames: frames)
            var times = (bare: [Double](), ours: [Double]())
            for _ in 0..<400 {
                for line in stride(from: 0, to: 1 << 20, by: 8) { other[line] &+= 1 }
                times.bare.append(time(1) { bare.run(blocks: 1) })
                for line in stride(from: 0, to: 1 << 20, by: 8) { other[line] &+= 1 }
                times.ours.append(time(1) { ours.run(blocks: 1) })
            }
            // The lower quarter: a shared machine only ever adds.
            printRow(
                load.name,
                plugins: load.tracks.joined().count,
                frames: frames,
                (bare: times.bare.sorted()[100], ours: times.ours.sorted()[100])
            )
        }
    }

    /// One thread and two on 32 equal tracks, by the clock: what the other core is worth.
    private static func measureThreads() throws {
        print("\nload                               frames    one us    two us  speed-up")
        for frames in [64, 256] {
            let tracks = (0..<32).map { _ in light }
            let host = PluginLibrary([LV2Host()])
            let one = try RenderedChains(tracks, host: host, frames: frames)
            let two = try RenderedChains(tracks, host: host, frames: frames, threads: 2)
            var best = (one: Double.infinity, two: Double.infinity)
            for _ in 0..<15 {
                best.one = min(best.one, wallTime(100) { one.run(blocks: 100) })
                best.two = min(best.two, wallTime(100) { two.run(blocks: 100) })
            }
            print(
                "32 tracks of eight".padding(toLength: 34, withPad: " ", startingAt: 0)
                    + String(
                        format: "%7d %9.1f %9.1f %9.2f",
                        frames,
                        best.one / 1_000,
                        best.two / 1_000,
                        best.one / best.two
                    )
            )
        }
    }

    private static func wallTime(_ blocks: Int, _ body: () -> Void) -> Double {
        let began = ob_now_nanoseconds()
        body()
        return Double(ob_now_nanoseconds() - began) / Double(blocks)
    }

    private static func measure(_ load: Load, frames: Int) throws {
        let host = PluginLibrary([LV2Host()])
        let ours = try RenderedChains(load.tracks, host: host, frames: frames)
        let bare = try BareChains(load.tracks, frames: frames)
        let plugins = load.tracks.joined().count
        // About a quarter of a second a round for one light plugin, and less rounds of many.
        let blocks = max(200, 1_000_000 / frames / plugins)
        let best = best(
            rounds: CommandLine.arguments.count > 3 ? 300 : 15,
            blocks: blocks,
            bare: bare.run(blocks:),
            ours: ours.run(blocks:)
        )
        printRow(load.name, plugins: plugins, frames: frames, best)
    }

    /// Nanoseconds a block.
    typealias Times = (bare: Double, ours: Double)

    /// The best of some rounds, in which both take turns.
    static func best(
        rounds: Int,
        blocks: Int,
        bare: (_ blocks: Int) -> Void,
        ours: (_ blocks: Int) -> Void
    ) -> Times {
        var best = (bare: Double.infinity, ours: Double.infinity)
        for _ in 0..<rounds {
            best.bare = min(best.bare, time(blocks) { bare(blocks) })
            best.ours = min(best.ours, time(blocks) { ours(blocks) })
        }
        return best
    }

    static func printRow(_ name: String, plugins: Int, frames: Int, _ times: Times) {
        print(
            name.padding(toLength: 34, withPad: " ", startingAt: 0)
                + String(
                    format: "%7d %8.2f %8.2f %6.2f %10.0f",
                    frames,
                    times.bare / 1_000,
                    times.ours / 1_000,
                    times.ours / times.bare,
                    (times.ours - times.bare) / Double(plugins)
                )
        )
    }

    /// Nanoseconds of this thread's CPU time a block.
    private static func time(_ blocks: Int, _ body: () -> Void) -> Double {
        let began = ob_thread_nanoseconds()
        body()
        return Double(ob_thread_nanoseconds() - began) / Double(blocks)
    }
}
