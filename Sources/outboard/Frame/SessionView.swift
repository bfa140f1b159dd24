import Foundation
import OutboardJSON
import OutboardModel

/// A session as the server shows it, in which things are found by what people call them: an id, a name, or
/// a place from 0.
struct SessionView {
    let json: JSONValue

    /// - Parameter json: of a session, or of a snapshot with one.
    init(_ json: JSONValue) {
        self.json = json["session"]?.object == nil ? json : json["session"]!
    }

    var tracks: [JSONValue] { members(json["tracks"]) }
    var buses: [JSONValue] { members(json["buses"]) }
    var automation: [JSONValue] { members(json["automation"]) }
    /// Tracks, buses, and the master.
    var strips: [JSONValue] { tracks + buses + (json["master"].map { [$0] } ?? []) }

    func strips(matching pattern: String) throws -> [JSONValue] {
        try Names.all(pattern, in: strips, what: "strip", code: .trackNotFound)
    }

    func strip(_ name: String) throws -> JSONValue {
        try Names.one(name, in: strips, what: "strip", code: .trackNotFound)
    }

    func stripID(_ name: String) throws -> TrackID { TrackID(try strip(name).id) }

    /// Of "TRACK/INSERT", or of patterns like that.
    func inserts(matching text: String) throws -> [InsertPlace] {
        let parts = try parts(text, "TRACK/INSERT", count: 2)
        let isPattern = Names.isPattern(parts[0])
        let places = try strips(matching: parts[0]).flatMap { strip in
            try found(isPattern) {
                try Names.all(
                    parts[1],
                    in: members(strip["inserts"]),
                    what: "plugin on \(strip.id)",
                    code: .pluginNotFound
                )
            }.map { InsertPlace(track: TrackID(strip.id), insert: InsertID($0.id), json: $0) }
        }
        guard !places.isEmpty else { throw Names.nothing(text, "plugin", .pluginNotFound) }
        return places
    }

    func insert(_ text: String) throws -> InsertPlace {
        try Names.only(try inserts(matching: text), text) { $0.text }
    }

    /// Of "TRACK/INSERT/PARAMETER", or of patterns like that.
    func parameters(matching text: String) throws -> [ParameterPlace] {
        let parts = try parts(text, "TRACK/INSERT/PARAMETER", count: 3)
        let isPattern = Names.isPattern(parts[0]) || Names.isPattern(parts[1])
        let places = try inserts(matching: parts[0] + "/" + parts[1]).flatMap { place in
            try found(isPattern) {
                try Names.all(
                    parts[2],
                    in: place.parameters,
                    what: "parameter on \(place.text)"
                )
            }.map { ParameterPlace(insert: place, json: $0) }
        }
        guard !places.isEmpty else { throw Names.nothing(text, "parameter") }
        return places
    }

    /// Of "TRACK/SEND".
    func send(_ text: String) throws -> (track: TrackID, send: SendID) {
        let parts = try parts(text, "TRACK/SEND", count: 2)
        let strip = try strip(parts[0])
        let send = try Names.one(
            parts[1],
            in: members(strip["sends"]),
            what: "send on \(strip.id)"
        )
        return (TrackID(strip.id), SendID(send.id))
    }

    /// Of "TRACK/fader", "TRACK/pan" or "TRACK/INSERT/PARAMETER".
    func control(_ text: String) throws -> AutomationCurve.Target {
        let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
        if parts.count == 2, parts[1] == "fader" { return .fader(try stripID(parts[0])) }
        if parts.count == 2, parts[1] == "pan" { return .pan(try stripID(parts[0])) }
        guard parts.count == 3 else {
            throw CommandError(
                .usage,
                "\"\(text)\" is no control; it is TRACK/fader, TRACK/pan or TRACK/INSERT/PARAMETER."
            )
        }
        let place = try Names.only(try parameters(matching: text), text) { $0.text }
        return .parameter(
            track: place.insert.track,
            insert: place.insert.insert,
            symbol: place.json.id
        )
    }

    /// With a pattern in front, what one strip lacks another may have.
    private func found(_ isPattern: Bool, _ body: () throws -> [JSONValue]) throws -> [JSONValue] {
        if isPattern { return (try? body()) ?? [] }
        return try body()
    }

    private func parts(_ text: String, _ form: String, count: Int) throws -> [String] {
        let parts = text.split(
            separator: "/",
            maxSplits: count - 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == count, !parts.contains("") else {
            throw CommandError(.usage, "\"\(text)\" is not of the form \(form).")
        }
        return parts.map(String.init)
    }
}

/// An insert of a session.
struct InsertPlace {
    var track: TrackID
    var insert: InsertID
    var json: JSONValue

    var text: String { "\(track)/\(insert)" }
    var parameters: [JSONValue] { members(json["parameters"]) }
}

/// A parameter of an insert.
struct ParameterPlace {
    var insert: InsertPlace
    var json: JSONValue

    var text: String { "\(insert.text)/\(json.id)" }
}

extension JSONValue {
    /// What names a member of a session.
    var id: String { (self["id"] ?? self["send_id"])?.string ?? "" }
}

/// The members of a list, or of an object in which each is found by its id and says by `order` where it
/// stands.
func members(_ value: JSONValue?) -> [JSONValue] {
    if let array = value?.array { return array }
    let all = (value?.object?.members ?? []).map { key, value -> JSONValue in
        guard var object = value.object, value.id.isEmpty else { return value }
        object["id"] = .string(key)
        return .object(object)
    }
    return all.enumerated().sorted {
        let (left, right) = ($0.element["order"]?.number ?? 0, $1.element["order"]?.number ?? 0)
        return left == right ? $0.offset < $1.offset : left < right
    }.map(\.element)
}
