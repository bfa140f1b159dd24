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
        let (from, to) = (data.wireTime("from"), data.wireTime("to"))
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
    /// nil: there is none.
    fileprivate func wireTime(_ key: String) -> Int64? {
        wireOptionalText(key).flatMap { milliseconds(timestamp: $0) }
    }

    /// The number of an entry or a message, from a page before.
    func wireCursor(_ key: String) -> Int64? { wireOptionalInteger(key).map { Int64($0) } }
}
