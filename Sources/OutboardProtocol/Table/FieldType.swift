import OutboardJSON

/// What a value on the wire may be. The decoder's checks, the JSON Schemas, the reference and the page's
/// types are all made from it, so a range that is written here is written nowhere else.
package indirect enum FieldType: Sendable, Equatable {
    /// Names something: a text of 1 to 1024 bytes.
    case identifier
    /// A text of so many bytes of UTF-8.
    case text(ClosedRange<Int>)
    /// Ends that are infinite are no ends.
    /// A text of so many characters, counted as code points: for what people write.
    case characters(ClosedRange<Int>)
    /// When, as RFC 3339 writes it.
    case time
    case number(ClosedRange<Double>)
    case integer(ClosedRange<Int>)
    /// A level. null is silence, because JSON has no infinity.
    case decibels(ClosedRange<Double>)
    case boolean
    case choice([String])
    /// One of some whole numbers.
    case oneOfNumbers([Int])
    /// A number, true, false or a text, whose kind is known elsewhere.
    case scalar
    /// A channel message of MIDI: a status and its data bytes, 2 or 3 in all.
    case midi
    case list(FieldType, ClosedRange<Int>)
    /// An array in which each place has a meaning of its own.
    case tuple([FieldRow])
    /// An object whose keys are names that the client chooses or the plugin has.
    case map(FieldType)
    case object([FieldRow])
    /// An object that has a name, because several messages hold it.
    case record(String, [FieldRow])
    /// An object that has other fields for each value of one key.
    case tagged(String, [Variant])
    /// One of several, told apart by their kind and, where they are objects, by their first key.
    case either([FieldType])
    case orNull(FieldType)
    /// Requests that may stand in a batch, as `{type, data}`.
    case edits(ClosedRange<Int>)
    /// Anything at all: what the request that is carried on says of it.
    case anything

    package struct Variant: Sendable, Equatable {
        package let tag: String
        package let fields: [FieldRow]

        package init(_ tag: String, _ fields: [FieldRow] = []) {
            self.tag = tag
            self.fields = fields
        }
    }

    package static func choice<Choice: RawRepresentable & CaseIterable>(
        of _: Choice.Type
    ) -> FieldType where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }

    package static let anyNumber = FieldType.number(-.infinity ... .infinity)
    package static let anyText = FieldType.text(0...8_192)
    /// What is counted, in frames or bytes or anything else: exact in a JSON number up to here.
    package static let count = FieldType.integer(0...9_007_199_254_740_991)

    package static let identifierBytes = 1...1_024
}

/// One field of an object on the wire.
package struct FieldRow: Sendable, Equatable {
    package var key: String
    package var type: FieldType
    package var isRequired: Bool
    /// What it is where it is left out, where that is a value.
    package var `default`: JSONValue?
    /// Of a number: "dB", "s", "Hz". Empty: none.
    package var unit: String
    /// What it is, as the end of a sentence: no capital letter, no full stop.
    package var summary: String
    /// A value as it may well be, for the examples. nil: any that its type allows will do.
    package var example: JSONValue?

    package init(
        _ key: String,
        _ type: FieldType,
        _ summary: String,
        unit: String = "",
        example: JSONValue? = nil
    ) {
        self.key = key
        self.type = type
        self.summary = summary
        self.unit = unit
        self.example = example
        isRequired = true
    }

    /// May be left out.
    package var optional: FieldRow {
        var row = self
        row.isRequired = false
        return row
    }

    /// May be left out, and is that then.
    package func or(_ value: JSONValue) -> FieldRow {
        var row = optional
        row.default = value
        return row
    }

    /// The same under another name or for another use.
    package func named(_ key: String, _ summary: String? = nil) -> FieldRow {
        var row = self
        row.key = key
        row.summary = summary ?? self.summary
        return row
    }
}
