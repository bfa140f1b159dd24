/// When a clock's cycles are due, in nanoseconds of CLOCK_MONOTONIC.
///
/// Cycle n is due n quanta after the origin, computed from n each time so that no rounding adds up.
struct ClockSchedule {
    let originNanoseconds: Int64
    let quantumFrames: Int64
    let sampleRateHertz: Int64
    /// The cycle that is to run next.
    private(set) var cycle: Int64 = 1

    @_noLocks
    init(originNanoseconds: Int64, quantumFrames: Int64, sampleRateHertz: Int64) {
        self.originNanoseconds = originNanoseconds
        self.quantumFrames = quantumFrames
        self.sampleRateHertz = sampleRateHertz
    }

    /// When the next cycle is due.
    var deadlineNanoseconds: Int64 {
        @_noLocks get { time(of: cycle) }
    }

    /// Moves on to the next cycle; one that is late by more than a quantum gives way to the first that
    /// lies ahead, so that time lost is never made up for in a burst.
    /// - Returns: whether cycles were missed.
    @_noLocks
    mutating func advance(nowNanoseconds: Int64) -> Bool {
        cycle += 1
        guard nowNanoseconds > time(of: cycle + 1) else { return false }
        let quantumNanoseconds = Double(quantumFrames) * 1e9 / Double(sampleRateHertz)
        cycle = Int64(Double(nowNanoseconds - originNanoseconds) / quantumNanoseconds)
        // The division may be off by a rounding; these loops run once at most.
        while time(of: cycle) <= nowNanoseconds { cycle += 1 }
        return true
    }

    @_noLocks
    private func time(of cycle: Int64) -> Int64 {
        // In whole seconds and a rest: frames * 1e9 would overflow after two days.
        let (seconds, frames) = (cycle * quantumFrames).quotientAndRemainder(
            dividingBy: sampleRateHertz
        )
        return originNanoseconds + seconds * 1_000_000_000 + frames * 1_000_000_000
            / sampleRateHertz
    }
}
