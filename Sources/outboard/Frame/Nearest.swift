/// What somebody may have meant.
enum Nearest {
    /// "Did you mean …?", or nothing where there is nothing to choose from.
    static func hint(_ name: String, _ known: [String]) -> String {
        let nearest = known.min { distance($0, name) < distance($1, name) }
        return nearest.map { "Did you mean \"\($0)\"?" } ?? ""
    }

    /// How many letters must change to make one word of the other (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
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
