import OutboardModel
import OutboardProtocol
import OutboardRender

/// What a hand does to one control while the song rolls, and the curve that comes of it.
///
///     first change ─▶ held ─ touch: the gesture ends ─▶ leaving ─ released at a frame ─▶ the curve
///                       ├── latch: the gesture ends ─▶ latched ─▶ (held again, or)
///                       └── the song stops or jumps ───────────────────────────────▶ the curve
///
/// In mode `write` it begins with the song, and only the song ends it.
struct AutomationPass {
    enum Phase: Equatable {
        /// By the hand of `mover`.
        case held
        /// The hand is gone, and its last value stands.
        case latched
        /// The command that gives the control back is on its way.
        case leaving
    }

    /// A value at a frame of the song.
    private struct Mark {
        var frame: Int64
        var value: Double
    }

    let target: AutomationCurve.Target
    let mode: AutomationCurve.Mode
    let scale: ControlScale
    /// What the render thread calls the control.
    let addresses: [AutomationLane.Target]
    /// The curve as it was when the pass began.
    var base: AutomationCurve
    /// What the control stood at, where the curve has no points.
    let valueBefore: Double
    /// Who moved it last.
    var mover: ChangedBy
    var phase = Phase.held
    private var marks: [Mark] = []
    let sampleRateHertz: Int

    /// How long a control takes back to its curve.
    static let glideMilliseconds = 100

    init(
        of base: AutomationCurve,
        scale: ControlScale,
        addresses: [AutomationLane.Target],
        valueBefore: Double,
        mover: ChangedBy,
        sampleRateHertz: Int
    ) {
        target = base.target
        mode = base.mode
        self.base = base
        self.scale = scale
        self.addresses = addresses
        self.valueBefore = valueBefore
        self.mover = mover
        self.sampleRateHertz = sampleRateHertz
    }

    /// The song's frame of the first change. nil: none has been heard yet.
    var firstFrame: Int64? { marks.first?.frame }
    var glideFrames: Int { sampleRateHertz * Self.glideMilliseconds / 1_000 }

    /// Notes a value that the control begins to go to at a frame of the song.
    ///
    /// - Parameter rampFrames: how long it takes there. What has a ramp under way leaves it where it is.
    mutating func note(_ value: Double, at frame: Int64, rampFrames: Int) {
        let value = clamped(value)
        guard !scale.isStepped, rampFrames > 0 else {
            cut(from: frame)
            marks.append(Mark(frame: frame, value: value))
            return
        }
        let start = self.value(at: frame)
        cut(from: frame)
        marks.append(Mark(frame: frame, value: start))
        marks.append(Mark(frame: frame + Int64(rampFrames), value: value))
    }

    /// The curve with what was recorded up to a frame of the song in the place of what was there.
    func result(endingAt end: Int64) -> AutomationCurve {
        var curve = base
        if mode == .write { curve.mode = .touch }
        guard let first = marks.first, first.frame <= end else { return curve }
        var recorded = self
        let last = recorded.value(at: end)
        recorded.cut(from: end)
        if !scale.isStepped { recorded.marks.append(Mark(frame: end, value: last)) }
        var overwritten = end
        if !base.points.isEmpty {
            overwritten += scale.isStepped ? 0 : Int64(glideFrames)
            recorded.marks += wayBack(from: Mark(frame: end, value: last), to: overwritten)
        }
        let points = scale.thinned(
            recorded.marks.map {
                AutomationCurve.Point(seconds: seconds($0.frame), value: $0.value)
            }
        )
        curve.points =
            base.points.prefix { $0.seconds < seconds(first.frame) } + points
            + base.points.drop { $0.seconds <= seconds(overwritten) }
        return curve
    }

    /// Where the control stands at a frame of the song.
    private func value(at frame: Int64) -> Double {
        guard let next = marks.lastIndex(where: { $0.frame <= frame }) else {
            // Not moved yet.
            return base.points.isEmpty ? clamped(valueBefore) : base.value(at: seconds(frame))
        }
        let from = marks[next]
        guard !scale.isStepped, next + 1 < marks.count else { return from.value }
        let to = marks[next + 1]
        let part = Double(frame - from.frame) / Double(to.frame - from.frame)
        return scale.between(from.value, to.value, part: part)
    }

    /// From where the hand left the control to the curve: at once where there are steps, else as the
    /// render thread glides, every ten milliseconds.
    private func wayBack(from left: Mark, to end: Int64) -> [Mark] {
        if scale.isStepped { return [Mark(frame: end, value: base.step(at: seconds(end)))] }
        let target = base.value(at: seconds(end))
        let count = Self.glideMilliseconds / 10
        return (1...count).map { step in
            let part = Double(step) / Double(count)
            return Mark(
                frame: left.frame + Int64(Double(end - left.frame) * part),
                value: step == count
                    ? target : scale.between(left.value, target, part: part)
            )
        }
    }

    private mutating func cut(from frame: Int64) { marks.removeAll { $0.frame >= frame } }

    private func clamped(_ value: Double) -> Double {
        min(max(value, scale.range.lowerBound), scale.range.upperBound)
    }

    private func seconds(_ frame: Int64) -> Double { Double(frame) / Double(sampleRateHertz) }
}
