import OutboardClient
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardServer

/// `/metrics` of a server that runs, read as strictly as Prometheus and its linter read it.
struct MetricsTextTests {
    @Test func whatIsToldCanBeReadByTheLetter() async throws {
        let fixture = try ServerFixture()
        try await fixture.start()
        let client = try await OutboardClient.connect(to: fixture.address, user: "a\"b\\c")
        let fader = Request.trackFader(track: TrackID("in"), levelDecibels: -3)
        _ = try await fixture.request(fader, on: client)
        _ = try await client.request(.ping)
        func ask() async throws -> PrometheusText {
            let answer = try await RawConnection.ask(
                fixture.address,
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            )
            let body = answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] }
            return PrometheusText(String(try #require(body)))
        }
        let first = try await ask()
        #expect(first.faults == [])
        #expect(first.families.count >= 15)
        #expect(first["outboard_connections"]?.samples.map(\.value) == [1])
        func count(_ text: PrometheusText, _ name: String, _ direction: String) -> Double? {
            text[name]?.samples.first { $0.labels["direction"] == direction }?.value
        }
        let before = try #require(count(first, "outboard_websocket_messages_total", "in"))
        _ = try await client.request(.ping)
        let second = try await ask()
        #expect(second.faults == [])
        #expect(count(second, "outboard_websocket_messages_total", "in") == before + 1)
        await client.close()
        await fixture.stop()
    }

    @Test(arguments: [
        "x 1", "# TYPE a counter\n# HELP a A.\na 1\n", "# HELP a A.\n# TYPE a gauge\na 1",
        "# HELP a A.\n# TYPE a gauge\na one\n", "# HELP a A.\n# TYPE a gauge\na{b=1} 1\n",
        "# HELP a A.\n# TYPE a gauge\na{b=\"\\x\"} 1\n", "# HELP a A.\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a A.\n# TYPE a gauge\nb 1\n", "# HELP a A.\n# TYPE a histogram\na 1\n",
        "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
        "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
        "# HELP a A.\n# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\n",
        "# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a A.\n# TYPE a gauge\na 2\n",
    ])
    func whatIsWrongIsSeen(text: String) {
        #expect(!PrometheusText(text).faults.isEmpty)
    }

    @Test func whatIsRightPasses() {
        let text = """
            # HELP a A.
            # TYPE a gauge
            a{b="x\\"y\\\\z\\n"} 1e-3
            # HELP b_total B.
            # TYPE b_total counter
            b_total 3
            # HELP c C.
            # TYPE c histogram
            c_bucket{le="0.5"} 1
            c_bucket{le="+Inf"} 2
            c_sum 1.5
            c_count 2

            """
        let read = PrometheusText(text)
        #expect(read.faults == [])
        #expect(read["a"]?.samples.first?.labels["b"] == "x\"y\\z\n")
    }
}
