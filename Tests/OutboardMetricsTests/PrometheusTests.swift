import CoreMetrics
import Testing

@testable import OutboardMetrics

struct PrometheusTests {
    @Test func everyKindIsWrittenAsItIsRead() {
        let registry = PrometheusRegistry(help: ["jobs_total": "Jobs\\ that\nwere asked for."])
        Counter(label: "jobs_total", dimensions: [("kind", "a\"b\\c\nd")], factory: registry)
            .increment(by: 3)
        Gauge(label: "load", factory: registry).record(0.25)
        Meter(label: "load", factory: registry).set(0.5)
        #expect(
            registry.text == """
                # HELP jobs_total Jobs\\\\ that\\nwere asked for.
                # TYPE jobs_total counter
                jobs_total{kind="a\\"b\\\\c\\nd"} 3
                # TYPE load gauge
                load 0.5

                """
        )
    }

    @Test func timerIsAHistogramWhoseBucketsAddUp() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "wait_seconds", dimensions: [("type", "PING")], factory: registry)
        // At a bound, one past it, at zero, and beyond all.
        for duration in [Int64(0), 10_000, 10_001, 10_000_000_000, 10_000_000_001] {
            timer.recordNanoseconds(duration)
        }
        let lines = registry.text.split(separator: "\n").map(String.init)
        #expect(lines.contains("wait_seconds_bucket{type=\"PING\",le=\"1e-05\"} 2"))
        #expect(lines.contains("wait_seconds_bucket{type=\"PING\",le=\"2.5e-05\"} 3"))
        #expect(lines.contains("wait_seconds_bucket{type=\"PING\",le=\"10.0\"} 4"))
        #expect(lines.contains("wait_seconds_bucket{type=\"PING\",le=\"+Inf\"} 5"))
        #expect(lines.contains("wait_seconds_count{type=\"PING\"} 5"))
        let sum = lines.first { $0.hasPrefix("wait_seconds_sum") }?.split(separator: " ").last
        #expect(abs((sum.flatMap { Double($0) } ?? 0) - 20.000020002) < 1e-6)
    }

    @Test func namesHaveWhatNamesMayHave() {
        #expect(PrometheusRegistry.name("a.b-c d/é") == "a_b_c_d__")
        #expect(PrometheusRegistry.name("1st") == "_1st")
        #expect(PrometheusRegistry.name("") == "_")
    }

    @Test func oneNameIsOneKind() {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Gauge(label: "x", factory: registry).record(5)
        #expect(registry.text == "# TYPE x counter\nx 1\n")
        #expect(PrometheusRegistry().text == "")
    }

    @Test func sameSeriesIsSharedAndWhatIsNotANumberIsSaid() {
        let registry = PrometheusRegistry()
        for _ in 0..<2 {
            Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
            Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        }
        #expect(registry.text == "# TYPE n counter\nn{a=\"1\",b=\"2\"} 4\n")
        let gauge = Gauge(label: "g", factory: registry)
        for (value, text) in [(Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf")] {
            gauge.record(value)
            #expect(registry.text.contains("g \(text)\n"))
        }
    }
}
