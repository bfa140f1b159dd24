import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// Sets level, pan or mute of a send. `SEND_SET`
struct SetSend: Verb {
    let request: SendRequest
    private var previous: SendRequest?

    init(_ request: SendRequest) { self.request = request }

    mutating func prepare(
        _ player: SessionPlayer,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let session = player.session
        try session.checkTrack(request.track)
        guard
            let send = session.document.strip(request.track)!.sends
                .first(where: { $0.id == request.send })
        else {
            throw RequestError(
                .trackNotFound,
                "There is no send \"\(request.send)\" on \"\(request.track)\".",
                field: "send_id"
            )
        }
        if let level = request.levelDecibels, level != -.infinity {
            try checkRange(level, Strip.faderDecibelsRange, "level_decibels", unit: "dB")
        }
        if let pan = request.pan { try checkRange(pan, Strip.panRange, "pan", unit: "") }
        previous = SendRequest(
            track: request.track,
            send: request.send,
            levelDecibels: send.levelDecibels,
            pan: send.pan,
            isMuted: send.isMuted
        )
        session.changeStrip(of: request.track) { [request] strip in
            guard let index = strip.sends.firstIndex(where: { $0.id == request.send }) else {
                return
            }
            if let level = request.levelDecibels { strip.sends[index].levelDecibels = level }
            if let pan = request.pan { strip.sends[index].pan = pan }
            if let isMuted = request.isMuted { strip.sends[index].isMuted = isMuted }
        }
        return Preparation(actions: player.gainActions(rampFrames: context.rampFrames))
    }

    func complete(_ session: LiveSession, _ origin: ChangeOrigin) -> Completion {
        Completion(notification: .sendChanged(request, origin))
    }

    func writes(_ player: SessionPlayer) -> [StateWrite] { [.send(request)] }

    var subjects: Set<Subject> { [.send(request.send, on: request.track, "values")] }

    var kind: Request.Kind { .sendSet }

    var inverse: any Verb { SetSend(previous ?? request) }

    var journaled: JSONObject? { Request.sendSet(request).journaled }
}
