/// Why a patch does not fit a document, which is left as it was.
package struct JSONPatchError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Not a list of operations as RFC 6902 has them.
        case malformed
        case invalidPointer
        /// There is nothing at that place, or nothing that could hold something.
        case missing
        /// A list's index that is no number, or behind the end.
        case invalidIndex
        case testFailed
        /// A value would be moved into itself.
        case intoItself
        /// More operations, values or levels than are allowed.
        case tooLarge
    }

    package let code: Code
    package let message: String
    /// 0-based; nil where the patch as a whole is at fault.
    package var operation: Int?

    package init(_ code: Code, _ message: String, operation: Int? = nil) {
        self.code = code
        self.message = message
        self.operation = operation
    }

    package var description: String {
        operation.map { "operation \($0): \(message)" } ?? message
    }
}
