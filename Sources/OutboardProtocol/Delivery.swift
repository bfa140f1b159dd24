import OutboardModel

/// What becomes of a notification at a client that does not keep up.
package enum Delivery: Sendable, Equatable {
    /// Arrives, in order, or the connection ends.
    case reliable
    /// The newest of a key arrives; an older one that has not been sent yet is dropped for it.
    case conflated(ConflationKey)
    /// Arrives, or everything of its kind is dropped and a snapshot takes its place.
    case recoverable
    /// Arrives where there is room for it now.
    case droppable
}

/// What a notification says the newest about.
package enum ConflationKey: Sendable, Hashable {
    case parameter(InsertID, String)
    case property(InsertID, String)
    /// Only where the same controls are told of: what the newer one leaves out, it does not replace.
    case strip(TrackID, StripControls)
    case send(SendID, StripControls)
    case transport
    case loudness(TrackID)
    case scan
    case engine
    /// Somebody's presence, by connection.
    case presence(String)
    case typing(user: String)
    case readMark(user: String)
    /// An entry of the activity log, whose count goes up.
    case activity(Int64)
    case job(String)
    case workflow
}

/// Controls that a change names.
package struct StripControls: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let level = StripControls(rawValue: 1)
    package static let pan = StripControls(rawValue: 2)
    package static let mute = StripControls(rawValue: 4)
    package static let solo = StripControls(rawValue: 8)

    fileprivate init(level: Bool, pan: Bool, mute: Bool, solo: Bool) {
        self = []
        if level { insert(.level) }
        if pan { insert(.pan) }
        if mute { insert(.mute) }
        if solo { insert(.solo) }
    }
}

extension Notification {
    package var delivery: Delivery {
        switch self {
        case .stateDelta: .recoverable
        case .hello, .identified, .stateSnapshot, .presetLoaded, .sessionEdited,
            .transportChanged, .sessionSwitched, .sessionSaved, .libraryChanged, .notePlayed,
            .recording,
            .metersConfig:
            .reliable
        case .pluginParameterChanged(let it): .conflated(.parameter(it.insert, it.parameter))
        case .pluginPropertyChanged(let it, _): .conflated(.property(it.insert, it.property))
        case .trackChanged(let it):
            .conflated(
                .strip(
                    it.track,
                    StripControls(
                        level: it.levelDecibels != nil,
                        pan: it.pan != nil,
                        mute: it.isMuted != nil,
                        solo: it.isSoloed != nil
                    )
                )
            )
        case .sendChanged(let it, _):
            .conflated(
                .send(
                    it.send,
                    StripControls(
                        level: it.levelDecibels != nil,
                        pan: it.pan != nil,
                        mute: it.isMuted != nil,
                        solo: false
                    )
                )
            )
        case .transport: .conflated(.transport)
        case .loudness(let it): .conflated(.loudness(it.track))
        case .pluginScan: .conflated(.scan)
        case .engineState: .conflated(.engine)
        case .event(let event): event.delivery
        }
    }
}
