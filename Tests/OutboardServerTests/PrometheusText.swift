/// Reads Prometheus' text format (version 0.0.4) as strictly as it is written down, and with the rules that
/// `promtool check metrics` has beyond that: https://prometheus.io/docs/instrumenting/exposition_formats/
struct PrometheusText {
    struct Sample {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var name: String
        var help: String?
        var type: String?
        var samples: [Sample] = []
    }

    private(set) var families: [Family] = []
    /// What is wrong, with the line's number.
    private(set) var faults: [String] = []

    init(_ text: String) {
        if !text.hasSuffix("\n") { faults.append("the last line does not end") }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        where !line.isEmpty {
            if let fault = take(String(line)) { faults.append("line \(number + 1): \(fault)") }
        }
        for family in families { check(family) }
        if Set(families.map(\.name)).count != families.count {
            faults.append("a family is there twice, or not in one piece")
        }
    }

    subscript(name: String) -> Family? { families.first { $0.name == name } }

    // MARK: Lines

    private mutating func take(_ line: String) -> String? {
        guard line.hasPrefix("#") else { return takeSample(line) }
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count >= 3, words[1] == "HELP" || words[1] == "TYPE" else { return nil }
        let name = String(words[2])
        guard Self.isName(name, allowsColon: true) else { return "\(name) is no name" }
        if families.last?.name != name { families.append(Family(name: name)) }
        let index = families.count - 1
        guard families[index].samples.isEmpty else { return "\(words[1]) comes behind a sample" }
        let rest = words.count > 3 ? String(words[3]) : ""
        if words[1] == "HELP" {
            guard families[index].help == nil else { return "a second HELP" }
            families[index].help = rest
        } else {
            guard families[index].type == nil else { return "a second TYPE" }
            guard ["counter", "gauge", "histogram", "summary", "untyped"].contains(rest) else {
                return "\(rest) is no type"
            }
            families[index].type = rest
        }
        return nil
    }

    private mutating func takeSample(_ line: String) -> String? {
        var rest = Substring(line)
        let name = String(rest.prefix { $0 != "{" && $0 != " " })
        guard Self.isName(name, allowsColon: true) else { return "\"\(name)\" is no name" }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            guard let read = Self.labels(&rest) else { return "the labels cannot be read: \(line)" }
            guard Set(read.map(\.0)).count == read.count else { return "a label is there twice" }
            labels = Dictionary(uniqueKeysWithValues: read)
        }
        let words = rest.split(separator: " ", omittingEmptySubsequences: false).dropFirst()
        guard words.count == 1, let value = Self.value(String(words[words.startIndex])) else {
            return "\"\(rest)\" is no value"
        }
        guard let family = families.last, Self.belongs(name, to: family) else {
            return "\(name) stands outside of its family"
        }
        families[families.count - 1].samples.append(
            Sample(name: name, labels: labels, value: value)
        )
        return nil
    }

    private static func labels(_ rest: inout Substring) -> [(String, String)]? {
        var all: [(String, String)] = []
        rest = rest.dropFirst()
        while rest.first != "}" {
            let name = String(rest.prefix { $0 != "=" })
            rest = rest.dropFirst(name.count)
            guard isName(name, allowsColon: false), rest.hasPrefix("=\"") else { return nil }
            rest = rest.dropFirst(2)
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                guard character == "\\" else {
                    value.append(character)
                    continue
                }
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                default: return nil
                }
            }
            all.append((name, value))
            if rest.first == "," {
                rest = rest.dropFirst()
            } else if rest.first != "}" {
                return nil
            }
        }
        rest = rest.dropFirst()
        return all
    }

    private static func isName(_ text: String, allowsColon: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, !("0"..."9").contains(first) else {
            return false
        }
        return text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || $0 == "_" || (allowsColon && $0 == ":")
        }
    }

    private static func value(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "+Inf": .infinity
        case "-Inf": -.infinity
        default:
            text.contains(where: { $0.isLetter && $0 != "e" && $0 != "E" }) ? nil : Double(text)
        }
    }

    private static func belongs(_ sample: String, to family: Family) -> Bool {
        if sample == family.name { return family.type != "histogram" }
        let ends =
            switch family.type {
            case "histogram": ["_bucket", "_sum", "_count"]
            case "summary": ["_sum", "_count"]
            default: [String]()
            }
        return ends.contains { sample == family.name + $0 }
    }

    // MARK: Families

    private mutating func check(_ family: Family) {
        func fault(_ text: String) { faults.append("\(family.name): \(text)") }
        if (family.help ?? "").isEmpty { fault("no HELP") }
        if family.type == nil { fault("no TYPE") }
        if family.samples.isEmpty { fault("no sample") }
        if family.type == "counter" {
            if !family.name.hasSuffix("_total") { fault("a counter's name ends in _total") }
            if family.samples.contains(where: { !($0.value >= 0) }) {
                fault("a counter is negative")
            }
        } else if family.name.hasSuffix("_total") {
            fault("only a counter's name ends in _total")
        }
        for unit in ["milliseconds", "microseconds", "nanoseconds", "kilobytes", "percent", "bits"]
        where family.name.split(separator: "_").contains(Substring(unit)) {
            fault("\(unit) is no base unit")
        }
        var keys = Set<String>()
        for sample in family.samples {
            let key = sample.name + "\(sample.labels.sorted { $0.key < $1.key })"
            if !keys.insert(key).inserted { fault("\(key) is there twice") }
        }
        if family.type == "histogram" { checkBuckets(family) }
    }

    /// Of each set of labels: cumulative, up to +Inf, which is the count.
    private mutating func checkBuckets(_ family: Family) {
        let groups = Dictionary(grouping: family.samples) { sample in
            "\(sample.labels.filter { $0.key != "le" }.sorted { $0.key < $1.key })"
        }
        for (labels, samples) in groups {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let edges = buckets.map { $0.labels["le"].flatMap(Self.value) ?? .nan }
            let counts = buckets.map(\.value)
            if edges != edges.sorted() || edges.last != .infinity {
                faults.append("\(family.name)\(labels): the edges are \(edges)")
            }
            if counts != counts.sorted() {
                faults.append("\(family.name)\(labels): the buckets fall: \(counts)")
            }
            let count = samples.first { $0.name.hasSuffix("_count") }?.value
            if count == nil || count != counts.last {
                faults.append("\(family.name)\(labels): the count is \(count ?? -1)")
            }
            if !samples.contains(where: { $0.name.hasSuffix("_sum") }) {
                faults.append("\(family.name)\(labels): there is no sum")
            }
        }
    }
}
