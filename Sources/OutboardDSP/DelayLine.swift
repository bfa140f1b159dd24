import CRealtime

/// Memory that gives back what it was given a fixed number of frames ago, silence at first.
package struct DelayLine: BitwiseCopyable {
    package let delayFrames: Int
    private let memory: UnsafeMutablePointer<Float>
    private var position: Int

    /// - Parameter delayFrames: at least 1. `deallocate` frees the memory. [control]
    package init(delayFrames: Int) {
        precondition(delayFrames > 0, "a delay of no frames needs no line")
        self.delayFrames = delayFrames
        memory = .allocate(capacity: delayFrames)
        memory.initialize(repeating: 0, count: delayFrames)
        position = 0
    }

    /// [control]
    package func deallocate() { memory.deallocate() }

    /// Writes `source`, delayed, to `destination`. They may not overlap. [render]
    @_noLocks
    package mutating func process(
        _ source: UnsafePointer<Float>,
        to destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) {
        var done = 0
        while done < frames {
            let run = min(frames - done, delayFrames - position)
            ob_copy(destination + done, memory + position, run)
            ob_copy(memory + position, source + done, run)
            position += run
            if position == delayFrames { position = 0 }
            done += run
        }
    }
}
