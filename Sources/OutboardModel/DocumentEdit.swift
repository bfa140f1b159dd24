/// A change of a session's structure: what is there, and how it is connected.
///
/// Applied to a document it gives the edit that takes it back, so undo is an edit like any other.
package indirect enum DocumentEdit: Sendable, Equatable {
    case addTrack(Track, index: Int?)
    case removeTrack(TrackID)
    case moveTrack(TrackID, index: Int)
    /// What people call a track or a bus; its id stays.
    case rename(TrackID, String)
    case setSource(TrackID, TrackSource)
    case addBus(Bus, index: Int?)
    /// Strips that went there go to the master, and sends to it are removed.
    case removeBus(TrackID)
    case setOutput(TrackID, StripOutput)
    case addSend(Send, strip: TrackID, index: Int?)
    case removeSend(SendID, strip: TrackID)
    case setSendTap(SendID, strip: TrackID, isPreFader: Bool)
    case addInsert(Insert, strip: TrackID, index: Int?)
    case removeInsert(InsertID, strip: TrackID)
    case moveInsert(InsertID, from: TrackID, to: TrackID, index: Int)
    case replaceInsert(InsertID, strip: TrackID, with: Insert)
    case setBypass(InsertID, strip: TrackID, Bool)
    case setSideChain(InsertID, strip: TrackID, SideChain?)
    case setAutomation(AutomationCurve.Target, AutomationCurve?)
    /// Leaves the points as they are. A control without a curve gets one without points, which hands can
    /// write; one that has none and is `off` is taken away.
    case setAutomationMode(AutomationCurve.Target, AutomationCurve.Mode)
    case setSong(Song)
    /// One after another.
    case all([DocumentEdit])
}

extension DocumentEdit {
    /// The plugins that it brings.
    package var plugins: [PluginID] {
        switch self {
        case .addTrack(let track, _): track.strip.inserts.map(\.plugin)
        case .addBus(let bus, _): bus.strip.inserts.map(\.plugin)
        case .addInsert(let insert, _, _), .replaceInsert(_, _, let insert): [insert.plugin]
        case .all(let edits): edits.flatMap(\.plugins)
        default: []
        }
    }
}

/// Why an edit does not fit the document. Nothing was changed.
package struct EditError: Error, Sendable, Equatable {
    package enum Code: Sendable {
        case noSuchStrip, noSuchInsert, noSuchSend, taken, invalid
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
