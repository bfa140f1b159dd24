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
}
