import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

extension Request {
    /// What a journal keeps of it.
    var journaled: JSONObject {
        let wire = wire
        return ["type": .string(wire.kind.rawValue), "data": .object(wire.data)]
    }
}

/// The verb that a journal kept.
///
/// - Throws: `INVALID_MESSAGE` and others for what is no request of this program.
func verb(journaled object: JSONObject, in session: LiveSession) throws(RequestError) -> any Verb {
    guard let kind = object["type"]?.string.flatMap(Request.Kind.init) else {
        throw RequestError(
            .unknownType,
            "There is no request \((object["type"] ?? .null).compactText)."
        )
    }
    if object["restores"] == true {
        return EditDocument(
            restoring: .all(try DocumentEdit.batch(JSONField(object["data"] ?? [:]))),
            states: try restoredStates(object["states"])
        )
    }
    let request = try Request(kind, JSONField(object["data"] ?? [:]))
    switch request {
    case .presetLoad(let load):
        let values = (object["values"]?.array ?? []).compactMap { pair -> (Int, Double)? in
            guard let pair = pair.array, pair.count == 2, let value = pair[1].number,
                let index = pair[0].number.flatMap({ Int(exactly: $0) })
            else { return nil }
            return (index, value)
        }
        return LoadPreset(load, values: values, state: state(journaled: object["state"]))
    case .sessionLoad:
        do {
            let document = try SessionDocument(
                reading: JSONField(object["session"] ?? .null, path: "session")
            )
            let bundle = SessionBundle(
                directory: object["directory"]?.string ?? "",
                document: document
            )
            let states = try SessionBundle.states(
                journaled: object["states"].map { JSONField($0, path: "states") }
            )
            return SwitchSession(bundle.replacing(document, states: states))
        } catch {
            throw RequestError(.invalidMessage, "The session cannot be read: \(error).")
        }
    case .library(.saveSessionAs(let request)):
        return try GoOnAs(request, directory: object["directory"]?.string ?? "", in: session)
    default:
        if let verb = try request.verb(in: session) { return verb }
        throw RequestError(.unknownType, "\(kind.rawValue) changes nothing that is heard.")
    }
}

private func restoredStates(_ value: JSONValue?) throws(RequestError) -> [InsertID: [UInt8]] {
    do {
        return try SessionBundle.states(journaled: value.map { JSONField($0, path: "states") })
    } catch {
        throw RequestError(.invalidMessage, "The states cannot be read: \(error).")
    }
}
