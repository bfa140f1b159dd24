/// A curve over the song that a parameter or a strip's gains follow.
///
/// Made by the control side, in plain values or linear gains, so that the render thread only draws
/// straight lines between its points. Whether it moves its target is not its own affair: plans come and
/// go, and a hand that holds a control holds it in all of them. That stands with the target, in the
/// `ParameterBank` or the `StripControl`.
package struct AutomationLane: BitwiseCopyable {
    package struct Point: BitwiseCopyable, Sendable {
        package var frame: Int64
        /// Plain value; of a pan the left gain.
        package var value: Float
        /// Of a pan the right gain.
        package var second: Float

        package init(frame: Int64, value: Float, second: Float = 0) {
            self.frame = frame
            self.value = value
            self.second = second
        }
    }

    /// What it moves.
    package enum Target: BitwiseCopyable, Sendable, Equatable {
        /// By its position in the bank of a processor.
        case parameter(processor: UInt32, parameter: UInt32, isStepped: Bool)
        /// A strip's level, by its first gain.
        case level(slot: UInt32)
        /// What a strip's pan makes of its two sides.
        case pan(slot: UInt32)
    }

    package let target: Target
    let points: UnsafeMutablePointer<Point>
    let count: Int
    /// The target counts as on the curve when it is not further away from it.
    let tolerance: Float

    /// - Parameter points: at least one, in the order of their frames. [control]
    package static func allocate(
        _ target: Target,
        points: [Point],
        tolerance: Float
    ) -> UnsafeMutablePointer<AutomationLane> {
        precondition(!points.isEmpty, "a curve has a point")
        let memory = UnsafeMutablePointer<Point>.allocate(capacity: points.count)
        memory.initialize(from: points, count: points.count)
        let lane = UnsafeMutablePointer<AutomationLane>.allocate(capacity: 1)
        lane.initialize(
            to: AutomationLane(
                target: target,
                points: memory,
                count: points.count,
                tolerance: tolerance
            )
        )
        return lane
    }

    /// [control]
    package static func deallocate(_ lane: UnsafeMutablePointer<AutomationLane>) {
        lane.pointee.points.deallocate()
        lane.deallocate()
    }

    /// The index of the last point at or before a frame; -1 before the first.
    @_noLocks
    func index(at frame: Int64) -> Int {
        var low = -1
        var high = count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if points[middle].frame <= frame { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// The value at a frame: on the line between its neighbours, or the last point's where it is stepped.
    @_noLocks
    func value(at frame: Int64, isStepped: Bool) -> (Float, Float) {
        let index = index(at: frame)
        if index < 0 { return (points[0].value, points[0].second) }
        let from = points[index]
        if isStepped || index + 1 == count { return (from.value, from.second) }
        let to = points[index + 1]
        let part = Float(frame - from.frame) / Float(to.frame - from.frame)
        return (
            from.value + (to.value - from.value) * part,
            from.second + (to.second - from.second) * part
        )
    }

    /// How many frames from `frame` on the curve stays on one straight line, at the most `most`.
    @_noLocks
    func framesToPoint(from frame: Int64, most: Int) -> Int {
        let next = index(at: frame) + 1
        guard next < count else { return most }
        return Int(min(Int64(most), points[next].frame - frame))
    }

    /// Whether the value is the same at `frame` and for all of the next `frames`.
    @_noLocks
    func isFlat(from frame: Int64, frames: Int, isStepped: Bool) -> Bool {
        let here = index(at: frame)
        let there = index(at: frame + Int64(frames))
        guard here == there else { return false }
        if isStepped || here < 0 || here + 1 == count { return true }
        return points[here].value == points[here + 1].value
            && points[here].second == points[here + 1].second
    }
}
