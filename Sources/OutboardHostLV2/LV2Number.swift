import CLilv

/// The number in an atom, as lilv gives a port's value: 4 or 8 bytes.
func number(_ value: UnsafeRawPointer, size: UInt32, type: LV2_URID, table: URIDTable) -> Float? {
    switch (table.uri(of: type)?.dropFirst(LV2Name.atom.count), size) {
    case ("Float", 4): value.loadUnaligned(as: Float.self)
    case ("Double", 8): Float(value.loadUnaligned(as: Double.self))
    case ("Int", 4), ("Bool", 4): Float(value.loadUnaligned(as: Int32.self))
    case ("Long", 8): Float(value.loadUnaligned(as: Int64.self))
    default: nil
    }
}
