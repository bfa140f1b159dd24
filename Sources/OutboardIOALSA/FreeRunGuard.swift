import CRealtime

/// Slows down a device that has no clock of its own.
///
/// `null` and `file` take what they get at once, and a SCHED_FIFO thread that is never made to wait
/// takes the machine with it. So nothing runs faster than 1.05 times real time, measured over two
/// buffers: real devices, off by parts per thousand at most, never notice.
struct FreeRunGuard {
    private let stepNanoseconds: Int64
    private let slackNanoseconds: Int64
    private var dueNanoseconds: Int64

    init(quantumFrames: Int, bufferFrames: Int, sampleRateHertz: Int) {
        let frameNanoseconds = 1e9 / Double(sampleRateHertz)
        stepNanoseconds = Int64(Double(quantumFrames) * frameNanoseconds / 1.05)
        slackNanoseconds = Int64(Double(2 * bufferFrames) * frameNanoseconds)
        dueNanoseconds = ob_now_nanoseconds()
    }

    /// When the next cycle may begin.
    mutating func next(nowNanoseconds: Int64) -> Int64 {
        dueNanoseconds = max(dueNanoseconds + stepNanoseconds, nowNanoseconds - slackNanoseconds)
        return dueNanoseconds
    }
}
