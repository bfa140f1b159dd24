import OutboardJSON

/// A refusal, as it goes over the wire.
package struct RequestError: Error, Sendable, Equatable, CustomStringConvertible {
    package var code: ErrorCode
    /// What is wrong, in one sentence.
    package var message: String
    /// What to do.
    package var hint: String
    /// The field of `data` that is at fault.
    package var field: String?
    package var retryAfterMilliseconds: Int?
    package var details: JSONObject?

    package init(
        _ code: ErrorCode,
        _ message: String,
        hint: String? = nil,
        field: String? = nil,
        retryAfterMilliseconds: Int? = nil,
        details: JSONObject? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint ?? code.hint
        self.field = field
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.details = details
    }

    /// The same of a part: its field's name begins with the part's.
    package func within(_ part: String) -> RequestError {
        var error = self
        error.field = field.map { part + "/" + $0 } ?? part
        return error
    }

    package var description: String { "\(code.rawValue): \(message)" }

    package var json: JSONValue {
        var object: JSONObject = [
            "code": .string(code.rawValue), "message": .string(message), "hint": .string(hint),
            "retryable": .bool(code.isRetryable),
        ]
        object["field"] = field.map(JSONValue.string)
        object["retry_after_ms"] = retryAfterMilliseconds.map { .integer($0) }
        object["details"] = details.map(JSONValue.object)
        return .object(object)
    }

    /// Reads what `json` wrote. A code from a newer server becomes `engineError`.
    package init(reading field: JSONField) throws(JSONFieldError) {
        let name = try field.member("code").string()
        self.init(
            ErrorCode(rawValue: name) ?? .engineError,
            try field.member("message").string(),
            hint: try field.optionalMember("hint")?.string(),
            field: try field.optionalMember("field")?.string(),
            retryAfterMilliseconds: try field.optionalMember("retry_after_ms")?.integer(),
            details: field.value["details"]?.object
        )
    }
}
