/// The frames of a short loop, kept from its first whole round on: going back within a file for every
/// round would cost more than the round.
struct LoopCache: ~Copyable {
    private let samples: UnsafeMutablePointer<Float>
    private let frameCount: Int
    private let channelCount: Int
    private var keptFrames = 0
    private(set) var isRecording = false

    /// 2 MiB. A longer loop goes back in its file, every few seconds.
    private static let samplesMax = 1 << 19

    /// - Returns: nil where the loop is too long to be kept.
    init?(frameCount: Int, channelCount: Int) {
        guard frameCount <= Self.samplesMax / channelCount else { return nil }
        self.frameCount = frameCount
        self.channelCount = channelCount
        samples = .allocate(capacity: frameCount * channelCount)
    }

    deinit { samples.deallocate() }

    var isComplete: Bool { keptFrames == frameCount }

    /// A round begins: if none was kept whole, this one will be.
    mutating func begin() { isRecording = !isComplete }

    /// Keeps the round's next frames, channels alternating.
    mutating func append(_ source: UnsafePointer<Float>, frames: Int) {
        (samples + keptFrames * channelCount).update(from: source, count: frames * channelCount)
        keptFrames += frames
        if isComplete { isRecording = false }
    }

    /// Copies kept frames, channels alternating.
    func read(into destination: UnsafeMutablePointer<Float>, from frame: Int, frames: Int) {
        destination.update(
            from: samples + frame * channelCount,
            count: frames * channelCount
        )
    }
}
