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

    init(_ session: LoadedSession, sampleRateHertz: Int) {
        self.session = session
        map = SongMap(session.document.song, sampleRateHertz: sampleRateHertz)
    }

    var lanes: [Owned<AutomationLane>] {
        var lanes: [Owned<AutomationLane>] = []
        var strips: Set<TrackID> = []
        for curve in session.document.automation where !curve.points.isEmpty {
            guard curve.mode != .off else { continue }
            switch curve.target {
            case .parameter(_, let insert, let symbol):
                lanes += parameterLanes(curve, insert, symbol)
            case .fader(let strip), .pan(let strip):
                if strips.insert(strip).inserted, let lane = gainLane(strip) { lanes.append(lane) }
            }
        }
        return lanes
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
        let isStepped = parameter.kind != .continuous || !parameter.isRampable
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
        return loaded.lanes.map { lane in
            owned(
                .parameter(
                    processor: UInt32(lane.slot.first),
                    parameter: UInt32(index),
                    isStepped: isStepped
                ),
                points
            )
        }
    }

    private func gainLane(_ id: TrackID) -> Owned<AutomationLane>? {
        guard let strip = session.document.strip(id), let loaded = session.strips[id] else {
            return nil
        }
        let fader = curve(.fader(id))
        let pan = curve(.pan(id))
        let times = Self.times(
            (fader?.points ?? []).map(\.seconds) + (pan?.points ?? []).map(\.seconds)
        )
        let isSilent = strip.isMuted
        let points = times.map { seconds in
            let gains = StripGains(
                decibels: fader.map { Self.value($0, at: seconds) } ?? strip.faderDecibels,
                pan: pan.map { Self.value($0, at: seconds) } ?? strip.pan,
                inputWidth: loaded.chainWidth,
                outputWidth: loaded.width
            )
            return AutomationLane.Point(
                frame: map.frame(atSeconds: seconds),
                value: isSilent ? 0 : gains.left,
                second: isSilent ? 0 : gains.right
            )
        }
        return owned(.gains(slot: UInt32(loaded.gains.first)), points)
    }

    private func curve(_ target: AutomationCurve.Target) -> AutomationCurve? {
        session.document.automation.first {
            $0.target == target && $0.mode != .off && !$0.points.isEmpty
        }
    }

    private static func value(_ curve: AutomationCurve, at seconds: Double) -> Double {
        guard let next = curve.points.firstIndex(where: { $0.seconds > seconds }) else {
            return curve.points.last!.value
        }
        guard next > 0 else { return curve.points[0].value }
        let from = curve.points[next - 1]
        let to = curve.points[next]
        let part = (seconds - from.seconds) / (to.seconds - from.seconds)
        return from.value + (to.value - from.value) * part
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
        _ points: [AutomationLane.Point]
    ) -> Owned<AutomationLane> {
        Owned(
            AutomationLane.allocate(target, points: points, isReading: true),
            freedBy: AutomationLane.deallocate
        )
    }
}
