import NIOCore
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardWebSocket

/// What one message costs between the socket and the engine, in nanoseconds: `make bench ARGS=codec`.
///
/// The best of many short rounds, because everything else on the machine only ever adds: a round is over
/// before the next program's turn.
@main
enum CodecBench {
    static let request = """
        {"id":"c1-42","type":"PLUGIN_PARAMETER","session_id":"demo","data":{"track_id":"keys",\
        "plugin_id":"keys-echo","parameter_id":"feedback","parameter_value":40.25}}
        """

    static func main() {
        let text = Array(request.utf8)
        print("a request of \(text.count) bytes; nanoseconds, the best of 400 rounds")
        var frame = ByteBuffer()
        frame.writeFrame(.text, text, mask: WebSocketMask(0x37, 0xFA, 0x21, 0x3D))
        var decoder = WebSocketDecoder(role: .server, limits: WebSocketLimits())
        report("frame to message") {
            var count = 0
            try! decoder.decode(frame.readableBytesUInt8Span) { event in
                if case .message(.text(let bytes)) = event { count += bytes.count }
            }
            return count
        }
        let allocator = ByteBufferAllocator()
        report("message to frame") {
            var buffer = allocator.buffer(capacity: 14 + text.count)
            buffer.writeFrame(.text, text, mask: nil)
            return buffer.readableBytes
        }
        report("text to JSON value") {
            (try! JSONValue(parsing: text)).object!.members.count
        }
        report("text to request") { (try! Envelope(reading: text)).id!.utf8.count }
        let ack = ServerMessage.ack(
            Ack(.applied, revision: 812, appliedAtFrame: 1_234_567, appliedAtSeconds: 25.72014),
            id: "c1-42",
            session: SessionID("demo")
        )
        report("ack to text") { ack.text(timeMilliseconds: 1_795_204_800_123).utf8.count }
    }

    /// - Parameter work: gives a number that depends on what it did, so that it is done.
    static func report(_ name: String, _ work: () -> Int) {
        let repeats = 500
        var sum = 0
        var best = Double.infinity
        let clock = ContinuousClock()
        for _ in 0..<400 {
            let duration = clock.measure {
                for _ in 0..<repeats { sum &+= work() }
            }
            let (seconds, attoseconds) = duration.components
            best = min(best, (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(repeats))
        }
        precondition(sum != 0)
        print("\(name): \(Int(best.rounded()))")
    }
}
