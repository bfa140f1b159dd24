import OutboardJSON
import OutboardProtocol

/// Everything that is made from the request table and kept in the tree, so that people can read it there.
package enum Reference {
    /// What each file, named from the top of the tree, is to hold.
    package static var files: [(path: String, text: String)] {
        [
            ("Docs/protocol/asyncapi.yaml", AsyncAPI.document.yaml()),
            ("Docs/protocol/requests.md", Pages.requests),
            ("Docs/protocol/notifications.md", Pages.notifications),
            ("Docs/protocol/errors.md", Pages.errors), ("Docs/protocol/roles.md", Pages.roles),
            ("Dashboard/src/net/protocol-names.js", PageTypes.names),
            ("Dashboard/src/net/protocol-types.js", PageTypes.types),
        ]
    }

    /// The command that writes them.
    package static let command = "make protocol"

    /// The objects that several messages hold, by name.
    static let records =
        (Request.Kind.allCases.flatMap { $0.row.fields + $0.row.reply }
        + Notification.Kind.allCases.flatMap(\.row.fields)).records()
}
