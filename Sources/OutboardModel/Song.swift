/// The session's time: tempo, time signatures, and the part that is repeated.
package struct Song: Sendable, Equatable {
    /// From a beat on.
    package struct Tempo: Sendable, Equatable {
        /// Quarter notes from the song's start.
        package var beat: Double
        package var beatsPerMinute: Double

        package init(beat: Double, beatsPerMinute: Double) {
            self.beat = beat
            self.beatsPerMinute = beatsPerMinute
        }
    }

    /// From a bar on.
    package struct Signature: Sendable, Equatable {
        /// 0-based.
        package var bar: Int
        package var numerator: Int
        package var denominator: Int

        package init(bar: Int, numerator: Int, denominator: Int) {
            self.bar = bar
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    package static let beatsPerMinuteRange = 5.0...990.0

    /// In the order of beats; the first holds from the start.
    package var tempos: [Tempo]
    /// In the order of bars; the first holds from the start.
    package var signatures: [Signature]
    /// In seconds. nil: the song goes on for ever.
    package var loop: Range<Double>?
    /// Whether it rolls as soon as the session is live.
    package var rollsAtOnce: Bool

    package init(
        tempos: [Tempo] = [Tempo(beat: 0, beatsPerMinute: 120)],
        signatures: [Signature] = [Signature(bar: 0, numerator: 4, denominator: 4)],
        loop: Range<Double>? = nil,
        rollsAtOnce: Bool = true
    ) {
        self.tempos = tempos
        self.signatures = signatures
        self.loop = loop
        self.rollsAtOnce = rollsAtOnce
    }
}

/// How something moves over the song.
package struct AutomationCurve: Sendable, Equatable {
    package enum Target: Sendable, Hashable {
        case parameter(track: TrackID, insert: InsertID, symbol: String)
        case fader(TrackID)
        case pan(TrackID)
    }

    /// What the curve and people's hands do to each other while the song rolls.
    package enum Mode: String, Sendable, CaseIterable {
        /// The curve is not followed.
        case off
        case read
        /// Followed until somebody takes hold of the control; what the hand does is written, and when it
        /// lets go the curve is followed again.
        case touch
        /// The same, but what the hand left stands until the song stops.
        case latch
        /// What the control does is written from the moment that the song rolls.
        case write
    }

    package struct Point: Sendable, Equatable {
        package var seconds: Double
        /// Plain; of a fader in dB.
        package var value: Double

        package init(seconds: Double, value: Double) {
            self.seconds = seconds
            self.value = value
        }
    }

    package var target: Target
    package var mode: Mode
    /// In the order of time. Between two of them lies a straight line, or a step where the control
    /// has steps.
    package var points: [Point]

    package init(target: Target, mode: Mode = .read, points: [Point]) {
        self.target = target
        self.mode = mode
        self.points = points
    }

    /// The value on the straight line between the neighbours of a time; before the first point and behind
    /// the last, theirs. There must be a point.
    package func value(at seconds: Double) -> Double {
        // Binary: a curve that hands have written has thousands of points.
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].seconds > seconds { high = middle } else { low = middle + 1 }
        }
        guard low > 0 else { return points[0].value }
        let from = points[low - 1]
        guard low < points.count else { return from.value }
        let to = points[low]
        let part = (seconds - from.seconds) / (to.seconds - from.seconds)
        return from.value + (to.value - from.value) * part
    }

    /// The value of the last point at or before a time, or the first point's. There must be one.
    package func step(at seconds: Double) -> Double {
        (points.last { $0.seconds <= seconds } ?? points[0]).value
    }
}
