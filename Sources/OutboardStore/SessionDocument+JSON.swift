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
