import CPluginKit
import PluginKit

/// Bands one after the other, on two channels of double precision side by side.
struct EqualizerKernel: Kernel {
    private let sampleRateHertz: Double
    private let bands: UnsafeMutablePointer<Band>
    private let samples: UnsafeMutablePointer<SIMD2<Double>>
    private var output = Glide(1)
    private var isFresh = true

    init(_ setup: KernelSetup) {
        sampleRateHertz = setup.sampleRateHertz
        bands = .allocate(capacity: EqualizerBand.count)
        bands.initialize(
            repeating: Band(fadeFrames: Int32(max(1, setup.sampleRateHertz * 0.01))),
            count: EqualizerBand.count
        )
        samples = .allocate(capacity: Int(OB_KIT_PIECE_FRAMES_MAX))
        samples.initialize(repeating: SIMD2(), count: Int(OB_KIT_PIECE_FRAMES_MAX))
    }

    func deallocate() {
        bands.deallocate()
        samples.deallocate()
    }

    static var processFunction: ob_kit_process { obStockEqualizerProcess }
    static var resetFunction: ob_kit_reset { obStockEqualizerReset }

    @_noLocks
    fileprivate mutating func reset() { isFresh = true }

    @_noLocks
    fileprivate mutating func process(_ piece: ob_kit_piece) {
        take(piece)
        let frames = piece.count
        for frame in 0..<frames {
            samples[frame] = SIMD2(
                Double(piece.inputs[0][frame]),
                Double(piece.inputs[1][frame])
            )
        }
        for index in 0..<EqualizerBand.count { bands[index].process(samples, frames: frames) }
        for frame in 0..<frames {
            let factor = Double(output.next())
            piece.outputs[0][frame] = Float(samples[frame][0] * factor)
            piece.outputs[1][frame] = Float(samples[frame][1] * factor)
        }
    }

    @_noLocks
    private mutating func take(_ piece: ob_kit_piece) {
        if piece.hasChanged(0) {
            let level = linear(decibels: piece.values[0])
            if isFresh { output.jump(level) } else { output.aim(level) }
        }
        var hasChanged = false
        for index in 0..<EqualizerBand.count {
            let first = 1 + index * EqualizerBand.parametersEach
            guard piece.hasChanged(first..<(first + EqualizerBand.parametersEach)) else {
                continue
            }
            hasChanged = true
            bands[index].aim(
                BandSettings(piece.values + first, sampleRateHertz: sampleRateHertz),
                isFresh: isFresh
            )
        }
        isFresh = false
        guard hasChanged else { return }
        var tailFrames = 0.0
        for index in 0..<EqualizerBand.count {
            tailFrames = max(tailFrames, bands[index].tailFrames)
        }
        piece.tail_frames.pointee = UInt32(min(tailFrames, 1e9))
    }
}

/// What a band is to do.
struct BandSettings: BitwiseCopyable {
    var type: BandType
    /// Index into the labels of `CutSlope`.
    var slope: Int32
    /// The corner as a part of the sample rate.
    var part: Double
    var q: Double
    /// Linear.
    var gain: Double
    var isOn: Bool

    @_noLocks
    init(_ values: UnsafePointer<Float>, sampleRateHertz: Double) {
        type = BandType(rawValue: Int32(values[1])) ?? .peak
        part = min(Double(values[2]) / sampleRateHertz, 0.497)
        gain = ob_kit_exp2(Double(values[3]) * 0.166_096_404_744_368_1)
        q = Double(values[4])
        slope = Int32(values[5])
        let hasGain = type == .peak || type == .lowShelf || type == .highShelf
        isOn = values[0] >= 0.5 && !(hasGain && values[3] == 0)
    }

    @_noLocks
    init() {
        type = .peak
        slope = 1
        part = 0.1
        q = 1
        gain = 1
        isOn = false
    }

    var isCut: Bool { @_noLocks get { type == .lowCut || type == .highCut } }

    /// Whether going from one to the other is more than moving coefficients.
    @_noLocks
    func isOtherFilter(_ other: BandSettings) -> Bool {
        type != other.type || (isCut && slope != other.slope)
    }
}

