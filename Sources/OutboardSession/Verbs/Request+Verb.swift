import OutboardProtocol

extension Request {
    /// What the request does to the session; nil where it does nothing to what is heard, or needs more
    /// than the session for it.
    func verb(in session: LiveSession) throws(RequestError) -> (any Verb)? {
        switch self {
        case .pluginParameter(let request):
            !request.isMove ? nil : try SetPluginParameter(request, in: session)
        case .pluginProperty(let request): try SetPluginProperty(request, in: session)
        case .presetLoad(let request): LoadPreset(request)
        case .trackFader(let track, let level, _):
            level.map { SetStrip(track: track, .fader(decibels: $0)) }
        case .trackPan(let track, let pan, _): pan.map { SetStrip(track: track, .pan($0)) }
        case .trackMute(let track, let isMuted): SetStrip(track: track, .mute(isMuted))
        case .trackSolo(let track, let isSoloed): SetStrip(track: track, .solo(isSoloed))
        case .sendSet(let request): SetSend(request)
        case .ramp(let request): try session.verb(ramping: request)
        case .edit(let edit): EditDocument(try session.resolved(edit))
        case .pluginParameters(let edits):
            EditDocument(try session.resolved(.all(edits)), kind: .pluginParameters)
        case .parameterReset(let insert, let track, let parameter):
            EditDocument(try session.reset(insert, on: track, parameter), kind: .parameterReset)
        case .pluginRingOut(let insert, let track, let seconds):
            RemoveRinging(insert, on: track, seconds: seconds)
        case .transportPlay: DriveSong(action: .play)
        case .transportStop: DriveSong(action: .stop)
        case .transportLocate(let seconds): DriveSong(action: .locate(seconds: seconds))
        case .note(let track, let bytes): try PlayNote(track, bytes, in: session)
        case .identify, .reidentify, .reauth, .resync, .ping, .kick, .read, .panic, .device, .batch,
            .undo,
            .redo, .history, .sessionLoad,
            .sessionSave, .library, .recordStart, .recordStop,
            .loudnessStart,
            .loudnessStop, .loudnessRead, .loudnessReset,
            .pluginScan, .metersSubscribe, .metersUnsubscribe, .listenStart, .listenStop,
            .activitySearch, .chat, .presenceSet, .job:
            nil
        }
    }
}
