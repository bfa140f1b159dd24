import OutboardJSON

/// How long requests took, by their kind, in the last second and in all: `latency_trace`.
package struct LatencyTrace: Sendable, Equatable {
    /// The way of a request, stage by stage.
    package enum Stage: String, Sendable, CaseIterable {
        /// From the bytes to the queue of the control thread.
        case receive
        /// In that queue.
        case queue
        /// Prepared, sent down, rendered, and reported back.
        case apply
        /// From the report to the ack's being handed to its connection.
        case ack
        /// All of it.
        case total
    }

    package struct Spread: Sendable, Equatable {
        package var count: Int
        /// Microseconds.
        package var p50: Double
        package var p99: Double
        package var longest: Double

        package init(count: Int, p50: Double, p99: Double, longest: Double) {
            self.count = count
            self.p50 = p50
            self.p99 = p99
            self.longest = longest
        }

        var json: JSONValue {
            [
                "count": .integer(count), "p50_us": .number(p50), "p99_us": .number(p99),
                "max_us": .number(longest),
            ]
        }
    }

    package struct Row: Sendable, Equatable {
        package var kind: String
        /// Stages that were measured. A request whose arrival nobody stamped has no `receive`.
        package var stages: [Stage: Spread]

        package init(kind: String, stages: [Stage: Spread]) {
            self.kind = kind
            self.stages = stages
        }
    }

    /// Since 1970 in UTC.
    package var timeMilliseconds: Int64
    /// Kinds of which some were answered in the last second.
    package var lastSecond: [Row]
    /// All kinds, since the start.
    package var totals: [Row]

    package init(timeMilliseconds: Int64, lastSecond: [Row], totals: [Row]) {
        self.timeMilliseconds = timeMilliseconds
        self.lastSecond = lastSecond
        self.totals = totals
    }

    package var json: JSONObject {
        [
            "time": .string(timestamp(milliseconds: timeMilliseconds)),
            "last_second": Self.json(lastSecond), "totals": Self.json(totals),
        ]
    }

    private static func json(_ rows: [Row]) -> JSONValue {
        var object = JSONObject()
        for row in rows {
            var stages = JSONObject()
            for stage in Stage.allCases { stages[stage.rawValue] = row.stages[stage]?.json }
            object[row.kind] = .object(stages)
        }
        return .object(object)
    }
}

/// How the engine, the program and the machine were over some time: `system_metrics`.
package struct SystemSample: Sendable, Equatable {
    /// Since 1970 in UTC: the end of that time.
    package var timeMilliseconds: Int64
    /// How long that time was: 1 or 10.
    package var seconds: Int
    /// Parts of a cycle's duration, 0...1 and more when late.
    package var loadP50 = 0.0
    package var loadP99 = 0.0
    package var loadWorst = 0.0
    /// Within that time.
    package var xruns = 0
    /// Of one core; of all cores together.
    package var processCPU = 0.0
    package var machineCPU = 0.0
    /// What of it lies in memory.
    package var residentBytes: Int64 = 0
    package var threads = 0
    /// The warmest that the machine tells of. nil: it tells of none.
    package var temperatureCelsius: Double?
    package var connections = 0
    /// Per second.
    package var bytesIn = 0.0
    package var bytesOut = 0.0
    package var messagesIn = 0.0
    package var messagesOut = 0.0

    package init(timeMilliseconds: Int64, seconds: Int) {
        self.timeMilliseconds = timeMilliseconds
        self.seconds = seconds
    }

    package var json: JSONObject {
        [
            "time": .string(timestamp(milliseconds: timeMilliseconds)),
            "seconds": .integer(seconds), "load_p50": .number(loadP50),
            "load_p99": .number(loadP99), "load_worst": .number(loadWorst),
            "xruns": .integer(xruns), "process_cpu": .number(processCPU),
            "machine_cpu": .number(machineCPU), "resident_bytes": .integer(residentBytes),
            "threads": .integer(threads),
            "temperature_celsius": temperatureCelsius.map(JSONValue.number) ?? .null,
            "connections": .integer(connections), "bytes_in_per_second": .number(bytesIn),
            "bytes_out_per_second": .number(bytesOut),
            "messages_in_per_second": .number(messagesIn),
            "messages_out_per_second": .number(messagesOut),
        ]
    }
}
