import OutboardJSON
import OutboardModel

/// Several requests in one message.
package struct BatchRequest: Sendable, Equatable {
    /// Each on its own, one after the other: one that is refused does not hold up the next.
    package var requests: [DocumentEdit]

    package init(requests: [DocumentEdit]) { self.requests = requests }

    var json: JSONObject {
        var data = DocumentEdit.all(requests).wire.data
        data["mode"] = "serial"
        return data
    }
}

/// Takes back what its user did last, or does it again.
package struct HistoryRequest: Sendable, Equatable {
    /// How many steps.
    package var count: Int
    /// Also where somebody else has changed the same since.
    package var isForced: Bool

    package init(count: Int = 1, isForced: Bool = false) {
        self.count = count
        self.isForced = isForced
    }

    package static let countRange = 1...500

    var json: JSONObject { ["count": .integer(count), "force": .bool(isForced)] }

    init(wire data: JSONField) {
        self.init(
            count: data.wireOptionalInteger("count") ?? 1,
            isForced: data.wireOptionalBool("force") ?? false
        )
    }
}
