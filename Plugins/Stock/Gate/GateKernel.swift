import CPluginKit
import PluginKit

/// ```
/// key above the threshold ───────────────▶ opens: 0 to 1 in the attack's time
/// key below threshold - hysteresis for as long as hold ──▶ closes: 1 to 0 in the release's time
/// gain = range * (1 - open) dB
/// ```
///
/// Between both levels it stays what it is. The wave of a low note is small twice in each period, which hold
/// has to outlast.
struct GateKernel: Kernel {
    private enum At {
        static let threshold = 0
        static let hysteresis = 1
        static let hold = 2
        static let attack = 3
        static let release = 4
        static let range = 5
        static let key = 6
        static let keyHighPass = 7
        static let open = 8
    }

    private let sampleRateHertz: Float
    private var openLevel: Float = 1
    private var closeLevel: Float = 1
    private var holdFrames: Int32 = 0
    private var rise: Float = 1
    private var fall: Float = 1
    /// In dB; `isSilent` where it means nothing at all.
    private var range = Glide(0)
    private var isSilent = true
    private var filter = KeyFilter()
    private var isExternal = false
    private var isOpen = false
    /// Frames for which the key has been below the lower level.
    private var quietFrames: Int32 = 0
    /// 0...1
    private var open: Float = 0
    private var isFresh = true

    init(_ setup: KernelSetup) { sampleRateHertz = Float(setup.sampleRateHertz) }

    static var processFunction: ob_kit_process { obStockGateProcess }
    static var resetFunction: ob_kit_reset { obStockGateReset }

    @_noLocks
    fileprivate mutating func reset() {
        isFresh = true
        isOpen = false
        open = 0
        quietFrames = 0
        filter.reset()
    }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        if piece.hasChanged(0..<8) { take(piece) }
        for frame in 0..<piece.count {
            let key = filter.next(
                KeySource.sample(piece, isExternal: isExternal, frame: frame)
            )
            listen(max(key[0].magnitude, key[1].magnitude))
            open = isOpen ? min(1, open + rise) : max(0, open - fall)
            let range = self.range.next()
            let factor: Float =
                open == 1
                ? 1 : open == 0 && isSilent ? 0 : linear(decibels: range * (1 - open))
            piece.outputs[0][frame] = piece.inputs[0][frame] * factor
            piece.outputs[1][frame] = piece.inputs[1][frame] * factor
        }
        filter.heal()
        piece.values[At.open] = open * 100
    }

    @_noLocks @inline(__always)
    private mutating func listen(_ level: Float) {
        if level >= openLevel { isOpen = true }
        if level >= closeLevel {
            quietFrames = 0
        } else if quietFrames < holdFrames {
            quietFrames += 1
        } else {
            isOpen = false
        }
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        let values = piece.values
        openLevel = linear(decibels: values[At.threshold])
        closeLevel = linear(decibels: values[At.threshold] - values[At.hysteresis])
        holdFrames = Int32(values[At.hold] * 0.001 * sampleRateHertz + 0.5)
        rise = 1 / max(1, values[At.attack] * 0.001 * sampleRateHertz)
        fall = 1 / max(1, values[At.release] * 0.001 * sampleRateHertz)
        isSilent = values[At.range] <= -80
        isExternal = values[At.key] >= 0.5
        if isFresh { range.jump(values[At.range]) } else { range.aim(values[At.range]) }
        if piece.hasChanged(At.keyHighPass) {
            filter.set(
                hertz: values[At.keyHighPass],
                offHertz: 20,
                sampleRateHertz: sampleRateHertz
            )
        }
        isFresh = false
        piece.tail_frames.pointee = UInt32(
            (values[At.hold] + values[At.release]) * 0.001 * sampleRateHertz + 2
        )
    }
}

@c @_noLocks
func obStockGateProcess(_ kernel: UnsafeMutableRawPointer, _ piece: UnsafePointer<ob_kit_piece>) {
    kernel.assumingMemoryBound(to: GateKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockGateReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: GateKernel.self).pointee.reset()
}
