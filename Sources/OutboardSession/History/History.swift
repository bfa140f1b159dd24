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
        /// So many are kept, and up to an eighth more: they are dropped some at a time.
        var steps = 500
        /// Of plugins' states.
        var bytes = 64 << 20
    }

    let limits: Limits
    private(set) var steps: [Step] = []
    /// What the steps hold of plugins' states.
    private var bytes = 0
    /// Steps that were taken back.
    private var undoneCount = 0
    private var nextID: UInt64 = 1
    private var nextSequence: UInt64 = 1

    init(limits: Limits = Limits()) { self.limits = limits }

    // MARK: Noting

    /// Notes a change that was prepared, and returns the step that it made. nil: it went into the one
    /// before. What moves many times a second costs little, however much was done before.
    mutating func note(
        _ verb: any Verb,
        on subjects: Set<Subject>,
        by user: String,
        group: UInt64,
        text: @autoclosure () -> String
    ) -> UInt64? {
        // What was taken back is in the way of nothing any more.
        if undoneCount > 0 { remove { $0.user == user && $0.isUndone } }
        defer { nextSequence += 1 }
        if let index = steps.indices.last(where: { steps[$0].user == user }),
            steps[index].group == group, steps[index].kind == verb.kind, verb.kind.isGradual,
            steps[index].subjects == subjects, changedSince(steps[index]) == nil
        {
            steps[index].sequence = nextSequence
            return nil
        }
        let step = Step(
            id: nextID,
            user: user,
            kind: verb.kind,
            subjects: subjects,
            text: text(),
            group: group,
            verb: verb.inverse,
            sequence: nextSequence
        )
        nextID += 1
        steps.append(step)
        bytes += step.verb.byteCount
        drop()
        return step.id
    }

    /// A step was taken back, or done again: `verb` has done so.
    mutating func turn(_ id: UInt64, _ verb: any Verb) {
        guard let index = steps.firstIndex(where: { $0.id == id }) else { return }
        var step = steps[index]
        step.verb = verb.inverse
        step.isUndone.toggle()
        step.sequence = nextSequence
        nextSequence += 1
        replace(index, with: step)
        drop()
    }

    /// It was refused behind its back: nothing came of it.
    mutating func forget(_ id: UInt64) { remove { $0.id == id } }

    /// Turning a step was refused: it is as it was.
    mutating func turnBack(_ step: Step) {
        guard let index = steps.firstIndex(where: { $0.id == step.id }) else { return }
        replace(index, with: step)
    }

    private mutating func drop() {
        let isFull = steps.count > limits.steps + limits.steps / 8
        var count = isFull ? steps.count - limits.steps : 0
        var kept = bytes - steps.prefix(count).reduce(0) { $0 + $1.verb.byteCount }
        while kept > limits.bytes, count < steps.count {
            kept -= steps[count].verb.byteCount
            count += 1
        }
        guard count > 0 else { return }
        undoneCount -= steps.prefix(count).count(where: \.isUndone)
        bytes = kept
        steps.removeFirst(count)
    }

    private mutating func remove(_ isMeant: (Step) -> Bool) {
        steps.removeAll(where: isMeant)
        bytes = steps.reduce(0) { $0 + $1.verb.byteCount }
        undoneCount = steps.count(where: \.isUndone)
    }

    private mutating func replace(_ index: Int, with step: Step) {
        bytes += step.verb.byteCount - steps[index].verb.byteCount
        undoneCount += (step.isUndone ? 1 : 0) - (steps[index].isUndone ? 1 : 0)
        steps[index] = step
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
        let index = steps.indices.last { index in
            steps[index].sequence > step.sequence && steps[index].user != step.user
                && steps[index].subjects.contains { subject in
                    step.subjects.contains { $0.overlaps(subject) }
                }
        }
        return index.map { steps[$0] }
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
