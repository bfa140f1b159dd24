import OutboardJSON

private let limits = JSONPatch.Limits(operations: 64, values: 4_096, depth: 32)

/// The document and the patch, as a list of two.
func fuzzJSONPatch(_ input: UnsafeBufferPointer<UInt8>) {
    guard let pair = (try? JSONValue(parsing: input))?.array, pair.count == 2,
        let patch = try? JSONPatch(pair[1], limits: limits)
    else { return }
    precondition(
        (try? JSONPatch(patch.json, limits: limits)) == patch,
        "written, it reads back otherwise"
    )
    let before = pair[0]
    var document = before
    do throws(JSONPatchError) {
        try document.apply(patch, limits: limits)
    } catch {
        precondition(document == before, "refused, it has changed the document")
        return
    }
    var again = before
    do throws(JSONPatchError) {
        try again.apply(JSONPatch(from: before, to: document))
    } catch {
        preconditionFailure("what differs cannot be applied: \(error)")
    }
    precondition(again == document, "what differs makes something else")
}
