import FixtureBundles
import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore
import RenderGuard

@testable import OutboardSession

/// A player on the manual driver: the test does the control side's part between two blocks.
final class PlayerRig {
    let player: SessionPlayer
    let driver = ManualDriver()
    let bundles: FixtureBundles
    private let channelCount: Int
    private let quantumFrames: Int
    private(set) var output: [[Float]]
    /// What the render thread did that it may not do.
    private(set) var hits = RenderGuard(ours: 0, foreign: 0)
    private var nextSequence: UInt64 = 1

    /// - Parameter input: the sample of each of the device's two inputs at a frame.
    init(
        _ document: SessionDocument,
        fadeFrames: Int = 480,
        quantumFrames: Int = 64,
        channelCount: Int = 2,
        directory: String = "/nonexistent",
        input: @escaping (_ channel: Int, _ frame: Int) -> Float
    ) throws {
        bundles = try FixtureBundles()
        self.channelCount = channelCount
        self.quantumFrames = quantumFrames
        output = Array(repeating: [], count: channelCount)
        player = try SessionPlayer(
            SessionBundle(directory: directory, document: document),
            library: PluginLibrary([LV2Host(searchPath: bundles.searchPath)]),
            sampleRateHertz: 48_000,
            isOffline: true,
            fadeFrames: fadeFrames
        )
        _ = try driver.open(
            DriverRequest(quantumFrames: quantumFrames, outputChannels: channelCount)
        )
        var frame = 0
        driver.prepare = { inputs, frames in
            for channel in 0..<2 {
                for offset in 0..<frames {
                    inputs[channel][offset] = input(channel, frame + offset)
                }
            }
            frame += frames
        }
        driver.consume = { [unowned self] outputs, frames in
            for channel in 0..<self.channelCount {
                output[channel] += UnsafeBufferPointer(start: outputs[channel], count: frames)
            }
        }
        player.prepareSong()
        try player.start(for: .init(inputs: 2, outputs: channelCount))
        try driver.start(player.renderer.entry)
    }

    /// Does what a request would, and returns what takes it back.
    func perform(_ verb: some Verb) throws -> any Verb {
        var verb: any Verb = verb
        let preparation = try verb.prepare(player, EditContext(rampFrames: 480, presets: []))
        for action in preparation.actions {
            nextSequence += 1
            guard player.renderer.send(RenderCommand(sequence: nextSequence, action: action)) else {
                throw RequestError(.engineError, "the ring is full")
            }
        }
        return verb.inverse
    }

    @discardableResult
    func edit(_ edit: DocumentEdit) throws -> any Verb { try perform(EditDocument(edit)) }

    /// Renders, and takes the reports.
    func advance(frames: Int) throws {
        var done = 0
        while done < frames {
            let count = min(quantumFrames, frames - done)
            let (hits, _) = try RenderGuard.measure { try driver.advance(frames: count) }
            self.hits.ours += hits.ours
            self.hits.foreign += hits.foreign
            try player.takeReports()
            done += count
        }
    }

    func forgetOutput() { output = Array(repeating: [], count: channelCount) }

    static func insert(_ id: String, _ plugin: String, _ parameters: [String: Double] = [:])
        -> Insert
    {
        Insert(
            id: InsertID(id),
            name: id,
            plugin: PluginID(format: .lv2, "urn:outboard:fixture:\(plugin)"),
            parameters: parameters
        )
    }
}

extension [Float] {
    /// The largest second difference: how far a signal is from a straight line, from frame to frame.
    var roughness: Float {
        guard count > 2 else { return 0 }
        return indices.dropFirst(2).reduce(0) {
            Swift.max($0, (self[$1] - 2 * self[$1 - 1] + self[$1 - 2]).magnitude)
        }
    }
}
