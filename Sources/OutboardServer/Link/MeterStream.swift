import OutboardProtocol
import OutboardSession

/// One subscriber's meters: levels since the last frame, and no second frame before the first was echoed.
struct MeterStream {
    let config: MetersConfig
    private let intervalNanoseconds: Int64
    private var levels: [ChannelLevel]
    private var dueAt: Int64 = 0
    private var isAwaitingEcho = false
    private var sequence: UInt32 = 0

    init(_ config: MetersConfig) {
        self.config = config
        intervalNanoseconds = Int64(1e9 / config.rateHertz)
        levels = Array(repeating: ChannelLevel(), count: config.channelCount)
    }

    mutating func noteEcho() { isAwaitingEcho = false }

    /// Takes a reading in, and gives the frame to send, where one is due and credit is there.
    ///
    /// - Parameter mayEmit: whether a frame would be sent at all. What is not sent now is in a later one.
    mutating func offer(_ reading: MeterReading, now: Int64, mayEmit: Bool) -> [UInt8]? {
        guard reading.levels.count == levels.count else { return nil }
        for index in levels.indices { levels[index].add(reading.levels[index]) }
        guard now >= dueAt, !isAwaitingEcho, mayEmit else { return nil }
        // Measured from the due time, not from now, so that the rate holds on average.
        dueAt = max(dueAt + intervalNanoseconds, now)
        isAwaitingEcho = true
        let header = BinaryFrameHeader(
            kind: .meters,
            stream: config.stream,
            sequence: sequence,
            frame: reading.frame
        )
        sequence &+= 1
        defer { levels = Array(repeating: ChannelLevel(), count: levels.count) }
        return MeterFrame.bytes(header, levels)
    }
}
