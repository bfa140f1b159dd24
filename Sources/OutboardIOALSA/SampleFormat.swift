import CALSA

/// How a device wants its samples, in the order in which we prefer them.
enum SampleFormat: CaseIterable {
    case float32
    case int32
    /// Three bytes a sample.
    case int24
    case int16

    var alsaFormat: snd_pcm_format_t {
        switch self {
        case .float32: SND_PCM_FORMAT_FLOAT_LE
        case .int32: SND_PCM_FORMAT_S32_LE
        case .int24: SND_PCM_FORMAT_S24_3LE
        case .int16: SND_PCM_FORMAT_S16_LE
        }
    }

    var sampleBytes: Int {
        switch self {
        case .float32, .int32: 4
        case .int24: 3
        case .int16: 2
        }
    }
}

/// One channel in a device's memory: where its first sample lies, and how far it is to the next.
struct DeviceLane {
    let base: UnsafeMutableRawPointer
    let strideBytes: Int
}

// MARK: Conversion

// Integers round to nearest and clip at full scale; what is not a number becomes silence, because a
// conversion of it would trap. All supported processors are little-endian, as are the formats.
extension SampleFormat {
    /// Writes samples, 1.0 being full scale, to the device. [render]
    @_noLocks
    func write(_ source: UnsafePointer<Float>, to lane: DeviceLane, frames: Int) {
        switch self {
        case .float32:
            for frame in 0..<frames {
                (lane.base + frame * lane.strideBytes).storeBytes(
                    of: source[frame],
                    as: Float.self
                )
            }
        case .int32:
            for frame in 0..<frames {
                (lane.base + frame * lane.strideBytes).storeBytes(
                    of: quantise(source[frame], scale: 2_147_483_648),
                    as: Int32.self
                )
            }
        case .int24:
            for frame in 0..<frames {
                let value = quantise(source[frame], scale: 8_388_608)
                let at = lane.base + frame * lane.strideBytes
                at.storeBytes(of: Int16(truncatingIfNeeded: value), as: Int16.self)
                at.storeBytes(
                    of: Int8(truncatingIfNeeded: value >> 16),
                    toByteOffset: 2,
                    as: Int8.self
                )
            }
        case .int16:
            for frame in 0..<frames {
                (lane.base + frame * lane.strideBytes).storeBytes(
                    of: Int16(truncatingIfNeeded: quantise(source[frame], scale: 32_768)),
                    as: Int16.self
                )
            }
        }
    }

    /// Reads samples from the device. [render]
    @_noLocks
    func read(
        _ lane: DeviceLane,
        into destination: UnsafeMutablePointer<Float>,
        frames: Int
    ) {
        switch self {
        case .float32:
            for frame in 0..<frames {
                destination[frame] = (lane.base + frame * lane.strideBytes).loadUnaligned(
                    as: Float.self
                )
            }
        case .int32:
            for frame in 0..<frames {
                let value = (lane.base + frame * lane.strideBytes).loadUnaligned(as: Int32.self)
                destination[frame] = Float(value) / 2_147_483_648
            }
        case .int24:
            for frame in 0..<frames {
                let at = lane.base + frame * lane.strideBytes
                let low = at.loadUnaligned(as: UInt16.self)
                let high = at.loadUnaligned(fromByteOffset: 2, as: Int8.self)
                destination[frame] = Float(Int32(high) << 16 | Int32(low)) / 8_388_608
            }
        case .int16:
            for frame in 0..<frames {
                let value = (lane.base + frame * lane.strideBytes).loadUnaligned(as: Int16.self)
                destination[frame] = Float(value) / 32_768
            }
        }
    }

    @_noLocks @inline(__always)
    private func quantise(_ sample: Float, scale: Double) -> Int32 {
        guard sample == sample else { return 0 }
        // Doubles, because a float cannot hold the largest 32-bit integer.
        let value = min(max(Double(sample) * scale, -scale), scale - 1)
        // At this magnitude a double has no room for a fraction, so the sum is rounded to nearest,
        // ties to even. `rounded()` is not allowed here: it may look up metadata.
        let roundingOffset = 6_755_399_441_055_744.0
        return Int32(value + roundingOffset - roundingOffset)
    }
}
