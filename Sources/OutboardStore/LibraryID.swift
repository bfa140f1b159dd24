/// What a session or a preset is called on disk: names of files that are safe everywhere. What people
/// call it is any text, and no file's name.
package enum LibraryID {
    package static let bytesMax = 64

    /// Whether it is 1 to 64 letters, digits, "-", "_" and "." of ASCII, and begins with a letter or digit.
    package static func isSafe(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= bytesMax, isPlain(first) else {
            return false
        }
        return text.utf8.allSatisfy { isPlain($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }

    /// A safe id that resembles a name: "Friday, late set" is "friday-late-set".
    ///
    /// - Parameter usual: where the name has nothing that may stand in an id.
    package static func slug(_ name: String, usual: String) -> String {
        var slug: [UInt8] = []
        for byte in name.lowercased().utf8 {
            // What begins a character that is not ASCII parts words; what continues it adds nothing.
            if isPlain(byte) {
                slug.append(byte)
            } else if slug.last != 0x2D, !slug.isEmpty {
                slug.append(0x2D)
            }
            if slug.count == bytesMax - 8 { break }
        }
        while slug.last == 0x2D { slug.removeLast() }
        return slug.isEmpty ? usual : String(decoding: slug, as: UTF8.self)
    }

    /// `base`, `base-2`, `base-3` and so on: as many as anybody will have.
    package static func candidates(_ base: String) -> [String] {
        [base] + (2...9_999).map { "\(base)-\($0)" }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// What is to be the id of something new.
package enum IDChoice: Sendable, Equatable {
    /// That one. What has it already goes to the trash, where that is wanted; else it is a conflict.
    case exactly(String, replaces: Bool)
    /// The first of `LibraryID.candidates` that nothing has.
    case free(like: String)

    /// A free one, of those that are not taken.
    ///
    /// - Throws: `taken`, `badID`.
    func resolved(isTaken: (String) -> Bool) throws(StoreError) -> (id: String, replaces: Bool) {
        switch self {
        case .exactly(let id, let replaces):
            guard LibraryID.isSafe(id) else {
                throw StoreError(
                    .badID,
                    subject: id,
                    message: "an id is 1 to 64 letters, digits, \"-\", \"_\" and \".\", and begins "
                        + "with a letter or a digit"
                )
            }
            if isTaken(id), !replaces { throw Self.taken(id) }
            return (id, replaces)
        case .free(let base):
            guard let id = LibraryID.candidates(base).first(where: { !isTaken($0) }) else {
                throw Self.taken(base)
            }
            return (id, false)
        }
    }

    /// Whether another id may do where this one was taken meanwhile.
    var isFree: Bool { if case .free = self { true } else { false } }

    static func taken(_ id: String) -> StoreError {
        StoreError(.taken, subject: id, message: "there is one already")
    }
}
