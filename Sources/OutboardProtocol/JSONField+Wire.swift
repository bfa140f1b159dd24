import OutboardJSON
import OutboardModel

/// Fields of a request's `data`. They have been checked against the request's row, so nothing is checked again
/// here: what has no value where one is read is a row that does not say what its reader needs, and is
/// refused as a bad message.
extension JSONField {
    func wireTrack() throws(RequestError) -> TrackID { TrackID(try wireText("track_id")) }

    /// The master where no track is named.
    var wireTrackOrMaster: TrackID {
        wireOptionalText("track_id").map { TrackID($0) } ?? .master
    }

    func wireInsert() throws(RequestError) -> InsertID { InsertID(try wireText("plugin_id")) }

    func wireText(_ key: String) throws(RequestError) -> String {
        try given(value[key]?.string, key)
    }

    func wireNumber(_ key: String) throws(RequestError) -> Double {
        try given(value[key]?.number, key)
    }

    func wireInteger(_ key: String) throws(RequestError) -> Int {
        try given(wireOptionalInteger(key), key)
    }

    func wireBool(_ key: String) throws(RequestError) -> Bool { try given(value[key]?.bool, key) }

    func wireScalar(_ key: String) throws(RequestError) -> PropertyValue {
        try given(value[key].flatMap { PropertyValue(json: $0) }, key)
    }

    func wireChoice<Choice: RawRepresentable>(
        _ key: String
    ) throws(RequestError) -> Choice where Choice.RawValue == String {
        try given(wireOptionalChoice(key), key)
    }

    func wireOptionalText(_ key: String) -> String? { value[key]?.string }
    func wireOptionalNumber(_ key: String) -> Double? { value[key]?.number }
    func wireOptionalBool(_ key: String) -> Bool? { value[key]?.bool }

    func wireOptionalInteger(_ key: String) -> Int? {
        value[key]?.number.flatMap { Int(exactly: $0) }
    }

    /// A level in dB; null is silence.
    func wireOptionalDecibels(_ key: String) -> Double? {
        value[key].flatMap { $0 == .null ? -.infinity : $0.number }
    }

    func wireOptionalChoice<Choice: RawRepresentable>(
        _ key: String
    ) -> Choice? where Choice.RawValue == String {
        value[key]?.string.flatMap(Choice.init)
    }

    /// An object within `data`. nil: there is none, or null.
    func wireOptionalObject(_ key: String) -> JSONField? {
        value[key].flatMap { $0 == .null ? nil : JSONField($0) }
    }

    func wireElements(_ key: String) -> [JSONField] {
        (value[key]?.array ?? []).map { JSONField($0) }
    }

    /// Whole numbers.
    func wireIntegers(_ key: String) -> [Int] {
        (value[key]?.array ?? []).compactMap { $0.number.flatMap { Int(exactly: $0) } }
    }

    private func given<Value>(_ value: Value?, _ key: String) throws(RequestError) -> Value {
        guard let value else {
            throw RequestError(
                .invalidMessage,
                "\(key) is missing or of the wrong kind.",
                field: key
            )
        }
        return value
    }
}
