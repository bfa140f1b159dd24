import OutboardModel
import OutboardRender

/// Makes the curves of a document into lanes for the render thread: plain values, and linear gains.
///
/// A fader's curve is straight in dB, so in gains it is bent; points are put in between closely enough
/// that the straight lines between them stay within a hundredth of a dB.
struct AutomationCompiler {
    private let session: LoadedSession
    private let map: SongMap
    /// The longest straight line that a moving gain is drawn with.
    private static let gainStepSeconds = 0.01
    private static let gainTolerance: Float = 1e-4

    init(_ session: LoadedSession, sampleRateHertz: Int) {
        self.session = session
        map = SongMap(session.document.song, sampleRateHertz: sampleRateHertz)
    }

    var lanes: [Owned<AutomationLane>] {
        session.document.automation.flatMap { curve -> [Owned<AutomationLane>] in
            guard curve.mode != .off, !curve.points.isEmpty else { return [] }
            switch curve.target {
            case .parameter(_, let insert, let symbol):
                return parameterLanes(curve, insert, symbol)
            case .fader(let strip): return stripLane(strip) { levelLane(curve, $0) }
            case .pan(let strip): return stripLane(strip) { panLane(curve, $0) }
            }
        }
    }

    /// What a control is to the render thread: one of each lane of its plugin, or one of its strip.
    static func addresses(
        of target: AutomationCurve.Target,
        in session: LoadedSession
    ) -> [AutomationLane.Target] {
        switch target {
        case .parameter(_, let insert, let symbol):
            guard let loaded = session.inserts[insert], let index = loaded.index(of: symbol) else {
                return []
            }
            let isStepped = loaded.descriptor!.parameters[index].isStepped
            return loaded.lanes.map {
                .parameter(
                    processor: UInt32($0.slot.first),
                    parameter: UInt32(index),
                    isStepped: isStepped
                )
            }
        case .fader(let strip):
            return session.strips[strip].map { [.level(slot: UInt32($0.gains.first))] } ?? []
        case .pan(let strip):
            return session.strips[strip].map { [.pan(slot: UInt32($0.gains.first))] } ?? []
        }
    }

    private func parameterLanes(
        _ curve: AutomationCurve,
        _ insert: InsertID,
        _ symbol: String
    ) -> [Owned<AutomationLane>] {
        guard let loaded = session.inserts[insert], let index = loaded.index(of: symbol) else {
            return []
        }
        let parameter = loaded.descriptor!.parameters[index]
        let points = curve.points.map { point in
            AutomationLane.Point(
                frame: map.frame(atSeconds: point.seconds),
                value: Float(
                    parameter.settled(
                        min(max(point.value, parameter.minimum), parameter.maximum)
                    )
                )
            )
        }
        let tolerance = Float(parameter.maximum - parameter.minimum) * 1e-5
        return Self.addresses(of: curve.target, in: session).map { owned($0, points, tolerance) }
    }

    private func stripLane(
        _ id: TrackID,
        _ make: (LoadedStrip) -> Owned<AutomationLane>
    ) -> [Owned<AutomationLane>] {
        session.strips[id].map { [make($0)] } ?? []
    }

    private func levelLane(_ curve: AutomationCurve, _ strip: LoadedStrip) -> Owned<AutomationLane>
    {
        let points = Self.times(curve.points.map(\.seconds)).map { seconds in
            AutomationLane.Point(
                frame: map.frame(atSeconds: seconds),
                value: StripGains.level(decibels: curve.value(at: seconds))
            )
        }
        return owned(.level(slot: UInt32(strip.gains.first)), points, Self.gainTolerance)
    }

    private func panLane(_ curve: AutomationCurve, _ strip: LoadedStrip) -> Owned<AutomationLane> {
        let points = Self.times(curve.points.map(\.seconds)).map { seconds in
            let gains = StripGains(
                decibels: 0,
                pan: curve.value(at: seconds),
                inputWidth: strip.chainWidth,
                outputWidth: strip.width
            )
            return AutomationLane.Point(
                frame: map.frame(atSeconds: seconds),
                value: gains.left,
                second: gains.right
            )
        }
        return owned(.pan(slot: UInt32(strip.gains.first)), points, Self.gainTolerance)
    }

    /// The times of all points, and enough between them.
    private static func times(_ points: [Double]) -> [Double] {
        let sorted = Set(points).sorted()
        var times: [Double] = []
        for (from, to) in zip(sorted, sorted.dropFirst()) {
            let count = max(1, Int(((to - from) / gainStepSeconds).rounded(.up)))
            for step in 0..<count {
                times.append(from + (to - from) * Double(step) / Double(count))
            }
        }
        return times + [sorted.last].compactMap { $0 }
    }

    private func owned(
        _ target: AutomationLane.Target,
        _ points: [AutomationLane.Point],
        _ tolerance: Float
    ) -> Owned<AutomationLane> {
        Owned(
            AutomationLane.allocate(target, points: points, tolerance: tolerance),
            freedBy: AutomationLane.deallocate
        )
    }
}

extension ParameterDescriptor {
    /// It goes from value to value without what lies between.
    var isStepped: Bool { kind != .continuous || !isRampable }
}
