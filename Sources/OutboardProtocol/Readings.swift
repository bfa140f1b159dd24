import OutboardJSON
import OutboardModel

/// Where the song is.
package struct TransportState: Sendable, Equatable {
    package var isRolling: Bool
    package var seconds: Double
    package var frame: Int64
    package var bar: Int
    package var beat: Double
    package var beatsPerMinute: Double

    package init(
        isRolling: Bool,
        seconds: Double,
        frame: Int64,
        bar: Int,
        beat: Double,
        beatsPerMinute: Double
    ) {
        self.isRolling = isRolling
        self.seconds = seconds
        self.frame = frame
        self.bar = bar
        self.beat = beat
        self.beatsPerMinute = beatsPerMinute
    }

    package var json: JSONObject {
        [
            "rolling": .bool(isRolling), "seconds": .number(seconds), "frame": .integer(frame),
            "bar": .integer(bar), "beat": .number(beat), "bpm": .number(beatsPerMinute),
        ]
    }
}

/// How loud a strip is behind its fader, by EBU R 128. Silence is null.
package struct LoudnessReading: Sendable, Equatable {
    package var track: TrackID
    package var momentaryLUFS: Double
    package var shortTermLUFS: Double
    package var integratedLUFS: Double
    package var rangeLU: Double
    package var truePeakDecibels: Double
    /// -1...1; nil for a strip that is not stereo.
    package var correlation: Double?

    package init(
        track: TrackID,
        momentaryLUFS: Double,
        shortTermLUFS: Double,
        integratedLUFS: Double,
        rangeLU: Double,
        truePeakDecibels: Double,
        correlation: Double?
    ) {
        self.track = track
        self.momentaryLUFS = momentaryLUFS
        self.shortTermLUFS = shortTermLUFS
        self.integratedLUFS = integratedLUFS
        self.rangeLU = rangeLU
        self.truePeakDecibels = truePeakDecibels
        self.correlation = correlation
    }

    package var json: JSONObject {
        [
            "track_id": .string(track.text), "momentary_lufs": .finite(momentaryLUFS),
            "short_term_lufs": .finite(shortTermLUFS), "integrated_lufs": .finite(integratedLUFS),
            "range_lu": .finite(rangeLU), "true_peak_dbtp": .finite(truePeakDecibels),
            "correlation": correlation.map { .finite($0) } ?? .null,
        ]
    }
}

/// A strip that is recorded, or was.
package struct RecordingState: Sendable, Equatable {
    package var track: TrackID
    package var path: String
    package var isRunning: Bool
    package var frames: Int64
    package var droppedFrames: Int64
    /// The engine's frame of the file's first. nil: nothing has been written yet.
    package var firstFrame: Int64?
    package var error: String?

    package init(
        track: TrackID,
        path: String,
        isRunning: Bool,
        frames: Int64,
        droppedFrames: Int64,
        firstFrame: Int64?,
        error: String? = nil
    ) {
        self.track = track
        self.path = path
        self.isRunning = isRunning
        self.frames = frames
        self.droppedFrames = droppedFrames
        self.firstFrame = firstFrame
        self.error = error
    }

    package var json: JSONObject {
        var data: JSONObject = [
            "track_id": .string(track.text), "path": .string(path), "running": .bool(isRunning),
            "frames": .integer(frames), "dropped_frames": .integer(droppedFrames),
        ]
        data["first_frame"] = firstFrame.map { .integer($0) }
        data["error"] = error.map(JSONValue.string)
        return data
    }
}

extension JSONValue {
    /// JSON has no infinity: what is not finite is null.
    static func finite(_ number: Double) -> JSONValue { number.isFinite ? .number(number) : .null }
}
