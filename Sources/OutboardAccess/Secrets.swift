/// Compares secrets in a time that does not depend on where they differ, nor on what is wrong with them.
package func isSameSecret(_ left: String, _ right: String) -> Bool {
    isSameSecret(SHA256.digest(Array(left.utf8)), SHA256.digest(Array(right.utf8)))
}

/// The same of bytes whose count is no secret.
func isSameSecret(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}

/// Bytes that nobody can guess, from the system's own source.
func randomBytes(_ count: Int) -> [UInt8] {
    var source = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &source) }
}

/// The same as text that a URL can have in it.
package func randomText(bytes count: Int) -> String { base64URL(randomBytes(count)) }
