import OutboardJSON

extension ActivityQuery {
    var json: JSONObject {
        var data: JSONObject = ["limit": .integer(limit)]
        data["text"] = text.map(JSONValue.string)
        if !levels.isEmpty { data["levels"] = .array(levels.map { .string($0.rawValue) }) }
        data["actor"] = actor.map(JSONValue.string)
        data["subject"] = subject.map(JSONValue.string)
        data["from"] = fromMilliseconds.map { .string(timestamp(milliseconds: $0)) }
        data["to"] = toMilliseconds.map { .string(timestamp(milliseconds: $0)) }
        data["before_seq"] = beforeSequence.map { .integer($0) }
        return data
    }

    /// Reads `ACTIVITY_SEARCH`, and the query of `GET /api/activity`.
    init(wire data: JSONField) throws(RequestError) {
        let (from, to) = (try data.wireTime("from"), try data.wireTime("to"))
        if let from, let to, from > to {
            throw RequestError(.invalidParameter, "from is later than to.", field: "from")
        }
        self.init(
            text: data.wireOptionalText("text").flatMap { $0.isEmpty ? nil : $0 },
            levels: data.wireElements("levels").compactMap {
                $0.value.string.flatMap(ActivityLevel.init)
            },
            actor: data.wireOptionalText("actor"),
            subject: data.wireOptionalText("subject"),
            fromMilliseconds: from,
            toMilliseconds: to,
            beforeSequence: data.wireCursor("before_seq"),
            limit: data.wireOptionalInteger("limit") ?? Self.limitMax
        )
    }
}

extension JSONField {
    /// A time as RFC 3339 writes it.
    fileprivate func wireTime(_ key: String) throws(RequestError) -> Int64? {
        guard let text = wireOptionalText(key) else { return nil }
        guard let time = milliseconds(timestamp: text) else {
            throw RequestError(
                .invalidParameter,
                "\(key) is \"\(text)\"; it must be a time such as 2026-11-20T20:00:00Z.",
                field: key
            )
        }
        return time
    }

    /// The number of an entry or a message, from a page before.
    func wireCursor(_ key: String) -> Int64? { wireOptionalInteger(key).map { Int64($0) } }
}
