import PluginKit

/// Parameters as several plugins have them.
extension StockPlugins {
    static func percent(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double> = 0...100,
        default: Double,
        group: String = ""
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .percent,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            group: group
        )
    }

    static func hertz(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double>,
        default: Double,
        group: String = ""
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .hertz,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            law: .logarithmic,
            group: group
        )
    }

    static func seconds(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double>,
        default: Double,
        group: String = ""
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .seconds,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            law: .logarithmic,
            group: group
        )
    }

    /// A level whose lowest value is silence.
    static func level(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        _ range: ClosedRange<Double>,
        default: Double
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: .decibels,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            minimumIsSilence: true
        )
    }

    static func linear(
        _ id: UInt32,
        _ symbol: String,
        _ name: String,
        unit: ParameterDefinition.Unit,
        _ range: ClosedRange<Double>,
        default: Double,
        group: String = ""
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: unit,
            minimum: range.lowerBound,
            maximum: range.upperBound,
            default: `default`,
            group: group
        )
    }
}
