import CBareLoop
import Foundation
import OutboardHost
import OutboardHostCLAP
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardHostVST3
import OutboardModel

/// The same plugin in each format: what the renderer and the format's host add to what the plugin takes.
///
/// The directory has `lv2`, `ladspa`, `clap` and `vst3`, which hold the modules.
struct FormatBench {
    private let directory: String

    init(directory: String) { self.directory = directory }

    private struct Kind: Sendable {
        let format: PluginFormat
        let bare: ob_bare_format
        let folder: String
        let makeHost: @Sendable (_ searchPath: String) -> any PluginHost
    }

    private static let kinds = [
        Kind(format: .lv2, bare: OB_BARE_LV2, folder: "lv2") { LV2Host(searchPath: $0) },
        Kind(format: .ladspa, bare: OB_BARE_LADSPA, folder: "ladspa") {
            LADSPAHost(searchPath: $0)
        },
        Kind(format: .clap, bare: OB_BARE_CLAP, folder: "clap") { CLAPHost(searchPath: $0) },
        Kind(format: .vst3, bare: OB_BARE_VST3, folder: "vst3") { VST3Host(searchPath: $0) },
    ]

    private struct Plugin: Sendable {
        let name: String
        let channels: Int
        /// Whether ours tell the plugins of a song that rolls, as they do in every session.
        var hasSong = false
        /// Of the module in each format, in the order of `kinds`.
        let modules: [String]
    }

    private static let plugins = [
        Plugin(
            name: "that copy",
            channels: 2,
            modules: ["faults.lv2", "faults.so", "faults.clap", "faults.vst3"]
        ),
        Plugin(
            name: "that copy, song",
            channels: 2,
            hasSong: true,
            modules: ["faults.lv2", "faults.so", "faults.clap", "faults.vst3"]
        ),
        Plugin(
            name: "ZamEQ2",
            channels: 1,
            modules: ["ZamEQ2.lv2", "ZamEQ2-ladspa.so", "ZamEQ2.clap", "ZamEQ2.vst3"]
        ),
    ]

    /// What is measured: a chain of eight.
    private struct Load {
        let name: String
        let kind: Kind
        let host: PluginLibrary
        let id: PluginID
        let module: String
        let channels: Int
        let hasSong: Bool
        let track: [PluginID]

        init(_ plugin: Plugin, _ place: Int, in directory: String) throws {
            kind = FormatBench.kinds[place]
            channels = plugin.channels
            hasSong = plugin.hasSong
            name = "\(kind.format.name), eight \(plugin.name)"
            let folder = "\(directory)/\(kind.folder)"
            module = "\(folder)/\(plugin.modules[place])"
            let formatHost = kind.makeHost(folder)
            let file = plugin.modules[place]
            guard
                let found = formatHost.modules().first(where: {
                    $0.path.split(separator: "/").last.map(String.init) == file
                }), let id = try formatHost.plugins(in: found).first
            else { throw NotInstalled(id: module) }
            self.id = id
            host = PluginLibrary([formatHost])
            track = Array(repeating: id, count: 8)
        }

        /// Both have run `blocks` blocks, and gave the same.
        func begin(frames: Int, blocks: Int) throws -> (bare: BareFormatChain, ours: RenderedChains)
        {
            let bare = try BareFormatChain(
                kind.bare,
                module: module,
                channels: channels,
                controls: host.descriptor(of: id).parameters.map { Float($0.default) },
                count: track.count,
                frames: frames
            )
            let ours = try RenderedChains(
                [track],
                host: host,
                frames: frames,
                channels: channels,
                hasSong: hasSong
            )
            ours.run(blocks: blocks)
            bare.run(blocks: blocks)
            for channel in 0..<channels {
                for frame in 0..<frames
                where ours.output(channel)[frame] != 0.5 * bare.output(channel)[frame] {
                    throw Differs(load: name, frame: frame)
                }
            }
            return (bare, ours)
        }
    }

    /// What was measured would not have been the same work.
    private struct Differs: Error {
        let load: String
        let frame: Int
    }

    func measure(quanta: [Int]) throws {
        print(
            "\nformat, chain of eight             frames  bare us  ours us  ratio  ns/plugin/block"
        )
        try forEachLoad(quanta: quanta) { load, frames in
            let (bare, ours) = try load.begin(frames: frames, blocks: 64)
            let blocks = max(200, 1_000_000 / frames / load.track.count)
            let best = RenderBench.best(
                rounds: 45,
                blocks: blocks,
                bare: bare.run(blocks:),
                ours: ours.run(blocks:)
            )
            RenderBench.printRow(load.name, plugins: load.track.count, frames: frames, best)
        }
    }

    /// For callgrind, as `RenderBench.count` has it.
    func count(quanta: [Int], blocks: Int) throws {
        try forEachLoad(quanta: quanta) { load, frames in
            let (bare, ours) = try load.begin(frames: frames, blocks: 64)
            ob_mark()
            bare.run(blocks: blocks)
            ob_mark()
            ours.run(blocks: blocks)
            ob_mark()
            print(load.name, frames, load.track.count * blocks, separator: "\t")
        }
    }

    private func forEachLoad(
        quanta: [Int],
        _ body: (_ load: Load, _ frames: Int) throws -> Void
    ) throws {
        for plugin in Self.plugins {
            for place in Self.kinds.indices {
                let load = try Load(plugin, place, in: directory)
                for frames in quanta { try body(load, frames) }
            }
        }
    }
}

/// A chain of one plugin that its format's own functions are called of.
final class BareFormatChain {
    private let chain: OpaquePointer

    /// - Parameter controls: what a LADSPA plugin's controls stand at.
    init(
        _ format: ob_bare_format,
        module: String,
        channels: Int,
        controls: [Float],
        count: Int,
        frames: Int
    ) throws {
        let chain = module.withCString { module in
            controls.withUnsafeBufferPointer { controls in
                var kind = ob_bare_kind(
                    format: format,
                    module: module,
                    channels: Int32(channels),
                    controls: controls.baseAddress,
                    control_count: Int32(controls.count)
                )
                return ob_bare_chain_open(&kind, Int32(count), UInt32(frames), 48_000)
            }
        }
        guard let chain else { throw NotInstalled(id: module) }
        self.chain = chain
        for channel in 0..<channels {
            let samples = ob_bare_chain_input(chain, Int32(channel))!
            // As `RenderedChains` has them.
            for frame in 0..<frames {
                samples[frame] = Float((channel * frames + frame) % 61) / 61 - 0.5
            }
        }
    }

    deinit { ob_bare_chain_close(chain) }

    func output(_ channel: Int) -> UnsafePointer<Float> {
        ob_bare_chain_output(chain, Int32(channel))!
    }

    func run(blocks: Int) { ob_bare_chain_run(chain, Int32(blocks)) }
}
