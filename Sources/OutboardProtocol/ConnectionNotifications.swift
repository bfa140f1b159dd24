import OutboardJSON
import OutboardModel

/// The first message on a connection.
package struct Hello: Sendable, Equatable {
    package var version: String
    package var connection: String
    package var needsToken: Bool
    package var heartbeatMilliseconds: Int
    package var messageBytesMax: Int
    package var messagesPerSecond: Int

    package init(
        version: String,
        connection: String,
        needsToken: Bool,
        heartbeatMilliseconds: Int,
        messageBytesMax: Int,
        messagesPerSecond: Int
    ) {
        self.version = version
        self.connection = connection
        self.needsToken = needsToken
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.messageBytesMax = messageBytesMax
        self.messagesPerSecond = messagesPerSecond
    }

    var json: JSONObject {
        [
            "server": "outboard", "version": .string(version),
            "protocol": .integer(Notification.protocolVersion),
            "connection_id": .string(connection), "auth": needsToken ? "token" : "none",
            "heartbeat_ms": .integer(heartbeatMilliseconds),
            "limits": [
                "message_bytes": .integer(messageBytesMax),
                "messages_per_second": .integer(messagesPerSecond),
            ],
        ]
    }
}

/// How the engine is.
package struct EngineState: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case running
        /// On the embedded clock, because the driver that was asked for is not there.
        case fallback
        /// Nothing renders.
        case stopped
    }

    package var state: State
    package var driver: String
    /// What happened, where something did.
    package var message: String
    package var sampleRateHertz: Int
    package var quantumFrames: Int
    /// The worst cycle in the last second, as a part of its duration.
    package var load: Double
    package var xruns: Int

    package init(
        state: State,
        driver: String,
        message: String,
        sampleRateHertz: Int,
        quantumFrames: Int,
        load: Double,
        xruns: Int
    ) {
        self.state = state
        self.driver = driver
        self.message = message
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
        self.load = load
        self.xruns = xruns
    }

    package var json: JSONObject {
        [
            "state": .string(state.rawValue), "driver": .string(driver),
            "message": .string(message), "sample_rate_hertz": .integer(sampleRateHertz),
            "quantum_frames": .integer(quantumFrames),
            "load": .number((load * 10_000).rounded() / 10_000), "xruns": .integer(xruns),
        ]
    }
}
