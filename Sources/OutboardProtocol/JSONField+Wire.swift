import OutboardJSON
import OutboardModel

/// Fields of a request's `data`, with the wire's errors.
extension JSONField {
    func wireTrack() throws(RequestError) -> TrackID {
        TrackID(try wireText("track_id"))
    }

    /// The master where no track is named.
    func wireTrackOrMaster() throws(RequestError) -> TrackID {
        value["track_id"] == nil ? .master : try wireTrack()
    }

    func wireInsert() throws(RequestError) -> InsertID {
        InsertID(try wireText("plugin_id"))
    }

    func wireText(_ key: String, longest: Int = 1_024) throws(RequestError) -> String {
        guard let text = try wireOptionalText(key, longest: longest), !text.isEmpty else {
            throw RequestError(.invalidMessage, "\(key) is missing or empty.", field: key)
        }
        return text
    }

    func wireOptionalText(
        _ key: String,
        longest: Int
    ) throws(RequestError) -> String? {
        guard let value = value[key] else { return nil }
        guard let text = value.string, text.utf8.count <= longest else {
            throw RequestError(
                .invalidMessage,
                "\(key) must be a string of at most \(longest) bytes.",
                field: key
            )
        }
        return text
    }

    func wireNumber(
        _ key: String,
        else code: ErrorCode
    ) throws(RequestError) -> Double {
        guard let value = value[key] else {
            throw RequestError(code, "\(key) is missing.", field: key)
        }
        guard let number = value.number else {
            throw RequestError(code, "\(key) is \(value.kindName), not a number.", field: key)
        }
        return number
    }

    func wireOptionalBool(_ key: String) throws(RequestError) -> Bool? {
        guard let value = value[key] else { return nil }
        guard let bool = value.bool else {
            throw RequestError(.invalidMessage, "\(key) must be true or false.", field: key)
        }
        return bool
    }

    func wireBool(_ key: String) throws(RequestError) -> Bool {
        guard let bool = try wireOptionalBool(key) else {
            throw RequestError(.invalidParameter, "\(key) is missing.", field: key)
        }
        return bool
    }

    /// A level in dB; null is silence.
    func wireDecibels(_ key: String) throws(RequestError) -> Double {
        value[key] == .null ? -.infinity : try wireNumber(key, else: .invalidParameter)
    }

    func wireNumber(
        _ key: String,
        in range: ClosedRange<Double>
    ) throws(RequestError) -> Double {
        let number = try wireNumber(key, else: .invalidParameter)
        guard range.contains(number) else {
            throw RequestError(
                .invalidParameter,
                "\(key) is \(number); it must be \(range.lowerBound) to \(range.upperBound).",
                field: key,
                details: [
                    "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
                ]
            )
        }
        return number
    }

    func wireInteger(_ key: String, in range: ClosedRange<Int>) throws(RequestError) -> Int {
        let number = try wireNumber(
            key,
            in: Double(range.lowerBound)...Double(range.upperBound)
        )
        guard number == number.rounded() else {
            throw RequestError(.invalidParameter, "\(key) must be a whole number.", field: key)
        }
        return Int(number)
    }

    func wireOptionalInteger(_ key: String) throws(RequestError) -> Int? {
        guard value[key] != nil else { return nil }
        let number = try wireNumber(key, else: .invalidParameter)
        guard number == number.rounded(), abs(number) < 1e9 else {
            throw RequestError(.invalidParameter, "\(key) must be a whole number.", field: key)
        }
        return Int(number)
    }

    func wireOptionalChoice<Choice: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(RequestError) -> Choice? where Choice.RawValue == String {
        guard let text = try wireOptionalText(key, longest: 64) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw RequestError(
                .invalidParameter,
                "\(key) is \"\(text)\"; it must be one of \(known).",
                field: key
            )
        }
        return choice
    }

    /// "begin" or "end", where there is one.
    func wireGesture() throws(RequestError) -> Gesture? {
        guard let value = value["gesture"] else { return nil }
        guard let gesture = value.string.flatMap(Gesture.init) else {
            throw RequestError(
                .invalidParameter,
                "gesture must be \"begin\" or \"end\", or left out.",
                field: "gesture"
            )
        }
        return gesture
    }

    /// A channel message of MIDI: 2 or 3 bytes.
    func wireMIDI(_ key: String) throws(RequestError) -> [UInt8] {
        let numbers = value[key]?.array?.compactMap(\.number) ?? []
        let bytes = numbers.compactMap { UInt8(exactly: $0) }
        guard numbers.count == value[key]?.array?.count, bytes.count == numbers.count,
            let status = bytes.first, (0x80...0xEF).contains(status),
            bytes.count == ((0xC0...0xDF).contains(status) ? 2 : 3),
            bytes.dropFirst().allSatisfy({ $0 < 128 })
        else {
            throw RequestError(
                .invalidParameter,
                "\(key) must be a channel message: a status of 128 to 239 and its data bytes.",
                field: key
            )
        }
        return bytes
    }
}
