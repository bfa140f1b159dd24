/// What a plugin's author says of one parameter.
package struct ParameterDefinition: Sendable {
    /// What sort of values it takes.
    package enum Kind: Sendable, Equatable {
        /// Any value of the range; the kit smooths its changes.
        case continuous
        /// Whole values; changes are made at once.
        case integer
        /// Off below 0.5, on from there; changes are made at once.
        case toggle
        /// One of these labels, by its place; changes are made at once.
        case choice([String])
        /// Written by the audio half, and not by anybody else.
        case meter
    }

    /// How a normalized value maps to a plain one, and the way that a smoothed change takes.
    package enum Law: Sendable { case linear, logarithmic }

    /// What texts say after a number; it decides the number's decimals too.
    package enum Unit: String, Sendable {
        case none = ""
        case decibels = "dB"
        case hertz = "Hz"
        case milliseconds = "ms"
        case seconds = "s"
        case percent = "%"
        case ratio = ":1"
        case semitones = "st"
        case cents = "ct"
        case octaves = "oct"
    }

    /// Stable for ever: states and sessions of the host name a parameter by it.
    package let id: UInt32
    /// Stable name for presets.
    package let symbol: String
    package let name: String
    /// Where it stands in a tree of parameters: "Band 1". Empty: at the top.
    package var group = ""
    package let unit: Unit
    package let minimum: Double
    package let maximum: Double
    package let `default`: Double
    package let kind: Kind
    package let law: Law
    /// It sets the latency: a change asks the host for a restart, and the audio half keeps the value that
    /// it was made with.
    package var setsLatency = false
    /// The lowest value means silence, or nothing, and is written "−∞ dB".
    package var minimumIsSilence = false
    /// A switch that is led from 0 to 1 like a continuous one, for kernels that blend by it.
    package var blends = false

    /// [any]
    package init(
        id: UInt32,
        symbol: String,
        name: String,
        unit: Unit = .none,
        minimum: Double,
        maximum: Double,
        default: Double,
        kind: Kind = .continuous,
        law: Law = .linear,
        group: String = "",
        setsLatency: Bool = false,
        minimumIsSilence: Bool = false,
        blends: Bool = false
    ) {
        precondition(minimum < maximum && minimum <= `default` && `default` <= maximum, "\(symbol)")
        precondition(law == .linear || minimum > 0, "\(symbol): a ratio of nothing")
        self.id = id
        self.symbol = symbol
        self.name = name
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.default = `default`
        self.kind = kind
        self.law = law
        self.group = group
        self.setsLatency = setsLatency
        self.minimumIsSilence = minimumIsSilence
        self.blends = blends
    }

    /// [any]
    package static func toggle(
        id: UInt32,
        symbol: String,
        name: String,
        isOn: Bool = false,
        group: String = "",
        blends: Bool = false
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            minimum: 0,
            maximum: 1,
            default: isOn ? 1 : 0,
            kind: .toggle,
            group: group,
            blends: blends
        )
    }

    /// - Parameter labels: two at the least.
    package static func choice(
        id: UInt32,
        symbol: String,
        name: String,
        _ labels: [String],
        default: Int = 0,
        group: String = ""
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            minimum: 0,
            maximum: Double(labels.count - 1),
            default: Double(`default`),
            kind: .choice(labels),
            group: group
        )
    }

    /// A value that the audio half reports.
    package static func meter(
        id: UInt32,
        symbol: String,
        name: String,
        unit: Unit,
        minimum: Double,
        maximum: Double,
        default: Double
    ) -> ParameterDefinition {
        ParameterDefinition(
            id: id,
            symbol: symbol,
            name: name,
            unit: unit,
            minimum: minimum,
            maximum: maximum,
            default: `default`,
            kind: .meter
        )
    }

    /// Whether it takes whole values only.
    package var isStepped: Bool {
        switch kind {
        case .continuous, .meter: false
        case .integer, .toggle, .choice: true
        }
    }

    /// Whether the kit leads a change over some milliseconds.
    package var isSmoothed: Bool { kind == .continuous || blends }

    package var isMeter: Bool { kind == .meter }

    /// The nearest value that it can take. nil: not a number.
    package func legal(_ value: Double) -> Double? {
        guard !value.isNaN else { return nil }
        let bounded = min(maximum, max(minimum, value))
        return isStepped ? bounded.rounded() : bounded
    }
}
