/// What a standard MIDI file says, with its times as beats and as seconds.
///
/// The layout is that of Standard MIDI Files 1.0 (RP-001). A beat is a quarter note. A file whose
/// division is in SMPTE frames has no beats of its own: its seconds are exact, its beats are those
/// of 120 beats a minute, and its tempo events mean nothing.
package struct MIDIFile: Sendable, Equatable {
    /// In the order of beats, one a beat. The first is at beat 0: 120 beats a minute (500 000 us a
    /// beat) where the file says nothing else.
    package var tempos: [Tempo]
    /// In the order of beats, one a beat. The first is at beat 0: 4/4 where the file says nothing
    /// else.
    package var signatures: [Signature]
    /// In the order of the file. Of a file of type 2, whose tracks are sequences of their own, the
    /// first alone.
    package var tracks: [Track]
    /// From the start to the end of the track that ends last, in quarter notes. An end may be later
    /// than every event.
    package var lengthBeats: Double
    /// The same in seconds.
    package var lengthSeconds: Double

    /// The sequence's name, which the format keeps as the name of the first track.
    package var name: String { tracks.first?.name ?? "" }

    /// A tempo that holds from its beat to the next.
    package struct Tempo: Sendable, Equatable {
        /// Quarter notes from the start.
        package var beat: Double
        /// 1 to 16 777 215.
        package var microsecondsPerBeat: Int

        package init(beat: Double, microsecondsPerBeat: Int) {
            self.beat = beat
            self.microsecondsPerBeat = microsecondsPerBeat
        }
    }

    /// A time signature that holds from its beat to the next.
    package struct Signature: Sendable, Equatable {
        /// Quarter notes from the start.
        package var beat: Double
        /// 1 to 255.
        package var numerator: Int
        /// A power of two, 1 to 128.
        package var denominator: Int

        package init(beat: Double, numerator: Int, denominator: Int) {
            self.beat = beat
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    package struct Track: Sendable, Equatable {
        /// Empty where the file gives none. At most 256 Unicode scalars, without control characters.
        package var name: String
        /// Channel messages in the order of the file, which is also that of time.
        package var events: [Event]

        package init(name: String, events: [Event]) {
            self.name = name
            self.events = events
        }
    }

    /// A channel message at its time.
    package struct Event: Sendable, Equatable {
        /// Quarter notes from the start.
        package var beat: Double
        /// From the start, through the tempos of the whole file.
        package var seconds: Double
        package var bytes: MIDIBytes

        package init(beat: Double, seconds: Double, bytes: MIDIBytes) {
            self.beat = beat
            self.seconds = seconds
            self.bytes = bytes
        }
    }
}

/// A channel message as it goes over a cable (MIDI 1.0): a status byte and one or two data bytes.
package struct MIDIBytes: Sendable, Hashable {
    /// 0x80...0xEF: the kind in the upper four bits, the channel (from 0) in the lower four.
    package var status: UInt8
    /// 0...127.
    package var data1: UInt8
    /// 0...127. 0 where `size` is 2.
    package var data2: UInt8
    /// Bytes of the message: 2 or 3.
    package var size: UInt8

    package init(status: UInt8, data1: UInt8, data2: UInt8, size: UInt8) {
        self.status = status
        self.data1 = data1
        self.data2 = data2
        self.size = size
    }

    /// Also true of a note on with velocity 0, which means the same.
    package var isNoteOff: Bool { status & 0xF0 == 0x80 || (status & 0xF0 == 0x90 && data2 == 0) }

    /// A note on with a velocity other than 0.
    package var isNoteOn: Bool { status & 0xF0 == 0x90 && data2 != 0 }
}
