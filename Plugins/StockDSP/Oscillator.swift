import CPluginKit
import CStockDSP

/// A wave that holds nothing above half the rate.
package struct Oscillator: BitwiseCopyable {
    package enum Wave: BitwiseCopyable {
        case sine
        case triangle
        case saw
        /// 1 for as much of a period as the width says, and -1 for the rest, without an offset.
        case pulse
    }

    /// Frames that the wave comes later by: half of what a step touches.
    package static var latencyFrames: Int { @_noLocks get { StepTable.width / 2 } }
    private static var capacity: Int { @_noLocks get { 160 } }

    private let table: StepTable
    /// What steps and corners have added to the frames that come, from `position` on.
    private let memory: UnsafeMutablePointer<Float>
    private var position = 0
    /// Turns, 0..<1.
    private var phase = 0.0
    private var wave = Wave.sine
    private var width: Float = 0.5
    private var isHigh = true

    /// A new wave or width holds from the next period on, so that nothing jumps.
    package var wantedWave = Wave.sine
    /// 0.05...0.95
    package var wantedWidth: Float = 0.5

    /// `deallocate` frees its memory, but not the table. [control]
    package init(table: StepTable) {
        self.table = table
        memory = .allocate(capacity: Self.capacity)
        memory.initialize(repeating: 0, count: Self.capacity)
    }

    /// [control]
    package func deallocate() { memory.deallocate() }

    /// Begins anew, after silence. [render]
    @_noLocks
    package mutating func start(wave: Wave, width: Float, phase: Double = 0) {
        ob_dsp_zero(memory, Self.capacity)
        position = 0
        self.phase = phase
        self.wave = wave
        self.width = width
        wantedWave = wave
        wantedWidth = width
        isHigh = Float(phase) < width
    }

    /// - Parameter step: turns a frame, up to 0.45. [render]
    @_noLocks @inline(__always)
    package mutating func next(_ step: Double) -> Float {
        if position + StepTable.width >= Self.capacity { moveDown() }
        let row = memory + position
        let sample = plain(step, row)
        row[StepTable.width / 2] += sample
        position += 1
        return row[0]
    }

    /// The wave as it is drawn; its jumps and corners are written to `row`.
    @_noLocks @inline(__always)
    private mutating func plain(_ step: Double, _ row: UnsafeMutablePointer<Float>) -> Float {
        let former = phase
        phase += step
        if phase >= 1 {
            phase -= 1
            wrap(step, row)
        }
        switch wave {
        case .sine:
            return Float(ob_kit_sin(2 * .pi * phase))
        case .triangle:
            if former < 0.5 && phase >= 0.5 && phase > former {
                let before = Float((phase - 0.5) / step)
                table.addCorner(Float(8 * step), before: before, to: row)
            }
            return Float(4 * (phase - 0.5).magnitude - 1)
        case .saw:
            return Float(2 * phase - 1)
        case .pulse:
            if isHigh && Float(phase) >= width {
                isHigh = false
                table.addStep(-2, before: Float((phase - Double(width)) / step), to: row)
            }
            return high - (isHigh ? 0 : 2)
        }
    }

    /// Of a pulse, where it is high.
    private var high: Float { @_noLocks @inline(__always) get { 2 - 2 * width } }

    @_noLocks @inline(__always)
    private mutating func wrap(_ step: Double, _ row: UnsafeMutablePointer<Float>) {
        let before = Float(phase / step)
        let end = edge(isEnd: true)
        let slope = self.slope(isEnd: true)
        wave = wantedWave
        width = wantedWidth
        isHigh = true
        table.addStep(edge(isEnd: false) - end, before: before, to: row)
        let bend = self.slope(isEnd: false) - slope
        if bend != 0 { table.addCorner(bend * Float(step), before: before, to: row) }
    }

    /// What the wave is at its period's beginning or end.
    @_noLocks @inline(__always)
    private func edge(isEnd: Bool) -> Float {
        switch wave {
        case .sine: 0
        case .triangle: 1
        case .saw: isEnd ? 1 : -1
        case .pulse: isEnd && !isHigh ? high - 2 : high
        }
    }

    /// How steep the wave is there, per turn.
    @_noLocks @inline(__always)
    private func slope(isEnd: Bool) -> Float {
        switch wave {
        case .sine: 2 * .pi
        case .triangle: isEnd ? 4 : -4
        case .saw: 2
        case .pulse: 0
        }
    }

    @_noLocks
    private mutating func moveDown() {
        ob_dsp_copy(memory, memory + position, StepTable.width)
        ob_dsp_zero(memory + StepTable.width, Self.capacity - StepTable.width)
        position = 0
    }
}
