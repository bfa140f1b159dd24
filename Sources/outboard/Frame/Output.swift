import ArgumentParser
import Foundation
import OutboardJSON

/// How data is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Columns with headings.
    case table
    /// One object.
    case json
    /// One object a line.
    case jsonl
    /// Columns between tabs, without headings.
    case plain
    /// What names each thing, a line each.
    case name

    var isJSON: Bool { self == .json || self == .jsonl }
}

/// A list that a command prints.
struct Listing {
    struct Row {
        /// As another command takes it.
        var name: String
        var cells: [String]
        var json: JSONValue
    }

    /// What JSON calls the list.
    var key: String
    var headings: [String]
    var rows: [Row]

    func text(_ format: OutputFormat) -> String {
        switch format {
        case .table: table(headings, rows.map(\.cells)) + "\n"
        case .plain: lines(rows.map { $0.cells.joined(separator: "\t") })
        case .name: lines(rows.map(\.name))
        case .json:
            JSONValue.object(["v": 1, key: .array(rows.map(\.json))]).compactText + "\n"
        case .jsonl: lines(rows.map { versioned($0.json).compactText })
        }
    }

    private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}

extension JSONObject {
    /// With `members` behind its own.
    func with(_ other: JSONObject) -> JSONObject {
        var object = self
        for (key, value) in other.members { object[key] = value }
        return object
    }
}

/// An object of the stable JSON form: fields are only added.
func versioned(_ value: JSONValue) -> JSONValue {
    .object(JSONObject(dictionaryLiteral: ("v", 1)).with(value.object ?? ["value": value]))
}

/// Columns of text, as wide as their widest cell, with a line of headings.
func table(_ headings: [String], _ rows: [[String]]) -> String {
    let all = [headings] + rows
    let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.enumerated().map { number, row in
        let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return number == 0 ? Terminal.styled(line, .bold) : line
    }.joined(separator: "\n")
}
