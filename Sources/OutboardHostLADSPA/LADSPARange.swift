import CLADSPA
import Glibc
import OutboardModel

/// A control's bounds and default, made good where the plugin gives none.
///
/// A missing lower end is 0, or 1 below the upper end where that is not above 0. A missing upper end is 1,
/// or twice the lower end or twice the default where that is more. Without a default it is 0, or the end
/// that is nearest to it.
struct LADSPARange: Equatable {
    let minimum: Double
    let maximum: Double
    let `default`: Double
    let kind: ParameterDescriptor.Kind
    let isLogarithmic: Bool

    init(_ range: ob_ladspa_range, sampleRateHertz: Int) {
        func has(_ hint: Int) -> Bool { Int(range.hints) & hint != 0 }
        let preset = Int(range.hints) & OB_LADSPA_DEFAULT_MASK
        guard !has(OB_LADSPA_TOGGLED) else {
            (minimum, maximum, kind, isLogarithmic) = (0, 1, .toggle, false)
            // Of the defaults a switch may only have 0 and 1; some say "maximum" all the same.
            let on = [OB_LADSPA_DEFAULT_1, OB_LADSPA_DEFAULT_MAXIMUM]
            self.default = on.contains(preset) ? 1 : 0
            return
        }
        let isInteger = has(OB_LADSPA_INTEGER)
        let scale = has(OB_LADSPA_SAMPLE_RATE) ? Float(sampleRateHertz) : 1
        func bound(_ hint: Int, _ value: Float) -> Double? {
            let scaled = value * scale
            guard has(hint), scaled.isFinite else { return nil }
            return isInteger ? Double(scaled.rounded()) : Double(scaled)
        }
        let below = bound(OB_LADSPA_BOUNDED_BELOW, range.lower)
        let above = bound(OB_LADSPA_BOUNDED_ABOVE, range.upper)
        let number = Self.number(preset)
        var low = below ?? min(0, above.map { $0 > 0 ? 0 : $0 - 1 } ?? 0)
        var high = above ?? max(1, low * 2, (number ?? 0) * 2)
        if low > high { swap(&low, &high) }
        if low == high { high = low + 1 }
        let isLogarithmic = has(OB_LADSPA_LOGARITHMIC) && low > 0
        let wanted =
            number ?? Self.part(preset).map {
                Self.between(low, high, part: $0, isLogarithmic: isLogarithmic)
            } ?? 0
        let settled = isInteger ? wanted.rounded() : Double(Float(wanted))
        (minimum, maximum, self.isLogarithmic) = (low, high, isLogarithmic)
        self.default = min(max(settled, low), high)
        kind = isInteger ? .integer : .continuous
    }

    /// The default where it is a number by itself, whatever the bounds and the sample rate.
    private static func number(_ preset: Int) -> Double? {
        switch preset {
        case OB_LADSPA_DEFAULT_0: 0
        case OB_LADSPA_DEFAULT_1: 1
        case OB_LADSPA_DEFAULT_100: 100
        case OB_LADSPA_DEFAULT_440: 440
        default: nil
        }
    }

    /// The default where it is a part of the way from the lower to the upper end.
    private static func part(_ preset: Int) -> Double? {
        switch preset {
        case OB_LADSPA_DEFAULT_MINIMUM: 0
        case OB_LADSPA_DEFAULT_LOW: 0.25
        case OB_LADSPA_DEFAULT_MIDDLE: 0.5
        case OB_LADSPA_DEFAULT_HIGH: 0.75
        case OB_LADSPA_DEFAULT_MAXIMUM: 1
        default: nil
        }
    }

    private static func between(
        _ low: Double,
        _ high: Double,
        part: Double,
        isLogarithmic: Bool
    ) -> Double {
        if part == 0 { return low }
        if part == 1 { return high }
        return isLogarithmic
            ? exp(log(low) * (1 - part) + log(high) * part) : low * (1 - part) + high * part
    }
}