/// One band: up to four sections in a row.
///
/// Switching it, or making another filter of it, is a fade of 10 ms to the signal without the band, the
/// change, and a fade back. A band that does nothing costs nothing.
struct Band: BitwiseCopyable {
    private var sections = InlineArray<4, FilterSection>(repeating: FilterSection())
    private var count = 1
    private var settings = BandSettings()
    private var wanted = BandSettings()
    private let fadeFrames: Int32
    /// 0: the band is not heard; `fadeFrames`: it alone is.
    private var position: Int32 = 0

    init(fadeFrames: Int32) { self.fadeFrames = fadeFrames }

    /// Heads for what is wanted. - Parameter isFresh: stands there at once.
    @_noLocks
    mutating func aim(_ wanted: BandSettings, isFresh: Bool) {
        self.wanted = wanted
        if isFresh {
            begin()
            position = wanted.isOn ? fadeFrames : 0
        } else if position > 0 && !settings.isOtherFilter(wanted) {
            let isOn = settings.isOn
            settings = wanted
            // What fades out does so with the gain that it has, and not at once with none.
            settings.isOn = isOn
            compute()
        }
    }

    /// Becomes the filter that is wanted, after silence.
    @_noLocks
    private mutating func begin() {
        settings = wanted
        compute()
        for index in 0..<4 { sections[index].reset() }
    }

    @_noLocks
    mutating func process(_ samples: UnsafeMutablePointer<SIMD2<Double>>, frames: Int) {
        for frame in 0..<frames {
            let isComing = wanted.isOn && (position == 0 || !settings.isOtherFilter(wanted))
            if isComing {
                if position == 0 { begin() }
                if position < fadeFrames { position += 1 }
            } else if position > 0 {
                position -= 1
            }
            guard position > 0 else {
                if !wanted.isOn { return }
                continue
            }
            var sample = samples[frame]
            for index in 0..<count { sample = sections[index].next(sample) }
            if position < fadeFrames {
                let part = Double(position) / Double(fadeFrames)
                sample = samples[frame] + part * (sample - samples[frame])
            }
            samples[frame] = sample
        }
        for index in 0..<count where !sections[index].isFinite { sections[index].reset() }
    }

    @_noLocks
    private mutating func compute() {
        let isLowCut = settings.type == .lowCut
        guard settings.isCut else {
            count = 1
            sections[0].set(
                settings.type,
                part: settings.part,
                q: settings.q,
                gain: settings.gain
            )
            return
        }
        guard settings.slope > 0 else {
            count = 1
            sections[0].setFirstOrder(isLowCut: isLowCut, part: settings.part)
            return
        }
        count = Int(settings.slope)
        for index in 0..<count {
            // Butterworth's poles; the one of the highest Q gets what the band's Q is more than 0.7071.
            let angle = Double.pi * Double(2 * index + 1) / Double(4 * count)
            var q = 0.5 / ob_kit_cos(angle)
            if index == count - 1 { q *= settings.q * 1.414_213_562_373_095 }
            sections[index].set(settings.type, part: settings.part, q: q, gain: 1)
        }
    }

    /// How long it rings until a millionth is left.
    var tailFrames: Double {
        @_noLocks get {
            guard wanted.isOn else { return 0 }
            var q = max(0.5, wanted.q * 2)
            if wanted.type == .peak { q *= max(1, ob_kit_sqrt(wanted.gain)) }
            return 14 * q / (Double.pi * wanted.part) * (wanted.isCut ? 4 : 1)
        }
    }
}

@c @_noLocks
func obStockEqualizerProcess(
    _ kernel: UnsafeMutableRawPointer,
    _ piece: UnsafePointer<ob_kit_piece>
) {
    kernel.assumingMemoryBound(to: EqualizerKernel.self).pointee.process(piece.pointee)
}

@c @_noLocks
func obStockEqualizerReset(_ kernel: UnsafeMutableRawPointer) {
    kernel.assumingMemoryBound(to: EqualizerKernel.self).pointee.reset()
}
