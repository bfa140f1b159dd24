/// Reads the events of one track chunk.
struct TrackReader {
    /// A channel message at its tick.
    struct TickedBytes {
        var tick: UInt32
        var bytes: MIDIBytes
    }

    /// Ticks that a track may last, so that sums of times fit: 18 hours at the finest division and
    /// 120 beats a minute.
    static let tickMax = Int(UInt32.max)

    private(set) var name: String?
    private(set) var events: [TickedBytes] = []
    /// In microseconds per beat.
    private(set) var tempos: [Change<Int>] = []
    private(set) var signatures: [Change<(numerator: Int, denominator: Int)>] = []
    /// Where the track ends.
    private(set) var tick = 0
    /// Events that were read, with those that were skipped.
    private(set) var count = 0

    private var reader: ByteReader
    private let limits: MIDIFileLimits
    private let countBefore: Int
    /// The status byte that stands where an event has none of its own.
    private var runningStatus: UInt8?
    private var hasEnded = false

    /// `countBefore` is the number of events in the tracks before this one.
    init(_ reader: ByteReader, limits: MIDIFileLimits, countBefore: Int) {
        self.reader = reader
        self.limits = limits
        self.countBefore = countBefore
    }

    /// Reads to the end of track event. What is behind it is not looked at.
    mutating func readAll() throws(MIDIFileError) {
        while !hasEnded {
            guard reader.remaining > 0 else {
                throw fault("the track has no end of track event", .truncated, at: reader.offset)
            }
            guard countBefore + count < limits.events else {
                throw fault("more than \(limits.events) events", .tooLarge, at: reader.offset)
            }
            try readEvent()
            count += 1
        }
    }

    private mutating func readEvent() throws(MIDIFileError) {
        let start = reader.offset
        tick += try reader.variableLength(of: "a delta time")
        guard tick <= Self.tickMax else {
            throw fault("the delta times add up to more than 2^32 - 1 ticks", .tooLarge, at: start)
        }
        guard let first = reader.next else {
            throw fault("the track ends behind a delta time", .truncated, at: reader.offset)
        }
        switch first {
        case ..<0x80:
            guard let status = runningStatus else {
                throw fault(
                    "\(hexadecimal(first)) stands where a status byte belongs,"
                        + " and there is no running status",
                    at: reader.offset
                )
            }
            try readMessage(status)
        case ..<0xF0:
            _ = try reader.byte(of: "an event")
            runningStatus = first
            try readMessage(first)
        case 0xF0, 0xF7:
            _ = try reader.byte(of: "an event")
            runningStatus = nil
            let size = try reader.variableLength(of: "the size of a system exclusive event")
            _ = try reader.skip(size, of: "a system exclusive event")
        case 0xFF:
            _ = try reader.byte(of: "an event")
            runningStatus = nil
            try readMeta(at: start)
        default:
            throw fault(
                "the status byte \(hexadecimal(first)) is not allowed in a file",
                at: reader.offset
            )
        }
    }

    private mutating func readMessage(_ status: UInt8) throws(MIDIFileError) {
        let data1 = try reader.data(of: "a message")
        // Program changes and channel pressures have one data byte, the others two.
        let isShort = (0xC0..<0xE0).contains(status)
        let data2 = isShort ? 0 : try reader.data(of: "a message")
        let bytes = MIDIBytes(status: status, data1: data1, data2: data2, size: isShort ? 2 : 3)
        events.append(TickedBytes(tick: UInt32(tick), bytes: bytes))
    }

    private mutating func readMeta(at start: Int) throws(MIDIFileError) {
        let kind = try reader.data(of: "a meta event")
        let size = try reader.variableLength(of: "the size of a meta event")
        let place = try reader.skip(size, of: "a meta event")
        // A meta event may be longer than is known: later versions of the format may append to it.
        switch kind {
        case 0x03: if name == nil { name = Self.text(reader.bytes[place]) }
        case 0x2F: hasEnded = true
        case 0x51: try readTempo(reader.bytes[place], at: start)
        case 0x58: try readSignature(reader.bytes[place], at: start)
        default: break
        }
    }

    private mutating func readTempo(
        _ content: ArraySlice<UInt8>,
        at start: Int
    ) throws(MIDIFileError) {
        guard content.count >= 3 else {
            throw fault("a tempo has \(content.count) bytes, not 3", at: start)
        }
        let microseconds = content.prefix(3).reduce(0) { $0 << 8 | Int($1) }
        guard microseconds > 0 else {
            throw fault("a tempo is 0 microseconds per beat", at: start)
        }
        tempos.append(Change(tick: tick, value: microseconds))
    }

    private mutating func readSignature(
        _ content: ArraySlice<UInt8>,
        at start: Int
    ) throws(MIDIFileError) {
        guard content.count >= 4 else {
            throw fault("a time signature has \(content.count) bytes, not 4", at: start)
        }
        let numerator = Int(content[content.startIndex])
        let exponent = Int(content[content.startIndex + 1])
        guard numerator > 0 else { throw fault("a time signature has 0 beats a bar", at: start) }
        guard exponent <= 7 else {
            throw fault("a time signature's denominator is 2^\(exponent), over 128", at: start)
        }
        signatures.append(Change(tick: tick, value: (numerator, 1 << exponent)))
    }

    /// The format does not say how text is encoded: UTF-8 where it is that, else Latin-1.
    private static func text(_ content: ArraySlice<UInt8>) -> String {
        let text =
            String(validating: content, as: UTF8.self)
            ?? String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
        let visible = text.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(visible.prefix(256)))
    }

    private func fault(
        _ message: String,
        _ code: MIDIFileError.Code = .malformed,
        at offset: Int
    ) -> MIDIFileError {
        MIDIFileError(code: code, offset: offset, message: message)
    }
}
