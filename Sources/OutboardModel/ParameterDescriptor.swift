/// What a person needs to know of a parameter to set it.
package struct ParameterDescriptor: Sendable, Equatable {
    /// What sort of values it takes, and so which control fits.
    package enum Kind: String, Sendable, CaseIterable {
        case continuous, integer, toggle, choice
        /// Acts when it is set, and falls back by itself.
        case trigger
    }

    /// How a normalized value maps to a plain one.
    package enum Law: String, Sendable, CaseIterable {
        case linear, logarithmic
    }

    /// A named value.
    package struct Choice: Sendable, Equatable {
        package let value: Double
        package let label: String

        package init(value: Double, label: String) {
            self.value = value
            self.label = label
        }
    }

    /// Stable name within the plugin: what presets, sessions and the wire use.
    package var symbol: String
    package var name: String
    /// As it is written after a value: "dB", "Hz". Empty where there is none.
    package var unit: String
    package var minimum: Double
    package var maximum: Double
    package var `default`: Double
    package var kind: Kind
    package var law: Law
    /// For `.choice` all its values; else values that have a name. Ascending.
    package var choices: [Choice]
    /// A change is heavy or audible in itself, so it is made in one step and not ramped.
    package var isRampable: Bool

    package init(
        symbol: String,
        name: String,
        unit: String = "",
        minimum: Double,
        maximum: Double,
        default: Double,
        kind: Kind = .continuous,
        law: Law = .linear,
        choices: [Choice] = [],
        isRampable: Bool = true
    ) {
        self.symbol = symbol
        self.name = name
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.default = `default`
        self.kind = kind
        self.law = law
        self.choices = choices
        self.isRampable = isRampable
    }

    package var range: ClosedRange<Double> { minimum...max(minimum, maximum) }
}
