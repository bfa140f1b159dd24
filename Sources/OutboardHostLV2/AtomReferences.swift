import CLilv

/// The numbers of the atom types that hold URIDs, and so do not mean the same in another process.
struct AtomTypes {
    let urid, object, tuple, vector, sequence, property, literal: LV2_URID

    /// - Parameter number: gives the number of an atom type's URI.
    init(number: (String) -> LV2_URID) {
        func type(_ name: String) -> LV2_URID { number(LV2Name.atom + name) }
        urid = type("URID")
        object = type("Object")
        tuple = type("Tuple")
        vector = type("Vector")
        sequence = type("Sequence")
        property = type("Property")
        literal = type("Literal")
    }
}

/// Rewrites all URIDs in an atom's body, however deep: `translate` gives what each becomes, or nil for
/// one that stands for nothing. Layouts are those of `lv2/atom/atom.h`. A number keeps its size, so the
/// body does too.
struct AtomReferences {
    /// Atoms come from plugins and from files: nesting is bounded.
    private static let depthMax = 16

    let types: AtomTypes
    let translate: (LV2_URID) -> LV2_URID?

    /// - Parameter type: the body's, before translation or after, as `types` has it.
    /// - Returns: false when the body is not what its type says. It may be half rewritten then.
    func rewrite(_ body: inout [UInt8], type: LV2_URID) -> Bool {
        rewrite(&body, body.indices, type: type, depth: 0)
    }

    private func rewrite(
        _ bytes: inout [UInt8],
        _ range: Range<Int>,
        type: LV2_URID,
        depth: Int
    ) -> Bool {
        guard depth < Self.depthMax else { return false }
        let start = range.lowerBound
        switch type {
        case types.urid:
            return number(&bytes, at: start, in: range)
        case types.literal:
            // Data type and language.
            return number(&bytes, at: start, in: range) && number(&bytes, at: start + 4, in: range)
        case types.tuple:
            return atoms(&bytes, range, prefixBytes: 0, keyed: false, depth)
        case types.object:
            // Identifier and class, then keys, contexts and values.
            return number(&bytes, at: start, in: range) && number(&bytes, at: start + 4, in: range)
                && atoms(&bytes, start + 8..<range.upperBound, prefixBytes: 8, keyed: true, depth)
        case types.property:
            return atoms(&bytes, range, prefixBytes: 8, keyed: true, depth)
        case types.sequence:
            // The unit of time and padding, then times and events.
            return number(&bytes, at: start, in: range) && range.count >= 8
                && atoms(&bytes, start + 8..<range.upperBound, prefixBytes: 8, keyed: false, depth)
        case types.vector:
            return vector(&bytes, range, depth)
        default:
            return true
        }
    }

    /// Atoms one after another, each padded to 8 bytes and behind `prefixBytes` of its own: a key and a
    /// context where `keyed`, else a time.
    private func atoms(
        _ bytes: inout [UInt8],
        _ range: Range<Int>,
        prefixBytes: Int,
        keyed: Bool,
        _ depth: Int
    ) -> Bool {
        var at = range.lowerBound
        while at < range.upperBound {
            if keyed {
                guard number(&bytes, at: at, in: range), number(&bytes, at: at + 4, in: range)
                else {
                    return false
                }
            }
            at += prefixBytes
            guard at + 8 <= range.upperBound else { return false }
            let size = Int(load(bytes, at))
            let type = load(bytes, at + 4)
            guard size <= range.upperBound - at - 8, number(&bytes, at: at + 4, in: range) else {
                return false
            }
            let body = at + 8..<at + 8 + size
            guard rewrite(&bytes, body, type: type, depth: depth + 1) else { return false }
            at = body.upperBound + (8 - size % 8) % 8
        }
        return true
    }

    private func vector(_ bytes: inout [UInt8], _ range: Range<Int>, _ depth: Int) -> Bool {
        guard range.count >= 8 else { return false }
        let size = Int(load(bytes, range.lowerBound))
        let type = load(bytes, range.lowerBound + 4)
        guard number(&bytes, at: range.lowerBound + 4, in: range) else { return false }
        var at = range.lowerBound + 8
        while size > 0, at + size <= range.upperBound {
            guard rewrite(&bytes, at..<at + size, type: type, depth: depth + 1) else {
                return false
            }
            at += size
        }
        return true
    }

    private func number(_ bytes: inout [UInt8], at: Int, in range: Range<Int>) -> Bool {
        guard at >= range.lowerBound, at + 4 <= range.upperBound else { return false }
        let old = load(bytes, at)
        guard old != 0 else { return true }
        guard let new = translate(old) else { return false }
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: new, toByteOffset: at, as: UInt32.self) }
        return true
    }

    private func load(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: UInt32.self) }
    }
}
