import Foundation
import OutboardModel

/// How a control's values are compared, and how near a curve has to come to what a hand did.
struct ControlScale: Sendable {
    /// It has no values between its values.
    var isStepped = false
    /// Its values are decibels, and what is drawn as a straight line to the ear is a gain.
    var isLevel = false
    var range: ClosedRange<Double>
    /// By whose law values are compared. nil: as they are.
    var parameter: ParameterDescriptor?
    /// A recorded point that a straight line passes at no more than this is left out.
    var tolerance: Double

    /// A twentieth of a decibel.
    static let fader = ControlScale(
        isLevel: true,
        range: Strip.faderDecibelsRange,
        tolerance: 0.05
    )
    /// A two hundredth of the way from the middle to one side.
    static let pan = ControlScale(range: Strip.panRange, tolerance: 0.005)

    /// Of the way from the least to the largest value, by the parameter's law, a thousandth.
    static func parameter(_ parameter: ParameterDescriptor) -> ControlScale {
        ControlScale(
            isStepped: parameter.isStepped,
            range: parameter.range,
            parameter: parameter,
            tolerance: 0.001
        )
    }

    /// Where a ramp is on its way: 0 at its beginning, 1 at its end.
    func between(_ from: Double, _ to: Double, part: Double) -> Double {
        guard isLevel else { return from + (to - from) * part }
        let gains = (pow(10, from / 20), pow(10, to / 20))
        return 20 * log10(gains.0 + (gains.1 - gains.0) * part)
    }

    /// Where a value stands, in the measure of `tolerance`.
    private func position(_ value: Double) -> Double {
        parameter?.normalized(plain: value) ?? value
    }

    /// nil: there is no such control, or no plugin for it.
    static func of(
        _ target: AutomationCurve.Target,
        in session: LoadedSession
    ) -> ControlScale? {
        switch target {
        case .fader: return .fader
        case .pan: return .pan
        case .parameter(_, let insert, let symbol):
            guard let loaded = session.inserts[insert], let index = loaded.index(of: symbol) else {
                return nil
            }
            return .parameter(loaded.descriptor!.parameters[index])
        }
    }

    /// Leaves out what straight lines explain, or, where there are steps, what changes nothing. The first
    /// and the last point stay.
    func thinned(_ points: [AutomationCurve.Point]) -> [AutomationCurve.Point] {
        guard points.count > 2 else { return points }
        if isStepped {
            return points.indices.filter { $0 == 0 || points[$0].value != points[$0 - 1].value }
                .map { points[$0] }
        }
        // Douglas and Peucker: the point that is furthest from a line stays, and there are two lines.
        var stays = Set([0, points.count - 1])
        var open = [(0, points.count - 1)]
        while let (first, last) = open.popLast() {
            guard last - first > 1 else { continue }
            let line = AutomationCurve(
                target: .fader(.master),
                points: [points[first], points[last]]
            )
            var worst = (index: first, distance: tolerance)
            for index in first + 1..<last {
                let onLine = line.value(at: points[index].seconds)
                let distance = abs(position(points[index].value) - position(onLine))
                if distance > worst.distance { worst = (index, distance) }
            }
            guard worst.index > first else { continue }
            stays.insert(worst.index)
            open += [(first, worst.index), (worst.index, last)]
        }
        return stays.sorted().map { points[$0] }
    }
}
