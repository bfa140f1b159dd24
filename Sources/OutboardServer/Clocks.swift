import Glibc

/// Time that only goes forward, in nanoseconds.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The time of day, in milliseconds since 1970 in UTC.
func wallMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

/// The clocks of a connection; tests bring their own.
struct Clocks: Sendable {
    /// In nanoseconds.
    var monotonic: @Sendable () -> Int64 = { monotonicNanoseconds() }
    /// In milliseconds since 1970, UTC.
    var wall: @Sendable () -> Int64 = { wallMilliseconds() }
}
