import OutboardJSON
import OutboardModel

/// What no single field can tell: whether names are unique, and whether what they name is there.
///
/// Circles are found when the session is made into a graph, and files are looked for when it is loaded.
struct SessionCheck {
    private typealias Place = (id: TrackID, strip: Strip, path: String)

    private let document: SessionDocument
    private let places: [Place]

    init(_ document: SessionDocument) {
        self.document = document
        places =
            document.tracks.enumerated().map { ($1.id, $1.strip, "tracks[\($0)]") }
            + document.buses.enumerated().map { ($1.id, $1.strip, "buses[\($0)]") }
            + [(.master, document.master, "master")]
    }

    func check() throws(JSONFieldError) {
        try checkIdentifiers()
        try checkReferences()
        try checkAutomation()
    }

    /// Ids name one thing each, or nobody could be told what changed.
    private func checkIdentifiers() throws(JSONFieldError) {
        var strips: Set<TrackID> = [.master]
        for place in places.dropLast() where !strips.insert(place.id).inserted {
            throw taken(place.path, place.id.text)
        }
        var inserts: Set<InsertID> = []
        for (_, strip, path) in places {
            for (index, insert) in strip.inserts.enumerated()
            where !inserts.insert(insert.id).inserted {
                throw taken("\(path).inserts[\(index)]", insert.id.text)
            }
            var sends: Set<SendID> = []
            for (index, send) in strip.sends.enumerated() where !sends.insert(send.id).inserted {
                throw taken("\(path).sends[\(index)]", send.id.text)
            }
        }
    }

    private func checkReferences() throws(JSONFieldError) {
        let buses = Set(document.buses.map(\.id))
        for (_, strip, path) in places {
            if case .bus(let bus) = strip.output, !buses.contains(bus) {
                throw missing("\(path).output.bus", "bus", bus.text)
            }
            for (index, send) in strip.sends.enumerated() where !buses.contains(send.bus) {
                throw missing("\(path).sends[\(index)].bus", "bus", send.bus.text)
            }
            for (index, insert) in strip.inserts.enumerated() {
                guard let from = insert.sideChain?.strip, document.strip(from) == nil else {
                    continue
                }
                throw missing(
                    "\(path).inserts[\(index)].side_chain.track",
                    "track or bus",
                    from.text
                )
            }
        }
    }

    /// The insert of a curve may have been moved to another strip since: it is found by its own id.
    private func checkAutomation() throws(JSONFieldError) {
        let inserts = Set(places.flatMap(\.strip.inserts).map(\.id))
        var targets: Set<AutomationCurve.Target> = []
        for (index, curve) in document.automation.enumerated() {
            let path = "automation[\(index)]"
            guard document.strip(curve.target.strip) != nil else {
                throw missing("\(path).track", "track or bus", curve.target.strip.text)
            }
            if case .parameter(_, let insert, _) = curve.target, !inserts.contains(insert) {
                throw missing("\(path).insert", "insert", insert.text)
            }
            guard targets.insert(curve.target).inserted else {
                throw JSONFieldError(path: path, message: "moves what another curve moves")
            }
        }
    }

    private func taken(_ path: String, _ id: String) -> JSONFieldError {
        JSONFieldError(path: path + ".id", message: "is \"\(id)\", which is taken")
    }

    private func missing(_ path: String, _ kind: String, _ id: String) -> JSONFieldError {
        JSONFieldError(path: path, message: "names the \(kind) \"\(id)\" which is not there")
    }
}

extension AutomationCurve.Target {
    fileprivate var strip: TrackID {
        switch self {
        case .parameter(let strip, _, _), .fader(let strip), .pan(let strip): strip
        }
    }
}
