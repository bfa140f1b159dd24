extension MIDIFile {
    /// Reads a standard MIDI file of type 0, 1 or 2; of type 2 the first sequence alone.
    ///
    /// Channel messages, tempos, time signatures and the names of tracks are kept; other meta events,
    /// system exclusive events and chunks of unknown kinds are skipped. Tempos and time signatures
    /// count for all tracks, whichever they stand in; of two at one tick, the later in the file. What
    /// follows the last track that the header counts is not looked at. A track must have its end of
    /// track event, and the file every track that the header counts. O(n log n) in its size.
    package init(
        reading file: some Collection<UInt8>,
        limits: MIDIFileLimits = MIDIFileLimits()
    ) throws(MIDIFileError) {
        guard file.count <= limits.bytes else {
            throw MIDIFileError(
                code: .tooLarge,
                offset: limits.bytes,
                message: "the file is larger than \(limits.bytes) bytes"
            )
        }
        var chunks = ChunkReader(Array(file))
        let header = try chunks.readHeader()
        var tracks: [TrackReader] = []
        var count = 0
        while tracks.count < header.trackCount {
            let chunk = try chunks.readTrack(number: tracks.count + 1, of: header.trackCount)
            var track = TrackReader(chunk, limits: limits, countBefore: count)
            try track.readAll()
            count += track.count
            tracks.append(track)
        }
        self.init(division: header.division, tracks: tracks)
    }

    private init(division: Division, tracks: [TrackReader]) {
        // Where a tick is a fraction of a second, a tempo has nothing to change.
        let isTimed = if case .ticksPerSecond = division { true } else { false }
        let tempos = Change.ordered(isTimed ? [] : tracks.flatMap(\.tempos), from: 500_000)
        let signatures = Change.ordered(tracks.flatMap(\.signatures), from: (4, 4))
        var clock = TickClock(division, tempos: tempos)

        self.tempos = tempos.map {
            Tempo(beat: clock.beat($0.tick), microsecondsPerBeat: $0.value)
        }
        self.signatures = signatures.map {
            Signature(
                beat: clock.beat($0.tick),
                numerator: $0.value.numerator,
                denominator: $0.value.denominator
            )
        }
        self.tracks = tracks.map { track in
            let events = track.events.map { event in
                let tick = Int(event.tick)
                return Event(
                    beat: clock.beat(tick),
                    seconds: clock.seconds(tick),
                    bytes: event.bytes
                )
            }
            return Track(name: track.name ?? "", events: events)
        }
        let end = tracks.map(\.tick).max() ?? 0
        lengthBeats = clock.beat(end)
        lengthSeconds = clock.seconds(end)
    }
}
