import CLilv

/// Appends to a sequence that a plugin is about to read. Everything is padded to 8 bytes, as LV2's atom
/// extension wants it; what does not fit any more is left out.
struct SequenceWriter {
    let sequence: UnsafeMutablePointer<LV2_Atom_Sequence>
    /// Bytes behind the atom's header.
    let capacity: UInt32

    /// Begins an empty sequence.
    @_noLocks
    init(_ port: LV2RenderContext.AtomPort, type: LV2_URID) {
        sequence = port.sequence
        capacity = port.capacity
        sequence.pointee.atom = LV2_Atom(
            size: UInt32(MemoryLayout<LV2_Atom_Sequence_Body>.size),
            type: type
        )
        sequence.pointee.body = LV2_Atom_Sequence_Body(unit: 0, pad: 0)
    }

    /// Room for an event with a body of `size` bytes, its header written. nil: it does not fit.
    @_noLocks
    func append(frame: Int64, type: LV2_URID, size: UInt32) -> UnsafeMutableRawPointer? {
        let used = sequence.pointee.atom.size
        let padded = (size + 7) & ~7
        guard used + 16 + padded <= capacity else { return nil }
        // The atom's size counts from behind its header of 8 bytes.
        let place = UnsafeMutableRawPointer(sequence) + 8 + Int(used)
        place.assumingMemoryBound(to: Int64.self).pointee = frame
        (place + 8).assumingMemoryBound(to: LV2_Atom.self).pointee = LV2_Atom(
            size: size,
            type: type
        )
        sequence.pointee.atom.size = used + 16 + padded
        return place + 16
    }
}
