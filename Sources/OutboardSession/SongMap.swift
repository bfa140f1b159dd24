import OutboardModel
import OutboardRender

/// Between beats, seconds and frames, by a song's tempos.
struct SongMap {
    /// Each tempo with the frame at which it begins.
    private let tempos: [(beat: Double, frame: Double, framesPerBeat: Double, bpm: Double)]
    private let signatures: [(bar: Int, beat: Double, numerator: Int, denominator: Int)]
    let sampleRateHertz: Int

    init(_ song: Song, sampleRateHertz: Int) {
        self.sampleRateHertz = sampleRateHertz
        var tempos: [(beat: Double, frame: Double, framesPerBeat: Double, bpm: Double)] = []
        let given = song.tempos.isEmpty ? Song().tempos : song.tempos
        for tempo in given.sorted(by: { $0.beat < $1.beat }) {
            let framesPerBeat = Double(sampleRateHertz) * 60 / tempo.beatsPerMinute
            if let last = tempos.last {
                let frame = last.frame + (tempo.beat - last.beat) * last.framesPerBeat
                tempos.append((tempo.beat, frame, framesPerBeat, tempo.beatsPerMinute))
            } else {
                tempos.append((0, 0, framesPerBeat, tempo.beatsPerMinute))
            }
        }
        self.tempos = tempos
        var signatures: [(bar: Int, beat: Double, numerator: Int, denominator: Int)] = []
        let changes = song.signatures.isEmpty ? Song().signatures : song.signatures
        for change in changes.sorted(by: { $0.bar < $1.bar }) {
            guard let last = signatures.last else {
                signatures.append((0, 0, change.numerator, change.denominator))
                continue
            }
            let beatsPerBar = Double(last.numerator) * 4 / Double(last.denominator)
            let beat = last.beat + Double(change.bar - last.bar) * beatsPerBar
            signatures.append((change.bar, beat, change.numerator, change.denominator))
        }
        self.signatures = signatures
    }

    func frame(atBeat beat: Double) -> Double {
        let tempo = tempos.last { $0.beat <= beat } ?? tempos[0]
        return tempo.frame + (beat - tempo.beat) * tempo.framesPerBeat
    }

    func frame(atSeconds seconds: Double) -> Int64 {
        Int64((seconds * Double(sampleRateHertz)).rounded())
    }

    func beat(atFrame frame: Double) -> Double {
        let tempo = tempos.last { $0.frame <= frame } ?? tempos[0]
        return tempo.beat + (frame - tempo.frame) / tempo.framesPerBeat
    }

    /// As musicians count: bar and beat are 0-based, the beat in the signature's own unit.
    func position(atFrame frame: Int64) -> (bar: Int, beat: Double, beatsPerMinute: Double) {
        let quarters = beat(atFrame: Double(frame))
        let tempo = tempos.last { $0.frame <= Double(frame) } ?? tempos[0]
        let signature = signatures.last { $0.beat <= quarters } ?? signatures[0]
        let beatsPerBar = Double(signature.numerator) * 4 / Double(signature.denominator)
        let bars = ((quarters - signature.beat) / beatsPerBar).rounded(.down)
        let rest = quarters - signature.beat - bars * beatsPerBar
        return (
            signature.bar + Int(bars), rest * Double(signature.denominator) / 4, tempo.bpm
        )
    }

    /// For the render thread: every change of tempo or time signature.
    var changes: [TempoMap.Change] {
        let beats = Set(tempos.map(\.beat) + signatures.map(\.beat)).sorted()
        return beats.map { beat in
            let tempo = tempos.last { $0.beat <= beat } ?? tempos[0]
            let signature = signatures.last { $0.beat <= beat } ?? signatures[0]
            let frame = self.frame(atBeat: beat).rounded()
            return TempoMap.Change(
                frame: Int64(frame),
                // Frames are whole, so that is where the beat is not quite any more.
                beat: self.beat(atFrame: frame),
                beatsPerFrame: 1 / tempo.framesPerBeat,
                beatsPerMinute: tempo.bpm,
                barBeat: signature.beat,
                bar: Int32(clamping: signature.bar),
                numerator: UInt16(clamping: signature.numerator),
                denominator: UInt16(clamping: signature.denominator)
            )
        }
    }
}
