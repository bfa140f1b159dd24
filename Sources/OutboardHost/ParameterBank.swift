/// The parameter values of one processor, and the ramps that they are on.
///
/// `values` is what the plugin reads. Index is the position in the descriptor's `parameters`, and the
/// values are plain. Before the processor is in a plan the control side may write; from then on only
/// the render thread does.
@frozen
public struct ParameterBank: BitwiseCopyable {
    @usableFromInline
    struct Ramp: BitwiseCopyable {
        var start: Float
        var target: Float
        var elapsedFrames: UInt32
        var totalFrames: UInt32
    }

    package let count: Int
    package let values: UnsafeMutablePointer<Float>
    @usableFromInline let ramps: UnsafeMutablePointer<Ramp>
    /// Indices of the parameters on a ramp, in no order.
    @usableFromInline let moving: UnsafeMutablePointer<UInt32>
    @usableFromInline var movingCount: Int
    /// The engine's frames from which curves move the parameters.
    @usableFromInline let heldUntil: UnsafeMutablePointer<Int64>

    /// Makes a bank with `values` in it. `deallocate` frees it. [control]
    package static func allocate(values: [Float]) -> UnsafeMutablePointer<ParameterBank> {
        let bank = UnsafeMutablePointer<ParameterBank>.allocate(capacity: 1)
        bank.initialize(to: ParameterBank(values: values))
        return bank
    }

    /// [control]
    package static func deallocate(_ bank: UnsafeMutablePointer<ParameterBank>) {
        bank.pointee.values.deallocate()
        bank.pointee.ramps.deallocate()
        bank.pointee.moving.deallocate()
        bank.pointee.heldUntil.deallocate()
        bank.deallocate()
    }

    private init(values initial: [Float]) {
        count = initial.count
        values = .allocate(capacity: max(1, count))
        values.initialize(repeating: 0, count: max(1, count))
        for (index, value) in initial.enumerated() { values[index] = value }
        ramps = .allocate(capacity: max(1, count))
        ramps.initialize(
            repeating: Ramp(start: 0, target: 0, elapsedFrames: 0, totalFrames: 0),
            count: max(1, count)
        )
        moving = .allocate(capacity: max(1, count))
        moving.initialize(repeating: 0, count: max(1, count))
        movingCount = 0
        heldUntil = .allocate(capacity: max(1, count))
        heldUntil.initialize(repeating: 0, count: max(1, count))
    }

    /// How many of the frames from `frame` on a hand or a glide has the parameter, and not its curve;
    /// `Int.max`: until it is let go. [render]
    @_noLocks
    package func heldFrames(_ index: Int, at frame: Int64) -> Int {
        heldUntil[index] == .max ? .max : Int(max(0, heldUntil[index] - frame))
    }

    /// Keeps curves away from a parameter up to a frame of the engine; `Int64.max`: until it is let go.
    /// [render]
    @_noLocks
    package mutating func hold(_ index: Int, until frame: Int64) { heldUntil[index] = frame }

    /// Whether that parameter is on its way. [render]
    @_noLocks
    package func isMoving(_ index: Int) -> Bool { ramps[index].totalFrames > 0 }

    /// Whether any parameter is on its way.
    @inlinable @inline(__always)
    package var isMoving: Bool { @_noLocks get { movingCount > 0 } }

    /// Sends a parameter to `value`: at once, or along a straight line of `rampFrames` frames from
    /// where it stands. [render]
    @_noLocks
    package mutating func set(_ index: Int, to value: Float, rampFrames: UInt32) {
        let wasMoving = ramps[index].totalFrames > 0
        guard rampFrames > 0, values[index] != value else {
            values[index] = value
            ramps[index].totalFrames = 0
            if wasMoving { stopMoving(index) }
            return
        }
        ramps[index] = Ramp(
            start: values[index],
            target: value,
            elapsedFrames: 0,
            totalFrames: rampFrames
        )
        if !wasMoving {
            moving[movingCount] = UInt32(index)
            movingCount += 1
        }
    }

    /// Moves all ramps on by `frames`. What they reach is the value for those frames. [render]
    @_noLocks
    package mutating func advance(frames: Int) {
        var position = 0
        while position < movingCount {
            let index = Int(moving[position])
            ramps[index].elapsedFrames += UInt32(frames)
            let ramp = ramps[index]
            if ramp.elapsedFrames >= ramp.totalFrames {
                values[index] = ramp.target
                ramps[index].totalFrames = 0
                movingCount -= 1
                moving[position] = moving[movingCount]
            } else {
                let part = Float(ramp.elapsedFrames) / Float(ramp.totalFrames)
                values[index] = ramp.start + (ramp.target - ramp.start) * part
                position += 1
            }
        }
    }

    @_noLocks
    private mutating func stopMoving(_ index: Int) {
        var position = 0
        while position < movingCount {
            if Int(moving[position]) == index {
                movingCount -= 1
                moving[position] = moving[movingCount]
                return
            }
            position += 1
        }
    }
}
