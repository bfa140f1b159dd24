extension Request {
    /// Its name on the wire. What is asked often, or has much data, is named here; the others make their data
    /// to say it.
    package var kind: Kind {
        switch self {
        case .pluginParameter: .pluginParameter
        case .pluginProperty: .pluginProperty
        case .presetLoad: .presetLoad
        case .trackFader: .trackFader
        case .trackPan: .trackPan
        case .trackMute: .trackMute
        case .trackSolo: .trackSolo
        case .sendSet: .sendSet
        case .note: .note
        case .edit(.setAutomation): .automationSet
        case .edit(.setSong): .songSet
        case .edit(.all): .batch
        case .edit(.addTrack): .trackAdd
        case .edit(.addBus): .busAdd
        case .edit(.addInsert): .pluginAdd
        case .edit(.replaceInsert): .pluginReplace
        case .chat(.send): .chatSend
        default: wire.kind
        }
    }
}
