/// Makes symbols of parameters' names: small letters, digits and single underlines, each symbol once.
package enum ParameterSymbols {
    private static let lengthMax = 64

    /// A parameter's symbol is its name. Where several have that, their modules come before it; where that
    /// does not tell them apart, their identifiers come behind it. So a symbol does not depend on the order
    /// of the parameters.
    package static func make(_ parameters: [(name: String, module: String, id: UInt32)]) -> [String]
    {
        var symbols = parameters.map { words($0.name) }
        for index in doubles(symbols) {
            symbols[index] = words(parameters[index].module + " " + parameters[index].name)
        }
        for index in doubles(symbols) { symbols[index] += "_id\(parameters[index].id)" }
        // Only a plugin that calls a parameter "gain_id7" comes here.
        var taken: Set<String> = []
        for index in symbols.indices {
            while !taken.insert(symbols[index]).inserted { symbols[index] += "_" }
        }
        return symbols
    }

    /// Indices of what is there more than once.
    private static func doubles(_ symbols: [String]) -> [Int] {
        var counts: [String: Int] = [:]
        for symbol in symbols { counts[symbol, default: 0] += 1 }
        return symbols.indices.filter { counts[symbols[$0]]! > 1 }
    }

    /// A name as a symbol.
    package static func words(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty
            ? "parameter" : String(words.joined(separator: "_").prefix(lengthMax))
    }
}
