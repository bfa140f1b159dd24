import OutboardModel
import OutboardProtocol

/// What depends on the document: a musician sets a mix of their own, and nothing else.
///
/// Who may send which request at all is in the request table, and judged before a request gets here.
extension Engine {
    func permit(_ envelope: Envelope, from client: Client) throws(RequestError) {
        guard client.principal.role == .musician else { return }
        let principal = client.principal
        switch envelope.request {
        case .trackFader(let track, _, _), .trackPan(let track, _, _), .trackMute(let track, _):
            guard track == principal.mix else { throw notYours(track.text, principal) }
        case .sendSet(let send):
            // A send that there is not is refused by who looks for it, as it is for everybody.
            guard
                let row = player?.session.document.strip(send.track)?.sends
                    .first(where: { $0.id == send.send })
            else { return }
            guard row.bus == principal.mix else { throw notYours(send.send.text, principal) }
        // Each takes back what is theirs, and what was theirs to do is judged above.
        case .undo, .redo: break
        default:
            // What the table leaves to musicians, and nothing above judges, would be theirs in every mix.
            guard envelope.kind.row.role < .musician else {
                throw notYours(envelope.kind.rawValue, principal)
            }
        }
    }

    private func notYours(_ what: String, _ principal: Principal) -> RequestError {
        let mix = principal.mix?.text
        return RequestError(
            .forbidden,
            mix.map { "\"\(what)\" is not of your mix, which is \"\($0)\"." }
                ?? "\"\(what)\" is not yours to set: no mix is.",
            hint: "Set the sends into your own mix, and its fader, pan and mute.",
            details: [
                "role": .string(principal.role.rawValue),
                "needed": .string(Role.engineer.rawValue),
                "mix": mix.map { .string($0) } ?? .null,
            ]
        )
    }
}
