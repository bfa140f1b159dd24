import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Sets fader, pan, mute or solo of a strip. `TRACK_FADER`, `TRACK_PAN`, `TRACK_MUTE`, `TRACK_SOLO`
///
/// All four end as gains of the strip's two sides; a solo changes those of other tracks too.
struct SetStrip: Verb {
    typealias Control = StripControl

    let track: TrackID
    let control: Control
    private var previous: Control?
    /// How long it takes. nil: as long as any change.
    var rampSeconds: Double?

    init(track: TrackID, _ control: Control) {
        self.track = track
        self.control = control
    }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        try session.checkTrack(track)
        try checkValue()
        let strip = session.document.strip(track)!
        switch control {
        case .fader(let decibels):
            previous = .fader(decibels: strip.faderDecibels)
            session.changeStrip(of: track) { $0.faderDecibels = decibels }
        case .pan(let pan):
            previous = .pan(strip.pan)
            session.changeStrip(of: track) { $0.pan = pan }
        case .mute(let isMuted):
            previous = .mute(strip.isMuted)
            session.changeStrip(of: track) { $0.isMuted = isMuted }
        case .solo(let isSoloed):
            previous = .solo(strip.isSoloed)
            session.changeStrip(of: track) { $0.isSoloed = isSoloed }
        }
        return Preparation(
            actions: player.gainActions(
                rampFrames: context.ramping(rampSeconds, player.sampleRateHertz).rampFrames,
                moved: [track]
            )
        )
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        var change = TrackChange(track: track, origin: origin)
        switch control {
        case .fader(let decibels): change.levelDecibels = decibels
        case .pan(let pan): change.pan = pan
        case .mute(let isMuted): change.isMuted = isMuted
        case .solo(let isSoloed): change.isSoloed = isSoloed
        }
        return Completion(notification: .trackChanged(change))
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] { [.control(track, control)] }

    var subjects: Set<Subject> { [.strip(track, control.name)] }

    var kind: Request.Kind {
        switch control {
        case .fader: .trackFader
        case .pan: .trackPan
        case .mute: .trackMute
        case .solo: .trackSolo
        }
    }

    var inverse: any Verb { SetStrip(track: track, previous ?? control) }

    var journaled: JSONObject? {
        if let rampSeconds, let moved {
            let ramp = RampRequest(target: moved.target, value: moved.value, seconds: rampSeconds)
            return Request.ramp(ramp).journaled
        }
        return journaledControl
    }

    private var journaledControl: JSONObject {
        switch control {
        case .fader(let level):
            Request.trackFader(track: track, levelDecibels: level, gesture: nil).journaled
        case .pan(let pan): Request.trackPan(track: track, pan: pan, gesture: nil).journaled
        case .mute(let isMuted): Request.trackMute(track: track, isMuted: isMuted).journaled
        case .solo(let isSoloed): Request.trackSolo(track: track, isSoloed: isSoloed).journaled
        }
    }

    var moved: MovedControl? {
        switch (control, previous) {
        case (.fader(let value), .fader(let previous)):
            MovedControl(target: .fader(track), value: value, previous: previous)
        case (.pan(let value), .pan(let previous)):
            MovedControl(target: .pan(track), value: value, previous: previous)
        default: nil
        }
    }

    func checkValue() throws(RequestError) {
        switch control {
        case .fader(let decibels) where decibels != -.infinity:
            try checkRange(decibels, Strip.faderDecibelsRange, "level_decibels", unit: "dB")
        case .pan(let pan):
            try checkRange(pan, Strip.panRange, "pan", unit: "")
        case .solo where track == .master:
            throw RequestError(
                .invalidParameter,
                "The master has no solo.",
                field: "track_id"
            )
        default: break
        }
    }
}

/// Refuses what is out of range.
func checkRange(
    _ value: Double,
    _ range: ClosedRange<Double>,
    _ field: String,
    unit: String
) throws(RequestError) {
    guard value.isFinite, range.contains(value) else {
        throw RequestError(
            .invalidParameter,
            "\(field) must be \(range.lowerBound) to \(range.upperBound), not \(value).",
            field: field,
            details: [
                "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
                "unit": .string(unit),
            ]
        )
    }
}
