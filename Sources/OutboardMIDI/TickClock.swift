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
