import OutboardJSON
import OutboardModel

private let formatVersion = 1

extension SessionDocument {
    /// Reads a `session.json`. The layout is in `Docs/formats.md`.
    init(reading field: JSONField) throws(JSONFieldError) {
        let version = try field.member("version")
        guard try version.integer() == formatVersion else {
            throw JSONFieldError(
                path: version.path,
                message: "is not \(formatVersion), the one that is known here"
            )
        }
        self.init(
            id: SessionID(try field.member("id").string()),
            name: try field.member("name").string(),
            sampleRateHertz: try field.optionalMember("sample_rate_hertz")?.rate() ?? 48_000,
            tracks: try field.member("tracks").mapElements(Track.init(reading:)),
            buses: try field.optionalMember("buses")?.mapElements(Bus.init(reading:)) ?? [],
            master: try Strip(reading: field.member("master")),
            song: try field.optionalMember("song").map(Song.init(reading:)) ?? Song(),
            automation: try field.optionalMember("automation")?
                .mapElements(AutomationCurve.init(reading:)) ?? []
        )
        try checkIdentifiers()
        try checkReferences()
    }

    /// Ids name one thing each, or nobody could be told what changed.
    private func checkIdentifiers() throws(JSONFieldError) {
        var trackIDs: Set<TrackID> = [.master]
        for id in tracks.map(\.id) + buses.map(\.id) where !trackIDs.insert(id).inserted {
            throw JSONFieldError(path: "tracks", message: "use the id \"\(id)\" twice")
        }
        for id in stripIDs {
            var sends: Set<SendID> = []
            for send in strip(id)!.sends where !sends.insert(send.id).inserted {
                throw JSONFieldError(path: "sends", message: "use the id \"\(send.id)\" twice")
            }
        }
        var insertIDs: Set<InsertID> = []
        for insert in stripIDs.flatMap({ strip($0)!.inserts })
        where !insertIDs.insert(insert.id).inserted {
            throw JSONFieldError(path: "inserts", message: "use the id \"\(insert.id)\" twice")
        }
    }
}

extension SessionDocument {
    /// Everything that is named is there. Circles are found when the session is made into a graph.
    private func checkReferences() throws(JSONFieldError) {
        let busIDs = Set(buses.map(\.id))
        func checkBus(_ id: TrackID, _ path: String) throws(JSONFieldError) {
            guard busIDs.contains(id) else {
                throw JSONFieldError(path: path, message: "names a bus \"\(id)\" that is not there")
            }
        }
        for id in stripIDs {
            let strip = strip(id)!
            if case .bus(let bus) = strip.output { try checkBus(bus, "output") }
            for send in strip.sends { try checkBus(send.bus, "sends") }
            for insert in strip.inserts {
                guard let from = insert.sideChain?.strip, self.strip(from) == nil else { continue }
                throw JSONFieldError(
                    path: "side_chain",
                    message: "names a track \"\(from)\" that is not there"
                )
            }
        }
    }
}

extension Track {
    init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            id: TrackID(try field.member("id").string()),
            name: try field.member("name").string(),
            source: try TrackSource(reading: field.member("source")),
            strip: try Strip(reading: field)
        )
    }
}

extension TrackSource {
    init(reading field: JSONField) throws(JSONFieldError) {
        let kind = try field.member("kind")
        switch try kind.string() {
        case "none": self = .none
        case "input":
            let channels = try field.member("channels")
            let numbers = try channels.mapElements { (element) throws(JSONFieldError) in
                try element.integer()
            }
            guard (1...64).contains(numbers.count), numbers.allSatisfy({ (0..<1_024).contains($0) })
            else {
                throw JSONFieldError(path: channels.path, message: "must be 1 to 64, from 0")
            }
            self = .input(channels: numbers)
        case "file":
            self = .file(
                path: try field.member("path").string(),
                loops: try field.optionalMember("loop")?.bool() ?? false
            )
        case "notes":
            let channels = try field.optionalMember("channels")?
                .mapElements { (element) throws(JSONFieldError) in try element.integer() }
            guard channels?.allSatisfy({ (1...16).contains($0) }) ?? true else {
                throw JSONFieldError(path: field.path + ".channels", message: "must be 1 to 16")
            }
            self = .notes(
                channels: channels ?? Array(1...16),
                path: try field.optionalMember("path")?.string()
            )
        default:
            throw JSONFieldError(
                path: kind.path,
                message: "must be \"file\", \"input\", \"notes\" or \"none\""
            )
        }
    }
}

extension Strip {
    init(reading field: JSONField) throws(JSONFieldError) {
        let level = try field.optionalMember("level_decibels")
        self.init(
            inserts: try field.optionalMember("inserts")?.mapElements(Insert.init(reading:)) ?? [],
            faderDecibels: level?.value == .null
                ? -.infinity : try level?.number(in: Strip.faderDecibelsRange) ?? 0,
            pan: try field.optionalMember("pan")?.number(in: Strip.panRange) ?? 0,
            isMuted: try field.optionalMember("mute")?.bool() ?? false,
            isSoloed: try field.optionalMember("solo")?.bool() ?? false,
            sends: try field.optionalMember("sends")?.mapElements(Send.init(reading:)) ?? [],
            output: try field.optionalMember("output").map(StripOutput.init(reading:)) ?? .master
        )
    }
}

extension Insert {
    init(reading field: JSONField) throws(JSONFieldError) {
        let plugin = try PluginID(reading: field.member("plugin"))
        self.init(
            id: InsertID(try field.member("id").string()),
            name: try field.optionalMember("name")?.string() ?? plugin.text,
            plugin: plugin,
            parameters: try field.optionalMember("parameters")?.numbersByKey() ?? [:],
            statePath: try field.optionalMember("state")?.string(),
            isBypassed: try field.optionalMember("bypass")?.bool() ?? false,
            sideChain: try field.optionalMember("side_chain").map(SideChain.init(reading:))
        )
    }
}

extension PluginID {
    init(reading field: JSONField) throws(JSONFieldError) {
        let name = try field.member("format")
        guard let format = PluginFormat(rawValue: try name.string()) else {
            let known = PluginFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONFieldError(path: name.path, message: "must be one of \(known)")
        }
        self.init(format: format, try field.member("id").string())
    }
}

extension JSONField {
    func mapElements<Element>(
        _ transform: (JSONField) throws(JSONFieldError) -> Element
    ) throws(JSONFieldError) -> [Element] {
        var mapped: [Element] = []
        for element in try elements() { mapped.append(try transform(element)) }
        return mapped
    }

    func numbersByKey() throws(JSONFieldError) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for (key, field) in try members() { numbers[key] = try field.number() }
        return numbers
    }

    func number(in range: ClosedRange<Double>) throws(JSONFieldError) -> Double {
        let number = try number()
        guard range.contains(number) else {
            throw JSONFieldError(path: path, message: "is not within \(range)")
        }
        return number
    }

    fileprivate func rate() throws(JSONFieldError) -> Int {
        let rate = try integer()
        guard (8_000...768_000).contains(rate) else {
            throw JSONFieldError(path: path, message: "is not within 8000...768000")
        }
        return rate
    }
}
