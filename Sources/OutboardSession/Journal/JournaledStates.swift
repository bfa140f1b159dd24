import Foundation
import OutboardJSON
import OutboardModel
import OutboardStore

/// States in a journal are text, by base64.
extension SessionBundle {
    /// nil: there are none.
    var journaledStates: JSONValue? {
        guard !states.isEmpty else { return nil }
        var object: JSONObject = [:]
        for (insert, state) in states.sorted(by: { $0.key.text < $1.key.text }) {
            object[insert.text] = journaled(state)
        }
        return .object(object)
    }

    static func states(
        journaled field: JSONField?
    ) throws(JSONFieldError) -> [InsertID: [UInt8]] {
        guard let field else { return [:] }
        var states: [InsertID: [UInt8]] = [:]
        for (insert, value) in field.value.object?.members ?? [] {
            guard let state = OutboardSession.state(journaled: value) else {
                throw JSONFieldError(path: field.path + "." + insert, message: "is not base64")
            }
            states[InsertID(insert)] = state
        }
        return states
    }
}

func journaled(_ state: [UInt8]) -> JSONValue { .string(Data(state).base64EncodedString()) }

/// nil for what is no state.
func state(journaled value: JSONValue?) -> [UInt8]? {
    value?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
}
