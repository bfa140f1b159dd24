import CPluginKit
import CStockDSP

/// How many frames everything in a reverb takes, for one setting of size and pre-delay.
///
/// The lines are primes: what comes back together from two lines does so as seldom as can be.
struct ReverbGeometry: BitwiseCopyable {
    /// Lines, then the early reflections of the left and of the right.
    private let frames: UnsafeMutablePointer<Int32>
    private(set) var preDelayFrames = 0

    static var earlyCount: Int { @_noLocks get { 8 } }
    static var lineSecondsMin: Double { @_noLocks get { 0.02 } }
    /// At a size of 1.
    static var lineSecondsMax: Double { @_noLocks get { 0.08 } }
    static var sizeMax: Double { @_noLocks get { 2 } }
    static var preDelaySecondsMax: Double { @_noLocks get { 0.25 } }
    /// The last early reflection comes so late, at a size of 1.
    static var earlySecondsMax: Double { @_noLocks get { 0.062 } }

    /// [control]
    init() {
        let count = Int(OB_DSP_LINES) + 2 * Self.earlyCount
        frames = .allocate(capacity: count)
        frames.initialize(repeating: 1, count: count)
    }

    /// [control]
    func deallocate() { frames.deallocate() }

    @_noLocks @inline(__always)
    func line(_ index: Int) -> Int { Int(frames[index]) }

    @_noLocks @inline(__always)
    func earlyLeft(_ index: Int) -> Int { Int(frames[Int(OB_DSP_LINES) + index]) }

    @_noLocks @inline(__always)
    func earlyRight(_ index: Int) -> Int {
        Int(frames[Int(OB_DSP_LINES) + Self.earlyCount + index])
    }

    /// [render]
    @_noLocks
    mutating func fill(
        size: Double,
        preDelaySeconds: Double,
        sampleRateHertz: Double,
        primes: PrimeTable
    ) {
        let lines = Int(OB_DSP_LINES)
        for index in 0..<lines {
            // The order of lengths is stirred, so that neighbours at the inputs are not alike.
            let place = Double(index * 7 % lines) / Double(lines - 1)
            let ratio = Self.lineSecondsMax / Self.lineSecondsMin
            let seconds = Self.lineSecondsMin * ob_kit_pow(ratio, place) * size
            frames[index] = primes.next(Int(seconds * sampleRateHertz))
        }
        for index in 0..<Self.earlyCount {
            // From a fourteenth of the last one on, ever denser; the right a little later than the left.
            let place = Double(index + 1) / Double(Self.earlyCount)
            let seconds = Self.earlySecondsMax * ob_kit_pow(place, 1.27) * size
            let left = Int32(seconds * 0.93 * sampleRateHertz)
            let right = Int32(seconds * sampleRateHertz)
            frames[lines + index] = max(1, index % 2 == 0 ? left : right)
            frames[lines + Self.earlyCount + index] = max(1, index % 2 == 0 ? right : left)
        }
        preDelayFrames = Int(preDelaySeconds * sampleRateHertz)
    }

    /// [render]
    @_noLocks
    mutating func copy(_ other: ReverbGeometry) {
        for index in 0..<Int(OB_DSP_LINES) + 2 * Self.earlyCount {
            frames[index] = other.frames[index]
        }
        preDelayFrames = other.preDelayFrames
    }
}

/// How far the next prime is from each number, so that none has to be looked for on the render thread.
struct PrimeTable: BitwiseCopyable {
    private let gaps: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// Of numbers up to `numberMax`. [control]
    init(numberMax: Int) {
        count = max(16, numberMax + 1)
        // Below ten million no prime is farther than 154 from the one before.
        let end = count + 160
        var isComposite = [Bool](repeating: false, count: end)
        var factor = 2
        while factor * factor < end {
            if !isComposite[factor] {
                for multiple in stride(from: factor * factor, to: end, by: factor) {
                    isComposite[multiple] = true
                }
            }
            factor += 1
        }
        gaps = .allocate(capacity: count)
        var next = end - 1
        while isComposite[next] { next -= 1 }
        for number in (2..<next + 1).reversed() {
            if !isComposite[number] { next = number }
            if number < count { gaps[number] = UInt8(next - number) }
        }
        gaps[0] = 2
        gaps[1] = 1
    }

    /// [control]
    func deallocate() { gaps.deallocate() }

    /// The first prime from `number` on. [render]
    @_noLocks
    func next(_ number: Int) -> Int32 {
        let bounded = min(count - 1, max(0, number))
        return Int32(bounded + Int(gaps[bounded]))
    }
}
