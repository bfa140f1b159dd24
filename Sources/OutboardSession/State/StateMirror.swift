import OutboardJSON
import OutboardModel
import OutboardProtocol

/// The session as clients have been told it: always at the end of a delta, so that everybody is at the same
/// place.
///
/// A write to a value costs the same however large the session is; only another structure is compared as
/// a whole.
struct StateMirror {
    private(set) var session: SessionSnapshot
    /// The plugins that the texts of values are of.
    private var plugins: [InsertID: LoadedInsert]

    init(_ capture: StateCapture) {
        session = capture.snapshot(after: nil, [:])
        plugins = capture.loaded.inserts
    }

    /// Takes writes in, and says what that makes of what clients know.
    mutating func apply(_ writes: [StateWrite]) -> JSONPatch {
        guard writes.contains(where: { $0.capture != nil }) else {
            var values = ValueOperations()
            for write in writes { apply(write, &values) }
            return values.patch
        }
        let before = session
        var values = ValueOperations()
        // What comes before the last of them is in it; texts are made once.
        for write in writes.suffix(from: writes.lastIndex { $0.capture != nil }!) {
            apply(write, &values)
        }
        return session.patch(from: before)
    }

    private mutating func apply(_ write: StateWrite, _ values: inout ValueOperations) {
        switch write {
        case .whole(let capture):
            session = capture.snapshot(after: session, plugins)
            plugins = capture.loaded.inserts
        case .session(let capture): self = StateMirror(capture)
        case .parameter(let track, let plugin, let index, let value):
            set(value, at: index, of: plugin, on: track, &values)
        case .control(let track, let control):
            guard let path = path(of: track) else { return }
            switch control {
            case .fader(let level):
                change(track) { $0.levelDecibels = level }
                values.set(path.appending("level_decibels"), .decibels(level))
            case .pan(let pan):
                change(track) { $0.pan = pan }
                values.set(path.appending("pan"), .number(pan))
            case .mute(let isMuted):
                change(track) { $0.isMuted = isMuted }
                values.set(path.appending("mute"), .bool(isMuted))
            case .solo(let isSoloed):
                change(track) { $0.isSoloed = isSoloed }
                values.set(path.appending("solo"), .bool(isSoloed))
            }
        case .send(let request): set(request, &values)
        case .properties(let track, let plugin): setProperties(of: plugin, on: track, &values)
        }
    }

    private mutating func set(
        _ value: Double,
        at index: Int,
        of plugin: LoadedInsert,
        on track: TrackID,
        _ values: inout ValueOperations
    ) {
        guard plugins[plugin.id] === plugin else { return }
        // As it was told when it was done.
        let new =
            plugin.toldSnapshot(at: index, plain: value)
            ?? plugin.valueSnapshot(at: index, plain: value)
        var old: ParameterSnapshot.Value?
        var isThere = false
        change(track) { strip in
            guard let insert = strip.inserts.index(forKey: plugin.id) else { return }
            isThere = true
            old = strip.inserts.values[insert].parameters[index].value
            strip.inserts.values[insert].parameters[index].value = new
        }
        guard isThere, old != new, let strip = path(of: track) else { return }
        values.set(new, of: plugin, at: index, on: strip, hasOtherText: old?.text != new.text)
    }

    private mutating func set(_ request: SendRequest, _ values: inout ValueOperations) {
        guard let strip = path(of: request.track),
            session.strip(request.track)?.sends[request.send] != nil
        else { return }
        let path = JSONPointer(strip.tokens + ["sends", request.send.text])
        if let level = request.levelDecibels {
            change(request.track) { $0.sends[request.send]?.send.levelDecibels = level }
            values.set(path.appending("level_decibels"), .decibels(level))
        }
        if let pan = request.pan {
            change(request.track) { $0.sends[request.send]?.send.pan = pan }
            values.set(path.appending("pan"), .number(pan))
        }
        if let isMuted = request.isMuted {
            change(request.track) { $0.sends[request.send]?.send.isMuted = isMuted }
            values.set(path.appending("mute"), .bool(isMuted))
        }
    }

    private mutating func setProperties(
        of plugin: LoadedInsert,
        on track: TrackID,
        _ values: inout ValueOperations
    ) {
        guard plugins[plugin.id] === plugin, let strip = path(of: track),
            let old = session.strip(track)?.inserts[plugin.id]?.properties
        else { return }
        let new = plugin.writableProperties
        change(track) { $0.inserts[plugin.id]?.properties = new }
        let path = JSONPointer(strip.tokens + ["inserts", plugin.id.text, "properties"])
        for (order, property) in new.enumerated() where old[order] != property {
            values.set(path.appending(property.descriptor.uri), property.json(order: order))
        }
    }

