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
    package init(wire data: JSONField) throws(RequestError) {
        let (from, to) = (try data.wireTime("from"), try data.wireTime("to"))
        if let from, let to, from > to {
            throw RequestError(.invalidParameter, "from is later than to.", field: "from")
        }
        self.init(
            text: try data.wireOptionalText("text", longest: 256).flatMap { $0.isEmpty ? nil : $0 },
            levels: try data.wireLevels("levels"),
            actor: try data.wireOptionalText("actor", longest: 64),
            subject: try data.wireOptionalText("subject", longest: 256),
            fromMilliseconds: from,
            toMilliseconds: to,
            beforeSequence: try data.wireCursor("before_seq"),
            limit: data.value["limit"] == nil
                ? Self.limitMax : try data.wireInteger("limit", in: 1...Self.limitMax)
        )
    }
}

extension JSONField {
    /// A time as RFC 3339 writes it.
    func wireTime(_ key: String) throws(RequestError) -> Int64? {
        guard let text = try wireOptionalText(key, longest: 40) else { return nil }
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
    func wireCursor(_ key: String) throws(RequestError) -> Int64? {
        guard value[key] != nil else { return nil }
        return Int64(try wireInteger(key, in: 0...9_007_199_254_740_991))
    }

    fileprivate func wireLevels(_ key: String) throws(RequestError) -> [ActivityLevel] {
        guard let value = value[key] else { return [] }
        let texts = value.array?.compactMap(\.string) ?? []
        let levels = texts.compactMap(ActivityLevel.init)
        guard let count = value.array?.count, count == levels.count,
            count <= ActivityQuery.levelsMax
        else {
            let known = ActivityLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw RequestError(
                .invalidParameter,
                "\(key) must be a list of at most \(ActivityQuery.levelsMax) of \(known).",
                field: key
            )
        }
        return levels
    }
}
