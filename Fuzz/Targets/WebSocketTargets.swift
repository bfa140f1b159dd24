import NIOCore
import OutboardWebSocket

private let limits = WebSocketLimits(messageBytesMax: 4_096, framesPerMessageMax: 16)

/// The first byte says whether compression was agreed on, and seeds how the rest is cut.
func fuzzWebSocket(_ input: UnsafeBufferPointer<UInt8>, role: WebSocketRole) {
    guard let first = input.first else { return }
    let bytes = Array(input.dropFirst())
    let mayBeCompressed = first & 1 != 0
    let whole = decoded(bytes, role, mayBeCompressed) { bytes.count }
    var state = UInt32(first)
    let cut = decoded(bytes, role, mayBeCompressed) {
        state = state &* 1_664_525 &+ 1_013_904_223
        return 1 + Int(state >> 28)
    }
    precondition(whole == cut, "what comes out depends on how the bytes are cut")
    for case .message(let message) in whole.events { check(message, role) }
}

private struct Outcome: Equatable {
    var events: [WebSocketEvent] = []
    var refusal: WebSocketViolation?
}

private func decoded(
    _ bytes: [UInt8],
    _ role: WebSocketRole,
    _ mayBeCompressed: Bool,
    _ nextCount: () -> Int
) -> Outcome {
    var decoder = WebSocketDecoder(role: role, limits: limits, mayBeCompressed: mayBeCompressed)
    var outcome = Outcome()
    var position = 0
    while position < bytes.count {
        let end = min(bytes.count, position + nextCount())
        do throws(WebSocketViolation) {
            try decoder.decode(bytes[position..<end].span) { outcome.events.append($0) }
        } catch {
            outcome.refusal = error
            return outcome
        }
        position = end
    }
    return outcome
}

/// Keeps to the limit, is UTF-8 where it says so, and is the same when written and read again.
private func check(_ message: WebSocketMessage, _ role: WebSocketRole) {
    var frame = ByteBuffer()
    let mask = role == .server ? WebSocketMask(1, 2, 3, 4) : nil
    switch message {
    case .text(let bytes):
        precondition(bytes.count <= limits.messageBytesMax, "a message beyond the limit")
        precondition(String(validating: bytes, as: UTF8.self) != nil, "text that is not UTF-8")
        frame.writeFrame(.text, bytes, mask: mask)
    case .binary(let bytes):
        precondition(bytes.count <= limits.messageBytesMax, "a message beyond the limit")
        frame.writeFrame(.binary, bytes, mask: mask)
    }
    let again = decoded(Array(frame.readableBytesView), role, false) { .max >> 1 }
    precondition(again == Outcome(events: [.message(message)]), "written, it reads back otherwise")
}

func fuzzExtensions(_ input: UnsafeBufferPointer<UInt8>) {
    let headers = input.split(separator: 0x0A, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
    }
    if let all = try? WebSocketExtension.parse(headers) {
        precondition((try? WebSocketExtension.parse(all.map(\.text))) == all)
    }
    if let answer = try? WebSocketDeflate.answer(to: headers) {
        precondition((9...15).contains(answer.agreed.windowBits))
        // What we answer as a server we take as a client.
        precondition((try? WebSocketDeflate.agreed(by: [answer.header])) != nil)
    }
    _ = try? WebSocketDeflate.agreed(by: headers)
}