    private func path(of track: TrackID) -> JSONPointer? {
        if track == .master { return JSONPointer(["master"]) }
        if session.tracks[track] != nil { return JSONPointer(["tracks", track.text]) }
        return session.buses[track] != nil ? JSONPointer(["buses", track.text]) : nil
    }

    /// In place.
    private mutating func change(_ track: TrackID, _ body: (inout StripSnapshot) -> Void) {
        if track == .master { return body(&session.master) }
        if let index = session.tracks.index(forKey: track) {
            return body(&session.tracks.values[index])
        }
        if let index = session.buses.index(forKey: track) { body(&session.buses.values[index]) }
    }
}

/// New values by their places. Of several for one place the last counts.
private struct ValueOperations {
    /// A parameter: what moves most is not to be looked up by its whole path.
    private struct Parameter: Hashable {
        let plugin: ObjectIdentifier
        let index: Int
    }

    private(set) var patch = JSONPatch()
    private var positions: [JSONPointer: Int] = [:]
    /// Where the operations of a parameter begin, and where its text's is.
    private var parameters: [Parameter: (first: Int, text: Int?)] = [:]

    mutating func set(_ pointer: JSONPointer, _ value: JSONValue) {
        if let position = positions[pointer] {
            patch.operations[position] = .replace(pointer, value)
        } else {
            positions[pointer] = append(pointer, value)
        }
    }

    mutating func set(
        _ value: ParameterSnapshot.Value,
        of plugin: LoadedInsert,
        at index: Int,
        on strip: JSONPointer,
        hasOtherText: Bool
    ) {
        let key = Parameter(plugin: ObjectIdentifier(plugin), index: index)
        let symbol = plugin.parameters[index].symbol
        let path = strip.tokens + ["inserts", plugin.id.text, "parameters", symbol]
        func pointer(_ member: String) -> JSONPointer { JSONPointer(path + [member]) }
        var place = parameters[key] ?? (first: -1, text: nil)
        if place.first >= 0 {
            patch.operations[place.first] = .replace(pointer("value"), .number(value.plain))
            patch.operations[place.first + 1] = .replace(
                pointer("normalized_value"),
                .number(value.normalized)
            )
        } else {
            place.first = append(pointer("value"), .number(value.plain))
            _ = append(pointer("normalized_value"), .number(value.normalized))
        }
        if let text = place.text {
            patch.operations[text] = .replace(pointer("text"), .string(value.text))
        } else if hasOtherText {
            place.text = append(pointer("text"), .string(value.text))
        }
        parameters[key] = place
    }

    private mutating func append(_ pointer: JSONPointer, _ value: JSONValue) -> Int {
        patch.operations.append(.replace(pointer, value))
        return patch.operations.count - 1
    }
}

extension SessionSnapshot {
    /// What makes this of another. Only strips that differ are looked into.
    func patch(from old: SessionSnapshot) -> JSONPatch {
        var patch = JSONPatch()
        func compare<Key: Hashable, Member: Equatable>(
            _ name: String,
            _ old: [Key: Member],
            _ new: [Key: Member],
            _ text: (Key) -> String,
            _ json: (Member) -> JSONValue
        ) {
            for key in old.keys.filter({ new[$0] == nil }).map(text).sorted() {
                patch.operations.append(.remove(JSONPointer([name, key])))
            }
            for (key, member) in new.sorted(by: { text($0.key) < text($1.key) }) {
                let pointer = JSONPointer([name, text(key)])
                if let before = old[key] {
                    guard before != member else { continue }
                    patch.operations +=
                        JSONPatch(from: json(before), to: json(member), at: pointer)
                        .operations
                } else {
                    patch.operations.append(.add(pointer, json(member)))
                }
            }
        }
        compare("tracks", old.tracks, tracks, \.text, \.json)
        compare("buses", old.buses, buses, \.text, \.json)
        compare("automation", old.automation, automation, { $0 }, \.json)
        if old.master != master {
            patch.operations +=
                JSONPatch(from: old.master.json, to: master.json, at: JSONPointer(["master"]))
                .operations
        }
        patch.operations += JSONPatch(from: old.head, to: head).operations
        return patch
    }

    /// What is not a collection.
    private var head: JSONValue {
        [
            "id": .string(id.text), "name": .string(name),
            "sample_rate_hertz": .integer(sampleRateHertz), "song": .object(song.json),
            "latency_frames": .integer(latencyFrames),
        ]
    }
}
