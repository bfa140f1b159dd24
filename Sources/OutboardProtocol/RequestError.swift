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

extension RequestError {
    /// What `json` has.
    package static let fields: [FieldRow] = [
        FieldRow("code", .choice(of: ErrorCode.self), "its stable name"),
        FieldRow("message", .anyText, "what is wrong, in one sentence"),
        FieldRow("hint", .anyText, "what to do"),
        FieldRow("retryable", .boolean, "whether the same request may succeed later, unchanged"),
        FieldRow(
            "field",
            .anyText,
            "the field of the request's data that is at fault, by its path: `requests/3/data/pan`"
        ).optional,
        FieldRow("retry_after_ms", .count, "how long to wait before it", unit: "ms").optional,
        FieldRow(
            "details",
            .map(.anything),
            "what a program may want to know: of a value `minimum`, `maximum` and `unit`"
        ).optional,
    ]
}
