import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardStore

/// Renders a session to a file, faster than realtime and the same every time.
///
/// The very same player as live: plans, commands and reports, with the control side's part done between
/// two blocks.
package struct OfflineRendering {
    package var bundle: SessionBundle
    package var sampleRateHertz: Int?
    package var quantumFrames = 256
    package var lengthFrames: Int
    /// Rendered and not written: the song's start.
    package var skippedFrames = 0
    /// For tracks that take the device's inputs. nil: silence.
    package var inputPath: String?

    package init(bundle: SessionBundle, lengthFrames: Int) {
        self.bundle = bundle
        self.lengthFrames = lengthFrames
    }

    /// What could not be loaded.
    package struct Report: Sendable {
        package var sampleRateHertz: Int
        package var problems: [String]
        package var containedBlocks: Int64
    }

    /// - Parameter progress: called with the frames done so far, after each quantum; false ends early.
    package func render(
        library: PluginLibrary,
        to writer: AudioFileWriter,
        progress: @escaping (Int) -> Bool = { _ in true }
    ) throws -> Report {
        let rate = sampleRateHertz ?? bundle.document.sampleRateHertz
        let player = try SessionPlayer(
            bundle,
            library: library,
            sampleRateHertz: rate,
            isOffline: true,
            fadeFrames: rate / 100
        )
        let driver = ManualDriver()
        let format = try driver.open(
            DriverRequest(sampleRateHertz: rate, quantumFrames: quantumFrames)
        )
        player.prepareSong()
        try player.start(
            for: .init(inputs: format.inputChannels, outputs: format.outputChannels)
        )
        let input = try inputPath.map {
            try FileStream(path: $0, sampleRateHertz: rate, loops: false)
        }
        driver.prepare = { inputs, frames throws(AudioFileError) in
            for stream in player.session.streams { stream.fill() }
            guard let input else { return }
            input.fill()
            _ = input.ring.pointee.read(into: inputs, frames: frames)
        }
        // What plugins delay is cut off the front, so that the file begins where the session does.
        var leadFrames = player.latencyFrames + skippedFrames
        driver.consume = { outputs, frames throws(AudioFileError) in
            let skipped = min(leadFrames, frames)
            leadFrames -= skipped
            try writer.write(outputs, from: skipped, frames: frames - skipped)
        }
        try driver.start(player.renderer.entry)
        defer {
            driver.stop()
            driver.close()
        }
        try run(driver, player, total: leadFrames + lengthFrames, progress)
        return Report(
            sampleRateHertz: rate,
            problems: player.session.problems,
            containedBlocks: player.renderer.takeStatistics().containedBlocks
        )
    }

    private func run(
        _ driver: ManualDriver,
        _ player: SessionPlayer,
        total: Int,
        _ progress: (Int) -> Bool
    ) throws {
        var done = 0
        while done < total {
            let frames = min(quantumFrames, total - done)
            try driver.advance(frames: frames)
            done += frames
            try player.takeReports()
            _ = try player.attendPlugins()
            if !progress(done) { return }
        }
    }
}
