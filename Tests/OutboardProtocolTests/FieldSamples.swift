import OutboardJSON

@testable import OutboardProtocol

/// SplitMix64, so that a failure can be had again from its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension FieldType {
    /// A value that is right.
    ///
    /// - Parameter place: its index in the list that it stands in.
    func sample(using random: inout SeededGenerator, place: Int = 0) -> JSONValue {
        switch self {
        case .identifier: .string("id-" + Self.letters(1...12, &random))
        case .text(let range):
            .string(Self.letters(range.lowerBound...min(range.upperBound, 40), &random))
        case .characters(let range):
            .string(Self.letters(range.lowerBound...min(range.upperBound, 40), &random))
        case .time: "2026-11-20T20:00:00.123Z"
        case .number(let range), .decibels(let range):
            if case .decibels = self, Int.random(in: 0..<4, using: &random) == 0 {
                .null
            } else {
                .number(
                    .random(
                        in: max(range.lowerBound, -1e6)...min(range.upperBound, 1e6),
                        using: &random
                    )
                )
            }
        case .integer(let range):
            .integer(Int.random(in: Self.near(range), using: &random))
        case .boolean: .bool(.random(using: &random))
        case .choice(let names): .string(names.randomElement(using: &random)!)
        case .oneOfNumbers(let numbers): .integer(numbers.randomElement(using: &random)!)
        case .scalar, .anything:
            [JSONValue.number(1.5), .bool(true), .string("é\"\\\n")].randomElement(using: &random)!
        case .midi: [[144, 60, 100], [192, 5], [239, 0, 127]].randomElement(using: &random)!
        case .list(let type, let count):
            .array(
                (0..<Self.count(count, &random)).map { type.sample(using: &random, place: $0) }
            )
        case .tuple(let places): .array(places.map { $0.sample(using: &random, place: place) })
        case .map(let type):
            .object(["a": type.sample(using: &random), "urn:b": type.sample(using: &random)])
        case .object(let fields), .record(_, let fields):
            .object(fields.sample(using: &random, place: place))
        case .tagged(let key, let variants):
            Self.tagged(key, variants.randomElement(using: &random)!, &random)
        case .either(let types): types.randomElement(using: &random)!.sample(using: &random)
        case .orNull(let type): Bool.random(using: &random) ? .null : type.sample(using: &random)
        case .edits(let count):
            .array((0..<Self.count(count, &random)).map { _ in Self.edit(&random) })
        }
    }

    /// The part of a range that is about zero, or as near to it as the range is.
    private static func near(_ range: ClosedRange<Int>) -> ClosedRange<Int> {
        let lowest = max(range.lowerBound, -1_000)
        return lowest...min(range.upperBound, max(lowest, 0) + 1_000)
    }

    private static func letters(
        _ count: ClosedRange<Int>,
        _ random: inout SeededGenerator
    ) -> String {
        let letters = Array("abcxyz0189 -_.\"\\/")
        return String(
            (0..<Int.random(in: count, using: &random)).map { _ in
                letters.randomElement(using: &random)!
            }
        )
    }

    private static func count(_ range: ClosedRange<Int>, _ random: inout SeededGenerator) -> Int {
        .random(in: range.lowerBound...min(range.upperBound, range.lowerBound + 3), using: &random)
    }

    private static func tagged(
        _ key: String,
        _ variant: Variant,
        _ random: inout SeededGenerator
    ) -> JSONValue {
        var object = variant.fields.sample(using: &random, place: 0)
        object[key] = .string(variant.tag)
        return .object(object)
    }

    private static func edit(_ random: inout SeededGenerator) -> JSONValue {
        let rows = Request.Kind.allCases.map(\.row).filter { $0.isEdit }
        let row = rows.randomElement(using: &random)!
        return [
            "type": .string(row.kind.rawValue), "data": .object(row.sample(using: &random)),
        ]
    }

    /// Values of other kinds than this, each of which must be refused.
    var ofOtherKinds: [JSONValue] {
        let all: [JSONValue] = [.null, .bool(true), 7.25, "no such thing", [], [[]], [:]]
        return all.filter { value in
            switch (self, value) {
            case (.anything, _), (.boolean, .bool), (.decibels, .null), (.orNull, .null): false
            case (.identifier, .string), (.text, .string), (.characters, .string): false
            case (.number, .number), (.decibels, .number): false
            case (.scalar, .bool), (.scalar, .number), (.scalar, .string): false
            case (.map, .object), (.object, .object), (.record, .object): false
            // An empty list is right or wrong by its count.
            case (.list(_, let count), .array(let values)):
                !values.isEmpty || !count.contains(0)
            case (.orNull(let type), _): type.ofOtherKinds.contains(value)
            default: true
            }
        }
    }

    /// Values at the ends of its range, and just beyond them.
    var limits: (within: [JSONValue], beyond: [JSONValue]) {
        func text(_ bytes: Int) -> JSONValue { .string(String(repeating: "x", count: bytes)) }
        switch self {
        case .identifier: return ([text(1), text(1_024)], [text(0), text(1_025)])
        case .text(let range):
            return (
                [text(range.lowerBound), text(range.upperBound)],
                [text(range.upperBound + 1)]
                    + (range.lowerBound > 0 ? [text(range.lowerBound - 1)] : [])
            )
        case .characters(let range):
            // Of two bytes each.
            func text(_ count: Int) -> JSONValue { .string(String(repeating: "é", count: count)) }
            return (
                [text(range.lowerBound), text(range.upperBound)],
                [text(range.lowerBound - 1), text(range.upperBound + 1)]
            )
        case .number(let range), .decibels(let range):
            let ends = [range.lowerBound, range.upperBound].filter(\.isFinite)
            // Not a subnormal number: tests that render have those flushed to zero on their threads.
            let below =
                range.lowerBound == 0
                ? -Double.leastNormalMagnitude : range.lowerBound.nextDown
            let beyond = [below, range.upperBound.nextUp].filter(\.isFinite)
            return (ends.map(JSONValue.number), beyond.map(JSONValue.number))
        case .integer(let range):
            return (
                [.integer(range.lowerBound), .integer(range.upperBound)],
                [
                    .integer(range.lowerBound - 1), .integer(range.upperBound + 1), 1e300,
                    .number(Double(range.lowerBound) + 0.5),
                ]
            )
        case .list(let type, let count):
            var random = SeededGenerator(seed: 1)
            func list(_ count: Int) -> JSONValue {
                .array((0..<count).map { type.sample(using: &random, place: $0) })
            }
            return (
                [list(count.lowerBound), list(count.upperBound)],
                [list(count.upperBound + 1)]
                    + (count.lowerBound > 0 ? [list(count.lowerBound - 1)] : [])
            )
        case .orNull(let type): return type.limits
        default: return ([], [])
        }
    }
}

