/// How long a tick of a file is, by the header's third number.
enum Division: Equatable {
    /// Ticks per quarter note, 1 to 32 767. Seconds follow from the tempos.
    case ticksPerBeat(Int)
    /// Ticks per second as a fraction, because 29.97 frames a second are 30 000 / 1001.
    case ticksPerSecond(Int, over: Int)

    /// The layout of RP-001: with the top bit clear, ticks per quarter note; with it set, frames per
    /// second as a negative number in the upper byte, and ticks per frame in the lower one. `offset`
    /// is where it stands.
    init(_ upper: UInt8, _ lower: UInt8, at offset: Int) throws(MIDIFileError) {
        func fault(_ message: String) -> MIDIFileError {
            MIDIFileError(code: .malformed, offset: offset, message: message)
        }
        guard upper >= 0x80 else {
            let ticks = Int(upper) << 8 | Int(lower)
            guard ticks > 0 else { throw fault("the division is 0") }
            self = .ticksPerBeat(ticks)
            return
        }
        let ticksPerFrame = Int(lower)
        guard ticksPerFrame > 0 else { throw fault("the division has 0 ticks per SMPTE frame") }
        switch Int8(bitPattern: upper) {
        case -24: self = .ticksPerSecond(24 * ticksPerFrame, over: 1)
        case -25: self = .ticksPerSecond(25 * ticksPerFrame, over: 1)
        case -29: self = .ticksPerSecond(30_000 * ticksPerFrame, over: 1_001)
        case -30: self = .ticksPerSecond(30 * ticksPerFrame, over: 1)
        case let rate:
            let frames = -Int(rate)
            throw fault("the division has \(frames) SMPTE frames a second, not 24, 25, 29 or 30")
        }
    }
}

/// A value of a track that holds from its tick on.
struct Change<Value> {
    var tick: Int
    var value: Value

    /// In the order of ticks, one a tick: the one that came last. `initial` is put at tick 0 where
    /// nothing else is. O(n log n).
    static func ordered(_ changes: [Change], from initial: Value) -> [Change] {
        // Where changes stand is part of the order, so that the last one is the last one.
        let order = changes.indices.sorted { (changes[$0].tick, $0) < (changes[$1].tick, $1) }
        var result = [Change(tick: 0, value: initial)]
        for change in order.lazy.map({ changes[$0] }) {
            if result[result.count - 1].tick == change.tick { result.removeLast() }
            result.append(change)
        }
        return result
    }
}

/// Tells the beat and the second of a tick.
///
/// Times are counted in whole units, of which a second has `unitsPerSecond` and a tick some number
/// that a tempo decides, and are divided once. So the seconds of a tick do not depend on how many
/// tempos came before it. `TrackReader.tickMax` ticks of the slowest tempo are 2^56 units.
struct TickClock {
    private struct Segment {
        var tick: Int
        var units: Int
        var unitsPerTick: Int
    }

    private let division: Division
    private let segments: [Segment]
    private let unitsPerSecond: Double
    /// The segment of the tick that was asked for last. Ticks mostly come in their order.
    private var current = 0

    /// `tempos` in microseconds per beat, as `Change.ordered` gives them. They mean nothing where the
    /// division is in seconds.
    init(_ division: Division, tempos: [Change<Int>]) {
        self.division = division
        switch division {
        case .ticksPerBeat(let ticks):
            unitsPerSecond = Double(ticks) * 1e6
            var units = 0
            segments = tempos.indices.map { index in
                if index > 0 {
                    let before = tempos[index - 1]
                    units += (tempos[index].tick - before.tick) * before.value
                }
                return Segment(
                    tick: tempos[index].tick,
                    units: units,
                    unitsPerTick: tempos[index].value
                )
            }
        case .ticksPerSecond(let ticks, let over):
            unitsPerSecond = Double(ticks)
            segments = [Segment(tick: 0, units: 0, unitsPerTick: over)]
        }
    }

    /// Quarter notes from the start.
    func beat(_ tick: Int) -> Double {
        switch division {
        case .ticksPerBeat(let ticks): Double(tick) / Double(ticks)
        case .ticksPerSecond(let ticks, let over): Double(tick * over) * 2 / Double(ticks)
        }
    }

    /// Seconds from the start. O(log tempos), and O(1) within the segment of the last call.
    mutating func seconds(_ tick: Int) -> Double {
        if !covers(current, tick) { current = segment(of: tick) }
        let start = segments[current]
        let units = start.units + (tick - start.tick) * start.unitsPerTick
        return Double(units) / unitsPerSecond
    }

    private func covers(_ index: Int, _ tick: Int) -> Bool {
        segments[index].tick <= tick
            && (index + 1 == segments.count || tick < segments[index + 1].tick)
    }

    private func segment(of tick: Int) -> Int {
        var low = 0
        var high = segments.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if segments[middle].tick <= tick { low = middle } else { high = middle }
        }
        return low
    }
}
