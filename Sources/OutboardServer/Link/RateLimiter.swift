/// Lets through so much a second, and bursts of as much as `burstSeconds` of it.
///
/// The generic cell rate algorithm (ITU-T I.371, annex A): one number of state, no timer.
struct RateLimiter {
    private let intervalNanoseconds: Int64
    private let burstNanoseconds: Int64
    /// When the next message would be exactly on schedule.
    private var theoreticalArrival: Int64 = .min

    /// - Parameter perSecond: cost; a plain message costs 1.
    init(perSecond: Int, burstSeconds: Int = 1) {
        intervalNanoseconds = 1_000_000_000 / Int64(max(1, perSecond))
        burstNanoseconds = 1_000_000_000 * Int64(burstSeconds)
    }

    /// nil: it may pass. Else how long to wait, in nanoseconds.
    ///
    /// - Parameter cost: not negative; what is dearer than a whole burst costs a whole burst, so that it can pass at all.
    mutating func admit(cost: Double = 1, now: Int64) -> Int64? {
        let arrival = max(theoreticalArrival, now)
        let early = arrival - now
        let price = Int64(min(Double(intervalNanoseconds) * cost, Double(burstNanoseconds)))
        guard early <= burstNanoseconds - price else { return early - (burstNanoseconds - price) }
        theoreticalArrival = arrival + price
        return nil
    }
}
