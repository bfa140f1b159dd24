extension MIDIFile {
    /// The events of several tracks, or of all, in the order of time.
    ///
    /// At one time note ons come last, so that a note that ends does not end the one that begins, and
    /// a program change is heard by its note; all else keeps the order of tracks and of the file. A
    /// note that begins and ends at one time keeps its note off behind its note on, else it would
    /// never end. Numbers of tracks that are not there add nothing. O(n log n).
    package func events(ofTracks chosen: Set<Int>? = nil) -> [Event] {
        var events: [Event] = []
        var ranks: [UInt8] = []
        for (index, track) in tracks.enumerated() where chosen?.contains(index) ?? true {
            events += track.events
            var order = NoteOrder()
            ranks += track.events.map { order.rank($0) }
        }
        // Where an event stands is part of the order, which makes it a total one.
        let order = events.indices.sorted {
            (events[$0].beat, ranks[$0], $0) < (events[$1].beat, ranks[$1], $1)
        }
        return order.map { events[$0] }
    }
}

/// Decides which events of a track come first among those at one time.
private struct NoteOrder {
    private enum Rank {
        static let first: UInt8 = 0
        static let noteOn: UInt8 = 1
        /// What belongs to a note that began at this very time.
        static let last: UInt8 = 2
    }

    /// What is known of one key of one channel.
    private struct Key {
        /// Since before this time.
        var isSounding = false
        var isBegunNow = false
        var hasEndedNow = false
    }

    private var keys = [Key](repeating: Key(), count: 16 * 128)
    /// The keys with something that is so only now.
    private var touched: [Int] = []
    private var beat = 0.0

    /// To be called with each event of the track, in its order. Amortized O(1).
    mutating func rank(_ event: MIDIFile.Event) -> UInt8 {
        if event.beat != beat { advance(to: event.beat) }
        let bytes = event.bytes
        let index = Int(bytes.status & 0x0F) << 7 | Int(bytes.data1)
        switch bytes.status & 0xF0 {
        case 0x90 where bytes.isNoteOn:
            touched.append(index)
            keys[index].isBegunNow = true
            return keys[index].hasEndedNow ? Rank.last : Rank.noteOn
        case 0x80, 0x90:
            if keys[index].isSounding {
                keys[index].isSounding = false
                return Rank.first
            }
            guard keys[index].isBegunNow else { return Rank.first }
            keys[index].isBegunNow = false
            keys[index].hasEndedNow = true
            return Rank.last
        case 0xA0 where keys[index].isBegunNow:
            return Rank.last
        default:
            return Rank.first
        }
    }

    private mutating func advance(to beat: Double) {
        self.beat = beat
        for index in touched {
            keys[index].isSounding = keys[index].isSounding || keys[index].isBegunNow
            keys[index].isBegunNow = false
            keys[index].hasEndedNow = false
        }
        touched.removeAll(keepingCapacity: true)
    }
}
