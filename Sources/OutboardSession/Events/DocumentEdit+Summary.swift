import OutboardModel
import OutboardProtocol

extension DocumentEdit {
    /// What it did, in one sentence, and what it did it to.
    var summary: (text: String, subject: ActivitySubject?) {
        switch self {
        case .addTrack(let track, _):
            ("Track \"\(track.name)\" was added.", .track(track.id))
        case .removeTrack(let id): ("Track \"\(id)\" was removed.", .track(id))
        case .moveTrack(let id, let index):
            ("Track \"\(id)\" was moved to place \(index + 1).", .track(id))
        case .rename(let id, let name): ("\"\(id)\" is called \"\(name)\" now.", .track(id))
        case .setSource(let id, _): ("Track \"\(id)\" has another source.", .track(id))
        case .addBus(let bus, _): ("Bus \"\(bus.name)\" was added.", .track(bus.id))
        case .removeBus(let id): ("Bus \"\(id)\" was removed.", .track(id))
        case .setOutput(let id, _): ("\"\(id)\" goes elsewhere.", .track(id))
        case .addSend(let send, let strip, _):
            ("\"\(strip)\" has a send to \"\(send.bus)\".", .track(strip))
        case .removeSend(let id, let strip):
            ("Send \"\(id)\" of \"\(strip)\" was removed.", .track(strip))
        case .setSendTap(let id, let strip, let isPreFader):
            (
                "Send \"\(id)\" of \"\(strip)\" is \(isPreFader ? "before" : "behind") the fader.",
                .track(strip)
            )
        case .addInsert(let insert, let strip, _):
            ("\"\(insert.name)\" was added to \"\(strip)\".", .plugin(insert.id))
        case .removeInsert(let id, let strip):
            ("\"\(id)\" was removed from \"\(strip)\".", .plugin(id))
        case .moveInsert(let id, let from, let to, let index):
            (
                from == to
                    ? "\"\(id)\" was moved to place \(index + 1) of \"\(to)\"."
                    : "\"\(id)\" was moved from \"\(from)\" to \"\(to)\".",
                .plugin(id)
            )
        case .replaceInsert(let id, let strip, let new):
            ("\"\(id)\" on \"\(strip)\" was replaced by \"\(new.name)\".", .plugin(new.id))
        case .setBypass(let id, _, let isBypassed):
            ("\"\(id)\" is \(isBypassed ? "bypassed" : "not bypassed any more").", .plugin(id))
        case .setSideChain(let id, _, let sideChain):
            (
                sideChain.map { "\"\(id)\" listens to \"\($0.strip)\"." }
                    ?? "\"\(id)\" has no side-chain any more.",
                .plugin(id)
            )
        case .setAutomation(let target, let curve):
            (
                curve == nil ? "A curve was taken away." : "A curve was drawn.",
                target.subject
            )
        case .setAutomationMode(let target, let mode):
            ("A curve's mode is \(mode.rawValue).", target.subject)
        case .setSong: ("Tempo, signature or loop were changed.", nil)
        case .setControl(let id, let control):
            ("\(control.summaryName) of \"\(id)\" was set.", .track(id))
        case .setSend(let id, let strip, _):
            ("Send \"\(id)\" of \"\(strip)\" was set.", .track(strip))
        case .setParameter(let id, _, let symbol, _):
            ("\"\(symbol)\" of \"\(id)\" was set.", .plugin(id))
        case .renameSession(let name): ("The session is called \"\(name)\" now.", nil)
        case .all(let edits):
            edits.count == 1
                ? edits[0].summary : ("\(edits.count) changes were made at once.", nil)
        }
    }
}

extension AutomationCurve.Target {
    fileprivate var subject: ActivitySubject {
        switch self {
        case .fader(let track), .pan(let track): .track(track)
        case .parameter(_, let insert, _): .plugin(insert)
        }
    }
}

extension StripControl {
    fileprivate var summaryName: String {
        switch self {
        case .fader: "The fader"
        case .pan: "The pan"
        case .mute: "The mute"
        case .solo: "The solo"
        }
    }
}
