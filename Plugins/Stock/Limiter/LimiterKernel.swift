import CPluginKit
import CRealtime
import PluginKit

/// ```
/// x = in * gain / ceiling ─┬─▶ wanted = min(1, 1 / |x|) ─▶ least of L + 1 ─▶ release ─▶ mean of L + 1 ─┐
///                          └─▶ later by L ──────────────────────────────────────────────────▶ times ─▶ ceiling
/// ```
///
/// Why no sample passes: each of the L + 1 numbers whose mean a sample meets is the least of L + 1 that
/// have the sample's own among them, or is below that. So the mean is at most what the sample wants, and the
/// product at most 1. The mean is of whole numbers, so that it is the same after a day; rounding in the product
/// may exceed 1 by the last bit, and that bit is cut.
///
/// Both channels have one gain.
struct LimiterKernel: Kernel {
    private enum At {
        static let gain = 0
        static let ceiling = 1
        static let release = 2
        static let lookAhead = 3
        static let reduction = 4
    }

    private let sampleRateHertz: Float
    /// L + 1.
    private let window: Int
    // `window` numbers each; the signal has two channels in turn.
    private let late: UnsafeMutablePointer<Float>
    private let means: UnsafeMutablePointer<UInt32>
    /// A queue of what may yet be the least: gains that rise, and the frames from which they are.
    private let least: UnsafeMutablePointer<Float>
    private let leastFrames: UnsafeMutablePointer<Int>
    private var head = 0
    private var held = 0
    private var frame = 0
    private var place = 0
    private var sum: UInt64 = 0
    // Double: a slow release goes in steps that a float would not notice.
    private var released = 1.0
    private var release = 1.0
    private var gain = Glide(1)
    private var ceiling = Glide(1)
    private var isFresh = true

    private static let one: Float = 16_777_216

    init(_ setup: KernelSetup) {
        sampleRateHertz = Float(setup.sampleRateHertz)
        window = Self.latencyFrames(setup) + 1
        late = .allocate(capacity: 2 * window)
        means = .allocate(capacity: window)
        least = .allocate(capacity: window)
        leastFrames = .allocate(capacity: window)
        late.initialize(repeating: 0, count: 2 * window)
        means.initialize(repeating: 0, count: window)
        least.initialize(repeating: 1, count: window)
        leastFrames.initialize(repeating: 0, count: window)
        reset()
    }

    func deallocate() {
        late.deallocate()
        means.deallocate()
        least.deallocate()
        leastFrames.deallocate()
    }

    static func latencyFrames(_ setup: KernelSetup) -> Int {
        max(1, Int(Double(setup.values[At.lookAhead]) * 0.001 * setup.sampleRateHertz + 0.5))
    }

    static var processFunction: ob_kit_process { obStockLimiterProcess }
    static var resetFunction: ob_kit_reset { obStockLimiterReset }

    @_noLocks
    fileprivate mutating func reset() {
        isFresh = true
        ob_zero(late, 2 * window)
        for index in 0..<window { means[index] = UInt32(Self.one) }
        sum = UInt64(window) * UInt64(Self.one)
        head = 0
        held = 0
        frame = 0
        place = 0
        released = 1
    }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<4) { take(piece) }
        var deepest: Float = 1
        let whole = Self.one * Float(window)
        for index in 0..<piece.count {
            let ceiling = self.ceiling.next()
            let drive = gain.next() / ceiling
            var left = piece.inputs[0][index] * drive
            var right = piece.inputs[1][index] * drive
            // What is not finite is nothing: it would stay in the window.
            if !left.isFinite { left = 0 }
            if !right.isFinite { right = 0 }
            let factor = Float(nextMean(max(left.magnitude, right.magnitude))) / whole
            // The ring holds L + 1 frames: the next place is the frame that is L old.
            late[2 * place] = left
            late[2 * place + 1] = right
            place = place + 1 == window ? 0 : place + 1
            piece.outputs[0][index] = cut(late[2 * place] * factor) * ceiling
            piece.outputs[1][index] = cut(late[2 * place + 1] * factor) * ceiling
            deepest = min(deepest, factor)
        }
        if piece.count > 0 { piece.values[At.reduction] = min(0, decibels(linear: deepest)) }
    }

    @_noLocks @inline(__always)
    private func cut(_ sample: Float) -> Float { min(1, max(-1, sample)) }

    /// Takes the next level in, and gives the sum of the window's gains.
    @_noLocks @inline(__always)
    private mutating func nextMean(_ level: Float) -> UInt64 {
        let wanted = level > 1 ? 1 / level : 1
        // Those that are not less than the new one will never be the least again.
        while held > 0 && least[slot(held - 1)] >= wanted { held -= 1 }
        if held > 0 && leastFrames[head] + window <= frame {
            head = head + 1 == window ? 0 : head + 1
            held -= 1
        }
        let free = slot(held)
        least[free] = wanted
        leastFrames[free] = frame
        held += 1
        frame &+= 1
        let smallest = Double(least[head])
        released = min(smallest, released + release * (1 - released))
        if smallest == 1 && released > 1 - 1e-6 { released = 1 }
        // Downwards, so that the mean is never more than wanted.
        let whole = UInt32(released * Double(Self.one))
        sum = sum &+ UInt64(whole) &- UInt64(means[place])
        means[place] = whole
        return sum
    }

    @_noLocks @inline(__always)
    private func slot(_ index: Int) -> Int {
        let slot = head + index
        return slot >= window ? slot - window : slot
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        release = Double(
            smoothing(milliseconds: values[At.release], sampleRateHertz: sampleRateHertz)
        )
        let driven = linear(decibels: values[At.gain])
        let bound = linear(decibels: values[At.ceiling])
        if isFresh {
            gain.jump(driven)
            ceiling.jump(bound)
        } else {
            if piece.hasChanged(At.gain) { gain.aim(driven) }
            if piece.hasChanged(At.ceiling) { ceiling.aim(bound) }
        }
        isFresh = false
        // Until its gain is 1 again to the last bit of 24.
        piece.tail_frames.pointee = UInt32(values[At.release] * 0.020 * sampleRateHertz)
    }
}

@c @_noLocks
func obStockLimiterProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: LimiterKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockLimiterReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: LimiterKernel.self).pointee.reset()
}
