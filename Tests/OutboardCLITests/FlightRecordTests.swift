import Testing

@testable import outboard

/// What a file of the flight recorder says about a late cycle.
struct FlightRecordTests {
    private static let head = #"{"v":1,"sample_rate_hertz":48000,"quantum_frames":48}"#

    private static func cycle(_ frame: Int, _ time: Double, frames: Int = 48) -> String {
        #"{"kind":"cycle","frame":\#(frame),"frames":\#(frames),"microseconds":\#(time)}"#
    }

    private static func processor(_ name: String, _ frame: Int, _ time: Double) -> String {
        #"{"kind":"processor","frame":\#(frame),"plugin_id":"\#(name)","microseconds":\#(time)}"#
    }

    private static func record(_ lines: [String]) throws -> FlightRecord {
        try FlightRecord(([head] + lines).joined(separator: "\n").utf8, path: "x.ndjson")
    }

    @Test func loadIsThePartOfACyclesDuration() throws {
        let record = try Self.record([Self.cycle(0, 500), Self.cycle(48, 3_000, frames: 96)])
        #expect(record.cycles.map(\.load) == [0.5, 1.5])
    }

    @Test func processorsBelongToTheCycleThatTheyLieIn() throws {
        let record = try Self.record([
            Self.processor("eq", 48, 10), Self.processor("comp", 64, 300),
            Self.processor("eq", 64, 20), Self.cycle(48, 400), Self.processor("lost", 96, 5),
            Self.processor("early", 47, 5), Self.cycle(144, 100),
        ])
        #expect(record.cycles[0].processors.map(\.name) == ["comp", "eq"])
        #expect(record.cycles[0].processors.map(\.microseconds) == [300, 30])
        #expect(record.cycles[1].processors.isEmpty)
    }

    @Test func reportShowsTheWorstAndThoseAroundIt() throws {
        let times: [Double] = [100, 900, 200, 1_100, 300, 50]
        let lines = times.enumerated().map { Self.cycle($0 * 48, $1) }
        let report = try Self.record(lines + [Self.processor("eq", 144, 1_000)])
            .report(worst: 2, around: 1)
        #expect(
            report == """
                FRAME  MICROSECONDS  LOAD   LONGEST PLUGINS
                144    1100.0        110 %  eq 1000.0
                48     900.0         90 %

                Around frame 144:
                FRAME  MICROSECONDS  LOAD   PLUGINS
                96     200.0         20 %
                144    1100.0        110 %  eq 1000.0
                192    300.0         30 %
                """
        )
    }

    @Test func worstCycleMayBeTheFirstOrTheLast() throws {
        for times in [[900.0, 100], [100, 900]] {
            let lines = times.enumerated().map { Self.cycle($0 * 48, $1) }
            let report = try Self.record(lines).report(worst: 10, around: 3)
            #expect(report.split(separator: "\n").count == 7)
        }
        #expect(try Self.record([]).report(worst: 10, around: 3) == "No cycle was noted.")
    }

    @Test func cutLineIsPassedOver() throws {
        #expect(try Self.record([Self.cycle(0, 1), "{\"kind\":\"cy"]).cycles.count == 1)
    }

    @Test(arguments: ["", "\n", "text", "{}", #"{"sample_rate_hertz":0}"#])
    func whatIsNoRecordIsRefused(text: String) {
        #expect(throws: CommandError.self) { try FlightRecord(text.utf8, path: "x") }
    }

    @Test func recordsLieWithTheStateOfTheUser() {
        func directory(_ environment: [String: String]) -> String {
            XrunCommand.directory(in: environment)
        }
        #expect(directory(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/outboard/xruns")
        #expect(directory(["HOME": "/h"]) == "/h/.local/state/outboard/xruns")
        #expect(
            directory(["XDG_STATE_HOME": "", "HOME": "/h"]) == "/h/.local/state/outboard/xruns"
        )
    }
}
