import OutboardJSON
import OutboardModel

/// The first message on a connection.
package struct Hello: Sendable, Equatable {
    package var version: String
    package var connection: String
    /// Of the session that is live. nil: none is.
    package var epoch: String?
    package var needsToken: Bool
    package var heartbeatMilliseconds: Int
    package var messageBytesMax: Int
    package var messagesPerSecond: Int
    package var requestsInFlight: Int

    package init(
        version: String,
        connection: String,
        epoch: String?,
        needsToken: Bool,
        heartbeatMilliseconds: Int,
        messageBytesMax: Int,
        messagesPerSecond: Int,
        requestsInFlight: Int
    ) {
        self.version = version
        self.connection = connection
        self.epoch = epoch
        self.requestsInFlight = requestsInFlight
        self.needsToken = needsToken
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.messageBytesMax = messageBytesMax
        self.messagesPerSecond = messagesPerSecond
    }

    var json: JSONObject {
        var data: JSONObject = [
            "server": "outboard", "version": .string(version),
            "protocol": .integer(Notification.protocolVersion),
            "protocols": [.integer(Notification.protocolVersion)],
            "connection_id": .string(connection), "auth": needsToken ? "token" : "none",
            "heartbeat_ms": .integer(heartbeatMilliseconds),
            "limits": [
                "message_bytes": .integer(messageBytesMax),
                "messages_per_second": .integer(messagesPerSecond),
                "requests_in_flight": .integer(requestsInFlight),
            ],
        ]
        data["epoch"] = epoch.map(JSONValue.string)
        return data
    }
}

/// Who the client is to the server, and where the state is that it gets next.
package struct Identified: Sendable, Equatable {
    package var connection: String
    package var user: String
    package var role: Role
    package var epoch: String
    package var revision: UInt64
    /// The deltas come that it has missed, and not the whole.
    package var isResumed: Bool

    package init(
        connection: String,
        user: String,
        role: Role,
        epoch: String,
        revision: UInt64,
        isResumed: Bool
    ) {
        self.connection = connection
        self.user = user
        self.role = role
        self.epoch = epoch
        self.revision = revision
        self.isResumed = isResumed
    }

    var json: JSONObject {
        [
            "connection_id": .string(connection), "user_id": .string(user),
            "role": .string(role.rawValue), "protocol": .integer(Notification.protocolVersion),
            "epoch": .string(epoch), "revision": .integer(revision), "resumed": .bool(isResumed),
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
    /// The driver's name for it.
    package var device: String
    /// What happened, where something did.
    package var message: String
    package var sampleRateHertz: Int
    package var quantumFrames: Int
    /// The worst cycle in the last second, as a part of its duration.
    package var load: Double
    package var xruns: Int
    /// Somebody has silenced everything.
    package var isPanicking: Bool

    package init(
        state: State,
        driver: String,
        device: String,
        message: String,
        sampleRateHertz: Int,
        quantumFrames: Int,
        load: Double,
        xruns: Int,
        isPanicking: Bool = false
    ) {
        self.state = state
        self.driver = driver
        self.device = device
        self.message = message
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
        self.load = load
        self.xruns = xruns
        self.isPanicking = isPanicking
    }

    package var json: JSONObject {
        [
            "state": .string(state.rawValue), "driver": .string(driver),
            "device": .string(device),
            "message": .string(message), "sample_rate_hertz": .integer(sampleRateHertz),
            "quantum_frames": .integer(quantumFrames),
            "load": .number((load * 10_000).rounded() / 10_000), "xruns": .integer(xruns),
            "panic": .bool(isPanicking),
        ]
    }
}
