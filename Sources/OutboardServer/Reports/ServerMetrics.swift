import CoreMetrics
import OutboardMetrics
import OutboardProtocol
import OutboardSession
import OutboardWebSocket
import Synchronization

/// Keeps the program's metrics, and brings them up to date when Prometheus asks.
///
/// Everything goes through swift-metrics, so that it can be kept by another factory than ours. What the engine
/// counts by itself is added to the counters as the difference to the last time that was asked.
final class ServerMetrics: Sendable {
    private let engine: Engine
    private let registry: PrometheusRegistry
    /// What was counted when it was last told.
    private let told = Mutex<[String: Int64]>([:])

    init(engine: Engine) {
        self.engine = engine
        let registry = PrometheusRegistry(help: Self.help)
        self.registry = registry
        // One timer for each kind, made before the first request: the control thread makes none.
        var timers: [Request.Kind: Timer] = [:]
        for kind in Request.Kind.allCases {
            timers[kind] = Timer(
                label: "outboard_request_duration_seconds",
                dimensions: [("type", kind.rawValue)],
                factory: registry
            )
        }
        engine.latency.observe { [timers] kind, nanoseconds in
            timers[kind]?.recordNanoseconds(nanoseconds)
        }
    }

    func text() async -> String {
        let health = await engine.health()
        let (_, stats) = await engine.jobsAndStats()
        let sample = await engine.lastSample()
        gauge("outboard_engine_running", health.state.state == .running ? 1 : 0)
        gauge("outboard_sample_rate_hertz", Double(health.state.sampleRateHertz))
        gauge("outboard_quantum_frames", Double(health.state.quantumFrames))
        gauge("outboard_load_ratio", health.loadP50, ("cycles", "half"))
        gauge("outboard_load_ratio", health.loadP99, ("cycles", "99_percent"))
        gauge("outboard_load_ratio", health.state.load, ("cycles", "all"))
        gauge("outboard_plugin_faults", Double(health.faults.count))
        gauge("outboard_connections", Double(engine.traffic.counts.connections))
        count("outboard_xruns_total", Int64(health.state.xruns))
        count("outboard_overruns_total", health.overruns)
        count("outboard_dropped_events_total", Int64(health.droppedEvents))
        count("outboard_contained_blocks_total", health.containedBlocks)
        tellTraffic(engine.traffic.counts)
        for (status, number) in [("queued", stats.queued), ("active", stats.active)] {
            gauge("outboard_jobs", Double(number), ("status", status))
        }
        for (status, number) in [
            ("completed", stats.completed), ("failed", stats.failed),
            ("cancelled", stats.cancelled),
        ] {
            count("outboard_jobs_ended_total", Int64(number), ("status", status))
        }
        if let sample { tell(sample) }
        return registry.text
    }

    private func tellTraffic(_ counts: Traffic.Counts) {
        for (direction, bytes, messages) in [
            ("in", counts.bytesIn, counts.messagesIn),
            ("out", counts.bytesOut, counts.messagesOut),
        ] {
            count("outboard_websocket_bytes_total", Int64(bytes), ("direction", direction))
            count("outboard_websocket_messages_total", Int64(messages), ("direction", direction))
        }
    }

    private func tell(_ sample: SystemSample) {
        gauge("outboard_process_cpu_ratio", sample.processCPU)
        gauge("outboard_machine_cpu_ratio", sample.machineCPU)
        gauge("outboard_resident_memory_bytes", Double(sample.residentBytes))
        gauge("outboard_threads", Double(sample.threads))
        if let celsius = sample.temperatureCelsius {
            gauge("outboard_temperature_celsius", celsius)
        }
    }

    private func gauge(_ name: String, _ value: Double, _ dimensions: (String, String)...) {
        Gauge(label: name, dimensions: dimensions, factory: registry).record(value)
    }

    /// What is counted anew, as after another driver, begins at nought again, and the sum goes on.
    private func count(_ name: String, _ value: Int64, _ dimensions: (String, String)...) {
        let key = name + dimensions.map { "\($0)=\($1)" }.joined()
        let difference = told.withLock { told in
            let last = told.updateValue(value, forKey: key) ?? 0
            return value >= last ? value - last : value
        }
        Counter(label: name, dimensions: dimensions, factory: registry).increment(by: difference)
    }

    private static let help = [
        "outboard_request_duration_seconds": "From a request's arrival to its answer.",
        "outboard_engine_running": "Whether the engine runs on the driver that is wanted.",
        "outboard_sample_rate_hertz": "The engine's sample rate.",
        "outboard_quantum_frames": "Frames a cycle.",
        "outboard_load_ratio":
            "Part of its duration that so many of the last second's cycles took at most.",
        "outboard_plugin_faults": "Plugins whose output is taken in hand now.",
        "outboard_connections": "WebSocket connections.",
        "outboard_xruns_total": "Missed deadlines that the driver reported.",
        "outboard_overruns_total": "Cycles that took longer than they may.",
        "outboard_dropped_events_total": "Notes and the like that found no room.",
        "outboard_contained_blocks_total": "Blocks in which a plugin's output was taken in hand.",
        "outboard_websocket_bytes_total": "Bytes of WebSocket messages.",
        "outboard_websocket_messages_total": "WebSocket messages.",
        "outboard_jobs": "Jobs that wait or are on their way.",
        "outboard_jobs_ended_total": "Jobs that are over.",
        "outboard_process_cpu_ratio": "Processor time of the program, of one core.",
        "outboard_machine_cpu_ratio": "Processor time of the machine, of all cores.",
        "outboard_resident_memory_bytes": "Memory of the program.",
        "outboard_threads": "Threads of the program.",
        "outboard_temperature_celsius": "The warmest sensor.",
    ]
}

extension WebSocketMessage {
    /// Without the frame around it.
    var byteCount: Int {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes.count
        }
    }
}
