import OutboardModel

extension RequestRow {
    static let trackFader = RequestRow(
        .trackFader,
        .strips,
        .musician,
        "Sets a fader, or begins or ends a gesture on it.",
        [.track, .level.optional, .gesture],
        choices: [["level_decibels"], ["gesture"]],
        reply: FieldRow.applied,
        tells: [.trackChanged],
        errors: [.trackNotFound],
        isUndoable: true,
        isValue: true
    )

    static let trackPan = RequestRow(
        .trackPan,
        .strips,
        .musician,
        "Sets a pan, or begins or ends a gesture on it.",
        [.track, .pan.optional, .gesture],
        choices: [["pan"], ["gesture"]],
        reply: FieldRow.applied,
        tells: [.trackChanged],
        errors: [.trackNotFound],
        isUndoable: true,
        isValue: true
    )

    static let trackMute = RequestRow(
        .trackMute,
        .strips,
        .musician,
        "Mutes a strip, or lets it be heard.",
        [.track, .mute],
        reply: FieldRow.applied,
        tells: [.trackChanged],
        errors: [.trackNotFound],
        isUndoable: true,
        isValue: true
    )

    static let trackSolo = RequestRow(
        .trackSolo,
        .strips,
        .engineer,
        "Mutes all strips that are not soloed. The master has no solo.",
        [.track, .solo],
        reply: FieldRow.applied,
        tells: [.trackChanged],
        errors: [.trackNotFound],
        isUndoable: true,
        isValue: true
    )

    static let sendSet = RequestRow(
        .sendSet,
        .sends,
        .musician,
        "Sets what is given of a send's controls.",
        [.track, .send, .level.optional, .pan.optional, .mute.optional],
        reply: FieldRow.applied,
        tells: [.sendChanged],
        errors: [.trackNotFound],
        isUndoable: true,
        isValue: true
    )

    static let sendAdd = RequestRow.edit(
        .sendAdd,
        .sends,
        "Adds a send from a strip to a bus.",
        [
            .track, .send, .bus, .level.or(0), .pan.or(0), .mute.or(false), .preFader.or(false),
            .index.optional,
        ],
        errors: [.trackNotFound, .feedbackLoop]
    )

    static let sendRemove = RequestRow.edit(
        .sendRemove,
        .sends,
        "Removes a send.",
        [.track, .send]
    )

    static let sendTap = RequestRow.edit(
        .sendTap,
        .sends,
        "Takes a send's signal before the strip's fader, or behind it.",
        [.track, .send, .preFader]
    )
}