extension FieldRow {
    func sample(using random: inout SeededGenerator, place: Int) -> JSONValue {
        // What must follow in the order of time does.
        switch key {
        case "beat", "bar", "seconds": .integer(place)
        case "place": "/chain/vox"
        case "from_seconds": 1
        case "to_seconds": 9.5
        default: type.sample(using: &random)
        }
    }
}

extension [FieldRow] {
    func sample(using random: inout SeededGenerator, place: Int) -> JSONObject {
        var object = JSONObject()
        for row in self where row.isRequired || Bool.random(using: &random) {
            object[row.key] = row.sample(using: &random, place: place)
        }
        return object
    }
}

extension RequestRow {
    /// Data that is right.
    func sample(using random: inout SeededGenerator) -> JSONObject {
        var data = fields.sample(using: &random, place: 0)
        if let choice = choices.randomElement(using: &random),
            !choices.contains(where: { $0.allSatisfy { data[$0] != nil } })
        {
            for field in fields where choice.contains(field.key) {
                data[field.key] = field.sample(using: &random, place: 0)
            }
        }
        let given = exclusive.filter { data[$0] != nil }
        for key in given.dropFirst() { data[key] = nil }
        return data
    }

    /// The least that is right, with a value for that field.
    func least(with key: String? = nil) -> JSONObject {
        var random = SeededGenerator(seed: 2)
        var data = JSONObject()
        let choice = choices.first { key.map($0.contains) ?? false } ?? choices.first ?? []
        for field in fields
        where field.isRequired || choice.contains(field.key) || field.key == key {
            data[field.key] = field.sample(using: &random, place: 0)
        }
        for other in exclusive where key.map(exclusive.contains) ?? false && other != key {
            data[other] = nil
        }
        return data
    }
}
