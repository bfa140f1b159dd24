import OutboardModel
import OutboardProtocol
import OutboardRender

/// What is done for plugins beside setting their parameters.
extension SessionPlayer {
    /// Has another instance of an insert's plugin take over, with other values.
    ///
    /// - Parameters:
    ///   - state: what it has beside its parameters.
    ///   - properties: what the document is to say of it. nil: what it says.
    /// - Throws: `PRESET_LOAD_FAILED` where there is none to be had, or it refuses the state. Nothing
    ///   changes then.
    func renew(
        _ insert: InsertID,
        on strip: TrackID,
        _ values: [(index: Int, value: Double)],
        state: [UInt8]?,
        properties: [String: PropertyValue]? = nil
    ) throws(RequestError) -> UInt64 {
        let staged = try session.renewed(
            insert,
            on: strip,
            values,
            state: state,
            properties: properties
        )
        if let reason = staged.inserts[insert]?.placeholderReason {
            throw RequestError(
                .presetLoadFailed,
                "Another instance of \"\(insert)\" cannot be had: \(reason)."
            )
        }
        return try change(to: staged, locate: nil)
    }

    /// Brings the bypasses that plugins have of their own to where the document has them.
    func bypassActions() -> [RenderAction] {
        session.document.stripIDs.flatMap { strip in
            session.inserts(of: strip).flatMap { insert, plugin in
                plugin.enable(!insert.isBypassed)
            }
        }
    }
}
