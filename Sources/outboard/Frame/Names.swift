import Foundation
import OutboardJSON
import OutboardProtocol

/// Finds what somebody names among what there is.
enum Names {
    /// Whether it names several: `*`, `?` and `[…]` as a shell has them.
    static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

    /// All that a pattern matches, or the one thing that is named: by its id, its name in any case, or its
    /// place from 0.
    ///
    /// - Throws: `CommandError` where there is none, with the nearest id; or where a name is that of several.
    static func all(
        _ name: String,
        in values: [JSONValue],
        what: String,
        code: ErrorCode? = nil
    ) throws -> [JSONValue] {
        if let exact = values.first(where: { $0.id == name }) { return [exact] }
        if isPattern(name) {
            let matching = values.filter {
                fnmatch(name, $0.id, 0) == 0
                    || fnmatch(name.lowercased(), $0["name"]?.string?.lowercased() ?? "", 0) == 0
            }
            guard !matching.isEmpty else { throw nothing(name, what, code) }
            return matching
        }
        let named = values.filter { $0["name"]?.string?.lowercased() == name.lowercased() }
        if named.count > 1 { throw ambiguous(name, named.map(\.id)) }
        if let only = named.first { return [only] }
        if let place = Int(name), values.indices.contains(place) { return [values[place]] }
        throw nothing(name, what, code, hint: Nearest.hint(name, values.map(\.id)))
    }

    static func one(
        _ name: String,
        in values: [JSONValue],
        what: String,
        code: ErrorCode? = nil
    ) throws -> JSONValue {
        try only(try all(name, in: values, what: what, code: code), name, \.id)
    }

    /// Refuses several.
    static func only<Found>(
        _ found: [Found],
        _ name: String,
        _ text: (Found) -> String
    ) throws -> Found {
        guard found.count == 1 else { throw ambiguous(name, found.map(text)) }
        return found[0]
    }

    static func nothing(
        _ name: String,
        _ what: String,
        _ code: ErrorCode? = nil,
        hint: String = ""
    ) -> CommandError {
        let message = "There is no \(what) \"\(name)\"."
        guard let code else { return CommandError(.notFound, message, hint: hint) }
        return CommandError(RequestError(code, message, hint: hint))
    }

    private static func ambiguous(_ name: String, _ candidates: [String]) -> CommandError {
        let shown = candidates.prefix(8).joined(separator: ", ")
        let rest = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
        return CommandError(.usage, "\"\(name)\" could be \(shown)\(rest).")
    }
}
