import CoreMetrics
import Synchronization

/// Values under one name with one set of labels.
protocol Series: AnyObject, Sendable {
    func lines(_ key: PrometheusRegistry.Key) -> [String]
}

final class Count: CounterHandler, Series {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func lines(_ key: PrometheusRegistry.Key) -> [String] {
        [key.line("", "", "\(value.load(ordering: .relaxed))")]
    }
}

final class FloatingCount: FloatingPointCounterHandler, Series {
    private let value = Mutex(0.0)

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }

    func lines(_ key: PrometheusRegistry.Key) -> [String] {
        [key.line("", "", number(value.withLock { $0 }))]
    }
}

/// The last value that was set.
final class Gauging: MeterHandler, RecorderHandler, Series {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func lines(_ key: PrometheusRegistry.Key) -> [String] {
        [key.line("", "", number(value.withLock { $0 }))]
    }
}

/// Durations in buckets of 1, 2.5 and 5 times a power of ten, from 10 µs to 10 s.
final class Histogram: TimerHandler, Series {
    static let bounds: [Int64] =
        (4...9).flatMap { exponent in
            let ten = (0..<exponent).reduce(Int64(1)) { product, _ in product * 10 }
            return [ten, ten * 5 / 2, ten * 5]
        } + [10_000_000_000]

    private struct State {
        var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += Double(duration) / 1e9
        }
    }

    func lines(_ key: PrometheusRegistry.Key) -> [String] {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var (lines, total) = ([String](), 0)
        for (bound, count) in zip(Self.bounds, counts) {
            total += count
            lines.append(key.line("_bucket", "le=\"\(number(Double(bound) / 1e9))\"", "\(total)"))
        }
        total += counts.last!
        lines.append(key.line("_bucket", "le=\"+Inf\"", "\(total)"))
        lines.append(key.line("_sum", "", number(sum)))
        lines.append(key.line("_count", "", "\(total)"))
        return lines
    }
}

/// As Prometheus reads numbers.
func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return "\(value)"
}
