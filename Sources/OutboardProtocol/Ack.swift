import OutboardJSON

/// That a request was done, and from when it is audible.
package struct Ack: Sendable, Equatable {
    package enum Status: String, Sendable, CaseIterable {
        /// Audible from `appliedAtFrame`.
        case applied
        /// A later value for the same parameter was applied instead.
        case superseded
        /// Done, with no frame to name.
        case accepted
    }

    package var status: Status
    /// The session's revision afterwards. nil where no session is concerned.
    package var revision: UInt64?
    /// The engine's frame at which it took effect, or its ramp began.
    package var appliedAtFrame: Int64?
    package var appliedAtSeconds: Double?
    /// What the request's own description names.
    package var extra: JSONObject

    package init(
        _ status: Status,
        revision: UInt64? = nil,
        appliedAtFrame: Int64? = nil,
        appliedAtSeconds: Double? = nil,
        extra: JSONObject = [:]
    ) {
        self.status = status
        self.revision = revision
        self.appliedAtFrame = appliedAtFrame
        self.appliedAtSeconds = appliedAtSeconds
        self.extra = extra
    }

    package var json: JSONObject {
        var data = JSONObject()
        data.append("status", .string(status.rawValue))
        if let revision { data.append("revision", .integer(revision)) }
        if let appliedAtFrame { data.append("applied_at_frame", .integer(appliedAtFrame)) }
        if let appliedAtSeconds { data.append("applied_at_seconds", .number(appliedAtSeconds)) }
        for (key, value) in extra.members { data[key] = value }
        return data
    }

    package init(reading data: JSONField) throws(JSONFieldError) {
        let name = try data.member("status").string()
        guard let status = Status(rawValue: name) else {
            throw JSONFieldError(path: "status", message: "is unknown: \(name)")
        }
        self.init(
            status,
            revision: try data.optionalMember("revision").map { UInt64($0.value.number ?? 0) },
            appliedAtFrame: try data.optionalMember("applied_at_frame")?.value.number.map {
                Int64($0)
            },
            appliedAtSeconds: try data.optionalMember("applied_at_seconds")?.number(),
            extra: data.value.object ?? [:]
        )
    }
}
