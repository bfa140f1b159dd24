/// What a plugin can be told, or tells, beside its parameters: a file, a text, a number without bounds.
package struct PropertyDescriptor: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case number, boolean, text
        /// A file. Written as a path beneath the session's directory.
        case path
        case uri
    }

    /// Its name in the plugin's format: for LV2 a URI. What sessions and the wire use.
    package var uri: String
    package var name: String
    package var kind: Kind
    /// As it is written after a value. Empty where there is none.
    package var unit: String
    /// Of a number; nil where the plugin names no such end.
    package var minimum: Double?
    package var maximum: Double?
    /// Else the plugin only tells it.
    package var isWritable: Bool

    package init(
        uri: String,
        name: String,
        kind: Kind,
        unit: String = "",
        minimum: Double? = nil,
        maximum: Double? = nil,
        isWritable: Bool = true
    ) {
        self.uri = uri
        self.name = name
        self.kind = kind
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.isWritable = isWritable
    }
}

/// The value of a property. Paths and URIs are texts.
package enum PropertyValue: Sendable, Equatable {
    case number(Double)
    case boolean(Bool)
    case text(String)
}
