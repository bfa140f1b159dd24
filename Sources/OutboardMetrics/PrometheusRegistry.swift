import CoreMetrics
import Synchronization

/// Keeps what is counted and measured through swift-metrics, and writes it as Prometheus reads it.
///
/// A counter is a counter, a meter or a recorder is a gauge of its last value, and a timer is a histogram in
/// seconds. A label that is used again with the same dimensions is the same series; one that is used again as
/// another kind is kept apart and not written, because Prometheus would refuse the whole page for it. [any]
package final class PrometheusRegistry: MetricsFactory {
    enum Kind: String { case counter, gauge, histogram }

    struct Key: Hashable {
        let name: String
        /// As they are written, braces left out.
        let labels: String
    }

    private struct State {
        var kinds: [String: Kind] = [:]
        var series: [Key: any Series] = [:]
    }

    private let state = Mutex(State())
    /// What each name counts, for `# HELP`.
    private let help: [String: String]

    /// - Parameter help: one line for each name, as it is written.
    package init(help: [String: String] = [:]) { self.help = help }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { Count() }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { FloatingCount() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { Gauging() }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        series(label, dimensions, .gauge) { Gauging() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram) { Histogram() }
    }

    // A series that nobody holds any more is still told: Prometheus takes one that vanishes for one that
    // stopped.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func series<Made: Series>(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: Kind,
        _ make: () -> Made
    ) -> Made {
        let name = Self.name(label)
        let key = Key(name: name, labels: Self.labels(dimensions))
        return state.withLock { state in
            guard state.kinds[name] ?? kind == kind else { return make() }
            state.kinds[name] = kind
            if let known = state.series[key] {
                return known as? Made ?? make()
            }
            let made = make()
            state.series[key] = made
            return made
        }
    }

    // MARK: Text

    /// The exposition format, version 0.0.4: sorted, so that the same values give the same text.
    package var text: String {
        let (kinds, series) = state.withLock { ($0.kinds, $0.series) }
        var lines: [String] = []
        let names = Dictionary(grouping: series, by: \.key.name)
        for name in names.keys.sorted() {
            if let help = help[name] { lines.append("# HELP \(name) \(Self.escapedHelp(help))") }
            lines.append("# TYPE \(name) \(kinds[name]!.rawValue)")
            for (key, series) in names[name]!.sorted(by: { $0.key.labels < $1.key.labels }) {
                lines += series.lines(key)
            }
        }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// What may not stand in a name becomes an underscore.
    static func name(_ label: String) -> String {
        var name = ""
        for scalar in label.unicodeScalars {
            let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit, name.isEmpty { name = "_" }
            name.unicodeScalars.append(isLetter || isDigit || scalar == ":" ? scalar : "_")
        }
        return name.isEmpty ? "_" : name
    }

    private static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.sorted { $0.0 < $1.0 }.map { key, value in
            let name = name(key).replacing(":", with: "_")
            return "\(name)=\"\(escapedHelp(value).replacing("\"", with: "\\\""))\""
        }.joined(separator: ",")
    }

    private static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}

extension PrometheusRegistry.Key {
    /// - Parameter extra: labels of one line alone.
    func line(_ suffix: String = "", _ extra: String = "", _ value: String) -> String {
        let all = [labels, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return "\(name)\(suffix)\(all.isEmpty ? "" : "{\(all)}") \(value)"
    }
}
