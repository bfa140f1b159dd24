import Foundation
import OutboardProtocol
import OutboardSession

/// One subscriber's meters: peaks since the last frame, and no second frame before the first was echoed.
struct MeterStream {
    let config: MetersConfig
    private let intervalNanoseconds: Int64
    private var peaks: [Float]
    private var dueAt: Int64 = 0
    private var isAwaitingEcho = false
    private var sequence: UInt32 = 0

    init(_ config: MetersConfig) {
        self.config = config
        intervalNanoseconds = Int64(1e9 / config.rateHertz)
        peaks = Array(repeating: 0, count: config.strips.map(\.channels).reduce(0, +))
    }

    mutating func noteEcho() { isAwaitingEcho = false }

    /// Takes a reading in, and gives the frame to send, where one is due and credit is there.
    mutating func offer(_ reading: MeterReading, now: Int64) -> [UInt8]? {
        guard reading.peaks.count == peaks.count else { return nil }
        for index in peaks.indices { peaks[index] = max(peaks[index], reading.peaks[index]) }
        guard now >= dueAt, !isAwaitingEcho else { return nil }
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
        let codes = peaks.flatMap {
            littleEndian(MeterCode.code(decibels: 20 * log10(Double($0))))
        }
        peaks = Array(repeating: 0, count: peaks.count)
        return header.bytes + codes
    }
}
