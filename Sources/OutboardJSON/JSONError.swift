/// Where a text is not the JSON that it should be.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Bytes before the fault.
    package let offset: Int
    /// Counted from 1.
    package let line: Int
    /// In bytes, counted from 1.
    package let column: Int
    /// What was wrong: "expected a value".
    package let message: String

    package var description: String { "line \(line), column \(column): \(message)" }
}

/// How much a text may hold. Each limit is the largest that is allowed.
package struct JSONLimits: Sendable, Equatable {
    package var depth: Int
    package var keysPerObject: Int
    package var stringBytes: Int

    package init(depth: Int, keysPerObject: Int, stringBytes: Int) {
        self.depth = depth
        self.keysPerObject = keysPerObject
        self.stringBytes = stringBytes
    }

    /// For messages from strangers.
    package static let wire = JSONLimits(depth: 32, keysPerObject: 256, stringBytes: 8 << 10)
    /// For sessions and presets.
    /// As `file`, but with room for what is text only because it is in a JSON file.
    package static let journal = JSONLimits(
        depth: 64,
        keysPerObject: 4_096,
        stringBytes: 512 << 20
    )
    package static let file = JSONLimits(depth: 64, keysPerObject: 4_096, stringBytes: 1 << 20)
}
