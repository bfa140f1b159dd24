import CLilv
import CRealtime

/// What a plugin takes the song for, that goes on by itself from what it was told.
///
/// A plugin is told anew only of what it cannot foresee: a jump, a stop, another tempo or metre. The
/// transport's generation says that people changed something; it does not say that the song has come
/// to another tempo.
struct KnownSong: BitwiseCopyable {
    private let sampleRateHertz: Double
    /// How the song stands at the next call if nothing happens to it.
    private var expected = ob_transport()
    private var isKnown = false

    init(sampleRateHertz: Int) { self.sampleRateHertz = Double(sampleRateHertz) }

    /// Whether the plugin must be told how the song stands at this call. To be asked once a call.
    @_noLocks
    mutating func isNews(_ song: ob_transport, frames: UInt32) -> Bool {
        let beatsPerFrame = song.beats_per_minute / (60 * sampleRateHertz)
        let isNews = !(isKnown && foresees(song, beatsPerFrame))
        isKnown = true
        expected = song
        if song.is_rolling {
            expected.frame &+= Int64(frames)
            expected.beat += Double(frames) * beatsPerFrame
        }
        return isNews
    }

    /// The next call is news whatever it says.
    @_noLocks
    mutating func forget() { isKnown = false }

    @_noLocks
    private func foresees(_ song: ob_transport, _ beatsPerFrame: Double) -> Bool {
        guard song.generation == expected.generation, song.is_rolling == expected.is_rolling,
            song.frame == expected.frame, song.beats_per_minute == expected.beats_per_minute,
            song.numerator == expected.numerator, song.denominator == expected.denominator
        else { return false }
        // Tempo changes of a song lie on whole frames, which is the most that sums may be off by.
        guard (song.beat - expected.beat).magnitude <= beatsPerFrame else { return false }
        let bars = Double(song.bar) - Double(expected.bar)
        let quartersPerBar = Double(song.numerator) * 4 / Double(song.denominator)
        return (song.bar_beat - expected.bar_beat - bars * quartersPerBar).magnitude < 1e-6
    }
}

/// A `time:Position`: the song as it is at the call's first frame.
///
/// LV2 counts everything in the beats of the metre, which its `beatUnit` names: eighths in 6/8. Ours are
/// quarter notes always.
@_noLocks
func writePosition(
    _ transport: ob_transport,
    _ types: LV2EventTypes,
    _ writer: SequenceWriter
) {
    let propertyCount = 7
    let size = UInt32(8 + propertyCount * 24)
    guard let body = writer.append(frame: 0, type: types.object, size: size) else { return }
    let head = body.assumingMemoryBound(to: UInt32.self)
    head[0] = 0
    head[1] = types.position
    var place = body + 8
    let unitsPerQuarter = Double(transport.denominator) / 4
    put(types.frame, long: transport.frame, types, &place)
    put(types.speed, float: transport.is_rolling ? 1 : 0, types, &place)
    put(types.bar, long: Int64(transport.bar), types, &place)
    put(
        types.barBeat,
        float: Float((transport.beat - transport.bar_beat) * unitsPerQuarter),
        types,
        &place
    )
    put(types.beatUnit, int: Int32(transport.denominator), types, &place)
    put(types.beatsPerBar, float: Float(transport.numerator), types, &place)
    put(
        types.beatsPerMinute,
        float: Float(transport.beats_per_minute * unitsPerQuarter),
        types,
        &place
    )
}

/// The head of a property: key, context, and the size and type of its value.
@_noLocks
private func putHead(
    _ key: LV2_URID,
    _ size: UInt32,
    _ type: LV2_URID,
    _ place: UnsafeMutableRawPointer
) {
    let words = place.assumingMemoryBound(to: UInt32.self)
    words[0] = key
    words[1] = 0
    words[2] = size
    words[3] = type
    words[4] = 0
    words[5] = 0
}

@_noLocks
private func put(
    _ key: LV2_URID,
    long value: Int64,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 8, types.long, place)
    (place + 16).assumingMemoryBound(to: Int64.self).pointee = value
    place += 24
}

@_noLocks
private func put(
    _ key: LV2_URID,
    int value: Int32,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 4, types.int, place)
    (place + 16).assumingMemoryBound(to: Int32.self).pointee = value
    place += 24
}

@_noLocks
private func put(
    _ key: LV2_URID,
    float value: Float,
    _ types: LV2EventTypes,
    _ place: inout UnsafeMutableRawPointer
) {
    putHead(key, 4, types.float, place)
    (place + 16).assumingMemoryBound(to: Float.self).pointee = value
    place += 24
}
