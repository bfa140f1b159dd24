import Foundation
import OutboardModel

extension ParameterDescriptor {
    /// The plain value for a normalized one (0...1), by the parameter's law. Whole where the kind is.
    func plain(normalized: Double) -> Double {
        let plain: Double
        switch law {
        case .linear: plain = minimum + (maximum - minimum) * normalized
        case .logarithmic: plain = minimum * pow(maximum / minimum, normalized)
        }
        return settled(min(max(plain, minimum), maximum))
    }

    /// Where a plain value lies between minimum (0) and maximum (1), by the parameter's law.
    func normalized(plain: Double) -> Double {
        guard maximum > minimum else { return 0 }
        let normalized: Double
        switch law {
        case .linear: normalized = (plain - minimum) / (maximum - minimum)
        case .logarithmic: normalized = log(plain / minimum) / log(maximum / minimum)
        }
        return min(max(normalized, 0), 1)
    }

    /// The value that the kind allows nearest to a plain one: whole, or one of the choices.
    func settled(_ plain: Double) -> Double {
        switch kind {
        case .continuous: plain
        case .integer: plain.rounded()
        case .toggle: plain - minimum < maximum - plain ? minimum : maximum
        case .trigger: plain
        case .choice:
            choices.map(\.value).min { abs($0 - plain) < abs($1 - plain) } ?? plain.rounded()
        }
    }
}
