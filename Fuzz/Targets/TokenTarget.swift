import OutboardAccess

/// What can be read of a token before its signature is looked at. Nothing of it is believed, but it is read.
func fuzzToken(_ input: UnsafeBufferPointer<UInt8>) {
    let text = String(decoding: input, as: UTF8.self)
    guard let token = try? TokenText(reading: text) else { return }
    precondition(text.utf8.count <= TokenText.bytesMax)
    precondition(text.utf8.count { $0 == UInt8(ascii: ".") } == 2)
    precondition(token.payload.object != nil, "what is claimed is an object")
    precondition(token.keyName.map { !$0.isEmpty } ?? true)
}
