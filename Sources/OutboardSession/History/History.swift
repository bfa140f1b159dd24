import OutboardProtocol

/// What was done to the session, by whom, and what takes it back.
///
/// One list for all; each person goes back and forth among their own steps. A step is noted when its
/// change is on its way, so that an undo that comes right behind it means it.
struct History {
    struct Step {
        let id: UInt64
        let user: String
        /// The request that it began with.
        let kind: Request.Kind
        let subjects: Set<Subject>
        let text: String
        /// Changes of one step have the same.
        let group: UInt64
        /// Does what is to be done next: takes it back, or does it again.
        var verb: any Verb
        var isUndone = false
        /// Among all that was done, taken back and done again.
        var sequence: UInt64
    }

    struct Limits: Equatable, Sendable {
        var steps = 500
        /// Of plugins' states.
        var bytes = 64 << 20
    }

    let limits: Limits
    private(set) var steps: [Step] = []
    private var nextID: UInt64 = 1
    private var nextSequence: UInt64 = 1

    init(limits: Limits = Limits()) { self.limits = limits }

    // MARK: Noting

    /// Notes a change that was prepared, and returns the step that it made. nil: it went into the one
    /// before.
    mutating func note(
        _ verb: any Verb,
        by user: String,
        group: UInt64,
        text: String
    ) -> UInt64? {
        // What was taken back is in the way of nothing any more.
        steps.removeAll { $0.user == user && $0.isUndone }
        defer { nextSequence += 1 }
        if let index = steps.lastIndex(where: { $0.user == user }), steps[index].group == group,
            steps[index].kind == verb.kind, verb.kind.isGradual,
            steps[index].subjects == verb.subjects, changedSince(steps[index]) == nil
        {
            steps[index].sequence = nextSequence
            return nil
        }
        let step = Step(
            id: nextID,
            user: user,
            kind: verb.kind,
            subjects: verb.subjects,
            text: text,
            group: group,
            verb: verb.inverse,
            sequence: nextSequence
        )
        nextID += 1
        steps.append(step)
        drop()
        return step.id
    }

    /// A step was taken back, or done again: `verb` has done so.
    mutating func turn(_ id: UInt64, _ verb: any Verb) {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { return }
        steps[index].verb = verb.inverse
        steps[index].isUndone.toggle()
        steps[index].sequence = nextSequence
        nextSequence += 1
        drop()
    }

    /// It was refused behind its back: nothing came of it.
    mutating func forget(_ id: UInt64) { steps.removeAll { $0.id == id } }

    /// Turning a step was refused: it is as it was.
    mutating func turnBack(_ step: Step) {
        guard let index = steps.firstIndex(where: { $0.id == step.id }) else { return }
        steps[index] = step
    }

    private mutating func drop() {
        if steps.count > limits.steps { steps.removeFirst(steps.count - limits.steps) }
        var bytes = steps.reduce(0) { $0 + $1.verb.byteCount }
        while bytes > limits.bytes, let first = steps.first {
            bytes -= first.verb.byteCount
            steps.removeFirst()
        }
    }

    // MARK: Looking

    /// What this person did last, and has not taken back.
    func undoable(by user: String) -> Step? {
        steps.last { $0.user == user && !$0.isUndone }
    }

    /// What this person took back last.
    func redoable(by user: String) -> Step? {
        steps.first { $0.user == user && $0.isUndone }
    }

    /// What somebody else has changed of the same since.
    func changedSince(_ step: Step) -> Step? {
        steps.last { other in
            other.user != step.user && other.sequence > step.sequence
                && other.subjects.contains { subject in
                    step.subjects.contains { $0.overlaps(subject) }
                }
        }
    }
}

extension Request.Kind {
    /// Moves something that many small moves bring to its place: several of them may be one step.
    fileprivate var isGradual: Bool {
        switch self {
        case .pluginParameter, .pluginParameters, .trackFader, .trackPan, .sendSet: true
        default: false
        }
    }
}
