import OutboardModel
import OutboardProtocol
import Testing

/// How levels travel.
struct MetersTests {
    private let config = MetersConfig(
        stream: 7,
        rateHertz: 30,
        strips: [
            .init(track: TrackID("wide"), channels: 3), .init(track: .master, channels: 2),
        ]
    )
    private let header = BinaryFrameHeader(kind: .meters, stream: 7, sequence: 42, frame: 48_000)
    private let levels = [
        ChannelLevel(peak: 1, sumOfSquares: 240, frames: 480, gain: 0.5), ChannelLevel(),
        ChannelLevel(peak: 0.1, sumOfSquares: 0.01, frames: 1, gain: 1),
        ChannelLevel(peak: 2, sumOfSquares: 0, frames: 480, gain: 2),
        ChannelLevel(peak: 0.5, sumOfSquares: 120, frames: 480),
    ]

    @Test func metersAreHundredthsOfADecibel() {
        #expect(MeterCode.code(decibels: -6.02) == -602)
        #expect(MeterCode.code(decibels: 0) == 0)
        #expect(MeterCode.code(decibels: -.infinity) == MeterCode.silence)
        #expect(MeterCode.code(decibels: 1_000) == 32_767)
        #expect(MeterCode.decibels(-602) == -6.02)
        #expect(MeterCode.decibels(MeterCode.silence) == -.infinity)
    }

    @Test func aFrameIsLaidOutAsTheProtocolSays() {
        let bytes = MeterFrame.bytes(header, levels)
        #expect(bytes.count == 16 + 5 * 3 * 2)
        #expect(bytes[0..<8] == [1, 2, 7, 0, 42, 0, 0, 0])
        // The first channel: peak 0 dB, RMS -3.01 dB, gain -6.02 dB.
        #expect(bytes[16..<22] == [0, 0, 0xD3, 0xFE, 0xA6, 0xFD])
        #expect(bytes[22..<28] == [0, 0x80, 0, 0x80, 0, 0x80])
    }

    @Test func aFrameReadsBack() throws {
        let frame = try #require(MeterFrame(MeterFrame.bytes(header, levels), config))
        #expect(frame.header == header)
        #expect(frame.channels.map(\.peakDecibels) == [0, -.infinity, -20, 6.02, -6.02])
        #expect(frame.channels.map(\.rmsDecibels) == [-3.01, -.infinity, -20, -.infinity, -6.02])
        #expect(frame.channels.map(\.gainDecibels) == [-6.02, -.infinity, 0, 6.02, -.infinity])
    }

    @Test func configurationReadsBack() {
        #expect(MetersConfig(config.json) == config)
        #expect(MetersConfig(["stream": 1]) == nil)
        var json = config.json
        json["strips"] = [["track_id": "a", "channels": -1]]
        #expect(MetersConfig(json) == nil)
    }

    @Test func fieldsThatAreNotKnownArePassedOver() throws {
        var later = config
        later.strips = [.init(track: .master, channels: 1)]
        later.fields = ["rms", "novelty", "peak"]
        let bytes = header.bytes + [-600, 1, -300].flatMap { littleEndian(Int16($0)) }
        let values = try #require(MeterFrame(bytes, later)).channels[0]
        #expect(values.rmsDecibels == -6)
        #expect(values.peakDecibels == -3)
        #expect(values.gainDecibels == -.infinity)
    }

    @Test func framesOfAnotherStreamVersionOrSizeAreNotRead() {
        let bytes = MeterFrame.bytes(header, levels)
        var other = header
        other.stream = 8
        #expect(MeterFrame(MeterFrame.bytes(other, levels), config) == nil)
        #expect(MeterFrame(bytes.dropLast(), config) == nil)
        #expect(MeterFrame(bytes + [0], config) == nil)
        #expect(MeterFrame(Array(bytes.prefix(8)), config) == nil)
        var old = bytes
        old[1] = 1
        #expect(MeterFrame(old, config) == nil)
    }

    @Test func levelsAddUpOverTime() {
        var level = ChannelLevel(peak: 0.5, sumOfSquares: 1, frames: 100, gain: 1)
        level.add(ChannelLevel(peak: 0.25, sumOfSquares: 8, frames: 300, gain: 0.5))
        #expect(level == ChannelLevel(peak: 0.5, sumOfSquares: 9, frames: 400, gain: 0.5))
        #expect(level.rms == 0.15)
        #expect(ChannelLevel().rms == 0)
    }
}
