import CPluginKit
import CRealtime

/// Leads from what a plugin made to what it was given and back, without a click.
///
/// The dry signal is as late as the plugin's, so both are the same music at each frame of the fade, which
/// takes 10 ms. The plugin goes on working while it is bypassed, so that it is in the middle of things when
/// it comes back.
struct Bypass: BitwiseCopyable {
    private let channels: Int
    private(set) var latencyFrames = 0
    private var fadeFrames = 1
    /// 0: the plugin is heard; `fadeFrames`: it is not.
    private var position = 0
    /// `latencyFrames` of each channel, one after the other.
    private var lines: UnsafeMutablePointer<Float>?
    private var lineFrame = 0

    /// - Parameter channels: those that go in and out.
    init(channels: Int) { self.channels = channels }

    /// [control]
    mutating func activate(latencyFrames: Int, sampleRateHertz: Double) {
        self.latencyFrames = latencyFrames
        fadeFrames = max(1, Int(sampleRateHertz * 0.01))
        let count = max(1, latencyFrames * channels)
        lines = .allocate(capacity: count)
        lines!.initialize(repeating: 0, count: count)
    }

    /// [control]
    mutating func deactivate() {
        lines?.deallocate()
        lines = nil
    }

    /// [render, or control]
    @_noLocks
    mutating func forget(isBypassed: Bool) {
        position = isBypassed ? fadeFrames : 0
        lineFrame = 0
        if let lines { ob_zero(lines, latencyFrames * channels) }
    }

    /// Puts the dry signal into the outputs as far as it is to be heard. [render]
    @_noLocks
    mutating func run(
        _ inputs: UnsafePointer<UnsafePointer<Float>>,
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>,
        frames: Int,
        isBypassed: Bool
    ) {
        let goal = isBypassed ? fadeFrames : 0
        let start = position
        let startFrame = lineFrame
        for channel in 0..<channels {
            var at = startFrame
            var place = start
            let line = lines.map { $0 + channel * latencyFrames }
            let output = outputs[channel]
            for frame in 0..<frames {
                var dry = inputs[channel][frame]
                if latencyFrames > 0, let line {
                    let late = line[at]
                    line[at] = dry
                    dry = late
                    at = at + 1 == latencyFrames ? 0 : at + 1
                }
                if place != goal { place += place < goal ? 1 : -1 }
                if place == fadeFrames {
                    output[frame] = dry
                } else if place > 0 {
                    let part = Float(place) / Float(fadeFrames)
                    output[frame] += (dry - output[frame]) * part
                }
            }
            lineFrame = at
            position = place
        }
    }
}
