/// Finds the chunks of a file: four letters, a size of four bytes, and that many bytes.
struct ChunkReader {
    struct Header {
        /// Tracks that are to be read: of a file of type 2, one.
        var trackCount: Int
        var division: Division
    }

    private static let headerLetters = Array("MThd".utf8)
    private static let trackLetters = Array("MTrk".utf8)

    private let bytes: [UInt8]
    private var reader: ByteReader

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        reader = ByteReader(bytes, from: 0, to: bytes.count, of: "the file")
    }

    /// The header chunk, which must be the first. It may be longer than the six bytes that are known.
    mutating func readHeader() throws(MIDIFileError) -> Header {
        guard bytes.starts(with: Self.headerLetters) else {
            throw fault("the file does not begin with MThd: not a standard MIDI file", .notMIDI, 0)
        }
        _ = try reader.skip(4, of: "the header")
        let size = try reader.integer(size: 4, of: "the header")
        guard size >= 6 else { throw fault("the header has \(size) bytes, not 6", .malformed, 4) }
        let place = try reader.skip(size, of: "the header")
        let type = Int(bytes[place.lowerBound]) << 8 | Int(bytes[place.lowerBound + 1])
        let count = Int(bytes[place.lowerBound + 2]) << 8 | Int(bytes[place.lowerBound + 3])
        guard type <= 2 else {
            throw fault("the file is of type \(type), not 0, 1 or 2", .malformed, 8)
        }
        guard count > 0 else { throw fault("the header counts no tracks", .malformed, 10) }
        guard type > 0 || count == 1 else {
            throw fault("a file of type 0 has one track, not \(count)", .malformed, 10)
        }
        let division = try Division(
            bytes[place.lowerBound + 4],
            bytes[place.lowerBound + 5],
            at: 12
        )
        return Header(trackCount: type == 2 ? 1 : count, division: division)
    }

    /// The bytes of the next track chunk. Chunks of other kinds before it are skipped.
    mutating func readTrack(number: Int, of count: Int) throws(MIDIFileError) -> ByteReader {
        while reader.remaining > 0 {
            let letters = try reader.skip(4, of: "a chunk's name")
            let size = try reader.integer(size: 4, of: "a chunk's size")
            let isTrack = bytes[letters] == Self.trackLetters[...]
            guard size <= reader.remaining else {
                throw fault(
                    "\(isTrack ? "a track" : "a chunk") has \(size) bytes,"
                        + " and the file \(reader.remaining) more",
                    .truncated,
                    letters.lowerBound
                )
            }
            let place = try reader.skip(size, of: "a chunk")
            guard isTrack else { continue }
            return ByteReader(bytes, from: place.lowerBound, to: place.upperBound, of: "the track")
        }
        throw fault("the file ends before track \(number) of \(count)", .truncated, reader.offset)
    }

    private func fault(
        _ message: String,
        _ code: MIDIFileError.Code,
        _ offset: Int
    ) -> MIDIFileError {
        MIDIFileError(code: code, offset: offset, message: message)
    }
}
