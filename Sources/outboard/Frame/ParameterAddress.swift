import OutboardJSON
import OutboardModel

/// "track/insert/parameter" or "track/insert", found in a session by id, or by name where that is
/// unambiguous.
struct ParameterAddress {
    let track: TrackID
    let insert: InsertID
    /// Its JSON in the snapshot.
    let insertValue: JSONValue
    /// The parameter's, where the address has one.
    let parameterValue: JSONValue?

    /// - Throws: `CommandError` with the nearest name when a part does not exist.
    init(_ text: String, needsParameter: Bool, in session: JSONValue) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == (needsParameter ? 3 : 2), !parts.contains("") else {
            let form = needsParameter ? "TRACK/INSERT/PARAMETER" : "TRACK/INSERT"
            throw CommandError(.usage, "\"\(text)\" is not of the form \(form).")
        }
        let strips = (session["tracks"]?.array ?? []) + [session["master"] ?? .null]
        let strip = try Self.find(parts[0], in: strips, what: "track")
        let inserts = strip["inserts"]?.array ?? []
        let insert = try Self.find(parts[1], in: inserts, what: "plugin on \(parts[0])")
        track = TrackID(strip["id"]?.string ?? "")
        self.insert = InsertID(insert["id"]?.string ?? "")
        insertValue = insert
        parameterValue =
            needsParameter
            ? try Self.find(
                parts[2],
                in: insert["parameters"]?.array ?? [],
                what: "parameter on \(parts[0])/\(parts[1])"
            )
            : nil
    }

    static func find(_ name: String, in values: [JSONValue], what: String) throws -> JSONValue {
        if let exact = values.first(where: { $0["id"]?.string == name }) { return exact }
        let named = values.filter { $0["name"]?.string?.lowercased() == name.lowercased() }
        if named.count == 1 { return named[0] }
        let ids = values.compactMap { $0["id"]?.string }
        if named.count > 1 {
            let candidates = named.compactMap { $0["id"]?.string }.joined(separator: ", ")
            throw CommandError(.usage, "\"\(name)\" could be \(candidates).")
        }
        let nearest = ids.min { distance($0, name) < distance($1, name) }
        let hint = nearest.map { "Did you mean \"\($0)\"?" } ?? ""
        throw CommandError(.notFound, "There is no \(what) \"\(name)\".", hint: hint)
    }

    /// How many letters must change to make one word of the other (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.lowercased())
        var row = Array(0...right.count)
        for (i, letter) in left.lowercased().enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let substituted = diagonal + (letter == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
