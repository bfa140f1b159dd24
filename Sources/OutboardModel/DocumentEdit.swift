/// A change of a session: what is there, how it is connected, and where its controls are.
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
    case setControl(TrackID, StripControl)
    /// What is nil stays as it is.
    case setSend(SendID, strip: TrackID, SendControls)
    /// nil: the document says nothing of it, and it stands at its default.
    case setParameter(InsertID, strip: TrackID, symbol: String, ParameterSetting?)
    /// What people call the session; its id stays.
    case renameSession(String)
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

/// One control of a strip and its value.
package enum StripControl: Sendable, Equatable {
    case fader(decibels: Double)
    case pan(Double)
    case mute(Bool)
    case solo(Bool)
}

/// What a send may be set to. What is nil stays as it is.
package struct SendControls: Sendable, Equatable {
    package var levelDecibels: Double?
    package var pan: Double?
    package var isMuted: Bool?

    package init(levelDecibels: Double? = nil, pan: Double? = nil, isMuted: Bool? = nil) {
        self.levelDecibels = levelDecibels
        self.pan = pan
        self.isMuted = isMuted
    }
}

/// A parameter's value as somebody asks for it. Only the plugin knows what a text or a part of the way is.
package enum ParameterSetting: Sendable, Equatable {
    case plain(Double)
    case normalized(Double)
    case text(String)
}

extension DocumentEdit {
    /// Itself, or what it is made of, however deep.
    package var parts: [DocumentEdit] {
        if case .all(let edits) = self { edits.flatMap(\.parts) } else { [self] }
    }

    /// Whether it only moves controls, so that the graph stays as it is.
    package var isOnlyValues: Bool {
        parts.allSatisfy {
            switch $0 {
            case .setControl, .setSend, .setParameter, .renameSession: true
            default: false
            }
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
