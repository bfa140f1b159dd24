import OutboardJSON
import OutboardProtocol

func fuzzJSON(_ input: UnsafeBufferPointer<UInt8>) {
    guard let value = try? JSONValue(parsing: input) else { return }
    check(value, depth: 1)
    for text in [value.compactText, value.canonicalText] {
        let again = try? JSONValue(parsing: Array(text.utf8), limits: .file)
        precondition(again == value, "written, it reads back otherwise")
    }
    guard case .number(let number) = value else { return }
    let text = String(decoding: input, as: UTF8.self).filter { !$0.isWhitespace }
    precondition(Double(text) == number, "not the nearest number")
}

private func check(_ value: JSONValue, depth: Int) {
    let limits = JSONLimits.wire
    switch value {
    case .null, .bool: break
    case .number(let number): precondition(number.isFinite)
    case .string(let text): precondition(text.utf8.count <= limits.stringBytes)
    case .array(let elements):
        precondition(depth <= limits.depth)
        for element in elements { check(element, depth: depth + 1) }
    case .object(let object):
        precondition(depth <= limits.depth && object.members.count <= limits.keysPerObject)
        precondition(Set(object.members.map(\.key)).count == object.members.count)
        for member in object.members { check(member.value, depth: depth + 1) }
    }
}

/// A message that is a request is written and read as the same request; one that is none has an answer.
func fuzzEnvelope(_ input: UnsafeBufferPointer<UInt8>) {
    do throws(Envelope.Fault) {
        let envelope = try Envelope(reading: input)
        let again = try? Envelope(reading: Array(envelope.text.utf8))
        precondition(again == envelope, "written, it reads back otherwise: \(envelope.text)")
    } catch {
        let answer = ServerMessage.error(error.error, id: error.id).text(timeMilliseconds: 0)
        precondition((try? ServerMessage(reading: Array(answer.utf8))) != nil, "no answer")
    }
}

func fuzzServerMessage(_ input: UnsafeBufferPointer<UInt8>) {
    guard let message = try? ServerMessage(reading: input) else { return }
    let text = message.text(timeMilliseconds: 1_795_204_800_123)
    precondition((try? ServerMessage(reading: Array(text.utf8))) == message)
}
