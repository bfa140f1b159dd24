import Glibc
import OutboardJSON
import OutboardModel

/// The level of one channel of a strip, behind its fader, over some time.
package struct ChannelLevel: Sendable, Equatable {
    /// The largest magnitude, linear, 1.0 = full scale.
    package var peak: Float
    /// Of all samples, linear.
    package var sumOfSquares: Double
    package var frames: Int
    /// What the fader multiplied the channel with at the end, linear.
    package var gain: Float

    package init(peak: Float = 0, sumOfSquares: Double = 0, frames: Int = 0, gain: Float = 0) {
        self.peak = peak
        self.sumOfSquares = sumOfSquares
        self.frames = frames
        self.gain = gain
    }

    /// The root of the mean of the squares, linear: a full-scale sine has 0.707.
    package var rms: Double { frames == 0 ? 0 : (sumOfSquares / Double(frames)).squareRoot() }

    /// Becomes the level over both times.
    package mutating func add(_ later: ChannelLevel) {
        peak = max(peak, later.peak)
        sumOfSquares += later.sumOfSquares
        frames += later.frames
        gain = later.gain
    }
}

/// How to read a subscriber's meter frames.
package struct MetersConfig: Sendable, Equatable {
    package struct Strip: Sendable, Equatable {
        package var track: TrackID
        package var channels: Int

        package init(track: TrackID, channels: Int) {
            self.track = track
            self.channels = channels
        }
    }

    /// The notification's name on the wire.
    package static let type = "meters_config"
    /// What this server's frames say of a channel. Others may be added behind these.
    package static let fields = ["peak", "rms", "gain"]

    package var stream: UInt16
    package var rateHertz: Double
    /// The values of each channel, in their order. A reader passes over those that it does not know.
    package var fields: [String]
    package var strips: [Strip]

    package init(
        stream: UInt16,
        rateHertz: Double,
        fields: [String] = Self.fields,
        strips: [Strip]
    ) {
        self.stream = stream
        self.rateHertz = rateHertz
        self.fields = fields
        self.strips = strips
    }

    /// In all strips together.
    package var channelCount: Int { strips.reduce(0) { $0 + $1.channels } }

    package var json: JSONObject {
        [
            "stream": .integer(stream), "rate_hertz": .number(rateHertz),
            "fields": .array(fields.map(JSONValue.string)),
            "strips": .array(
                strips.map {
                    ["track_id": .string($0.track.text), "channels": .integer($0.channels)]
                }
            ),
        ]
    }

    /// Reads what `json` gives. nil where that is something else.
    package init?(_ data: JSONObject) {
        guard let stream = data["stream"]?.number.flatMap({ UInt16(exactly: $0) }),
            let rate = data["rate_hertz"]?.number,
            let fields = data["fields"]?.array?.compactMap(\.string),
            let rows = data["strips"]?.array
        else { return nil }
        let strips = rows.compactMap { row -> Strip? in
            guard let track = row["track_id"]?.string,
                let channels = row["channels"]?.number.flatMap({ Int(exactly: $0) }), channels >= 0
            else { return nil }
            return Strip(track: TrackID(track), channels: channels)
        }
        guard strips.count == rows.count else { return nil }
        self.init(stream: stream, rateHertz: rate, fields: fields, strips: strips)
    }
}

/// A meter frame: header, then for each channel of each strip a value for each field.
package struct MeterFrame: Sendable, Equatable {
    /// Of a channel, in dB; silence is -infinity.
    package struct Values: Sendable, Equatable {
        package var peakDecibels = -Double.infinity
        package var rmsDecibels = -Double.infinity
        package var gainDecibels = -Double.infinity

        package init() {}
    }

    package var header: BinaryFrameHeader
    /// Channel after channel, strip after strip.
    package var channels: [Values]

    /// The bytes of a frame with the fields that `MetersConfig.fields` names.
    package static func bytes(_ header: BinaryFrameHeader, _ levels: [ChannelLevel]) -> [UInt8] {
        levels.reduce(into: header.bytes) { bytes, level in
            for linear in [Double(level.peak), level.rms, Double(level.gain)] {
                bytes += littleEndian(MeterCode.code(decibels: 20 * log10(linear)))
            }
        }
    }

    /// Reads a frame. nil where it is of another stream than `config`, or of another size.
    package init?(_ bytes: [UInt8], _ config: MetersConfig) {
        guard let header = BinaryFrameHeader(bytes), header.kind == .meters,
            header.stream == config.stream,
            bytes.count == BinaryFrameHeader.byteCount
                + 2 * config.fields.count * config.channelCount
        else { return nil }
        func value(_ name: String, of channel: Int) -> Double {
            guard let field = config.fields.firstIndex(of: name) else { return -.infinity }
            let at =
                BinaryFrameHeader.byteCount + 2 * (channel * config.fields.count + field)
            return MeterCode.decibels(Int16(bitPattern: number(bytes[at..<at + 2])))
        }
        self.header = header
        channels = (0..<config.channelCount).map { channel in
            var values = Values()
            values.peakDecibels = value("peak", of: channel)
            values.rmsDecibels = value("rms", of: channel)
            values.gainDecibels = value("gain", of: channel)
            return values
        }
    }
}

/// A meter's value on the wire: hundredths of a decibel, and the least number for silence.
package enum MeterCode {
    package static let silence = Int16.min

    /// - Parameter decibels: 0 = full scale, or unchanged. -infinity is silence.
    package static func code(decibels: Double) -> Int16 {
        guard decibels > -327 else { return silence }
        return Int16(min(decibels * 100, 32_767).rounded())
    }

    package static func decibels(_ code: Int16) -> Double {
        code == silence ? -.infinity : Double(code) / 100
    }
}
