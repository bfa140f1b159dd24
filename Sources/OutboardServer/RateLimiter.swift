/// Lets through so many messages a second, and bursts of as many as one second's.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A): one number of state, no timer.
struct RateLimiter {
    private let intervalNanoseconds: Int64
    private let burstNanoseconds: Int64
    /// When the next message would be exactly on schedule.
    private var theoreticalArrival: Int64 = .min

    /// - Parameter perSecond: 0 lets everything through.
    init(perSecond: Int) {
        intervalNanoseconds = perSecond == 0 ? 0 : 1_000_000_000 / Int64(perSecond)
        burstNanoseconds = 1_000_000_000
    }

    /// nil: it may pass. Else how long to wait, in nanoseconds.
    mutating func admit(now: Int64) -> Int64? {
        guard intervalNanoseconds > 0 else { return nil }
        let arrival = max(theoreticalArrival, now)
        let early = arrival - now
        guard early <= burstNanoseconds - intervalNanoseconds else {
            return early - (burstNanoseconds - intervalNanoseconds)
        }
        theoreticalArrival = arrival + intervalNanoseconds
        return nil
    }
}
