import CPluginKit
import Synchronization

/// A plugin's parameter values: where they head, which every thread reads, and where they stand, which
/// is the audio half's.
///
/// ```
///  main thread  ─ set ─▶ targets (atomic) ─ generation ─▶ audio: takeUp()
///  audio thread ─ head ─▶ targets                          values: 16 frames at a time to the target
/// ```
///
/// A smoothed parameter takes a straight way to its target, or for a logarithmic law one of equal
/// ratios, in as many steps of 16 frames as fit into 10 ms, and at least one. What it stands at depends
/// only on the frames that have passed since its change.
struct ParameterBank: BitwiseCopyable {
    struct Way: BitwiseCopyable {
        var start: Float
        var target: Float
        /// For equal ratios: the logarithm of what is between both ends.
        var octaves: Float
        var step: Int32
        /// 0: it stands.
        var steps: Int32
        var isSmoothed: Bool
        var isLogarithmic: Bool
        var isMeter: Bool
        var isStepped: Bool
        let minimum: Double
        let maximum: Double
    }

    let count: Int
    let targets: UnsafeMutablePointer<Atomic<UInt64>>
    /// Counts changes by the main thread.
    let generation: UnsafeMutablePointer<Atomic<UInt32>>
    private var seenGeneration: UInt32 = 0
    let values: UnsafeMutablePointer<Float>
    let ways: UnsafeMutablePointer<Way>
    let changed: UnsafeMutablePointer<UInt64>
    private var movingCount = 0
    /// Frames until the next step, while anything moves.
    private(set) var cellFrames = 0
    private var smoothingSteps: Int32 = 1

    static let words = 2

    /// [control]
    init(_ parameters: [ParameterDefinition]) {
        count = parameters.count
        targets = .allocate(capacity: max(1, count))
        values = .allocate(capacity: max(1, count))
        ways = .allocate(capacity: max(1, count))
        changed = .allocate(capacity: Self.words)
        generation = .allocate(capacity: 1)
        generation.initialize(to: Atomic(0))
        changed.initialize(repeating: 0, count: Self.words)
        for (index, parameter) in parameters.enumerated() {
            (targets + index).initialize(to: Atomic(parameter.default.bitPattern))
            let value = Float(parameter.default)
            (values + index).initialize(to: value)
            (ways + index).initialize(
                to: Way(
                    start: value,
                    target: value,
                    octaves: 0,
                    step: 0,
                    steps: 0,
                    isSmoothed: parameter.isSmoothed,
                    isLogarithmic: parameter.law == .logarithmic,
                    isMeter: parameter.isMeter,
                    isStepped: parameter.isStepped,
                    minimum: parameter.minimum,
                    maximum: parameter.maximum
                )
            )
        }
    }

    /// [control]
    func deallocate() {
        targets.deinitialize(count: count).deallocate()
        generation.deinitialize(count: 1).deallocate()
        values.deallocate()
        ways.deallocate()
        changed.deallocate()
    }

    /// Where a parameter heads, or what a meter shows. [any]
    @_noLocks
    func target(_ index: Int) -> Double {
        // Pairs with nothing: a value is a word, and is read by itself.
        Double(bitPattern: targets[index].load(ordering: .relaxed))
    }

    /// Sets a target from the main thread; `announce` has the audio thread take it up. [control]
    func set(_ index: Int, _ value: Double) {
        targets[index].store(value.bitPattern, ordering: .relaxed)
    }

    /// [control]
    func announce() {
        // Releases the targets to `takeUp`.
        generation.pointee.wrappingAdd(1, ordering: .releasing)
    }

    /// Everything stands at its target, as after activation. [render, or control while inactive]
    @_noLocks
    mutating func jump(sampleRateHertz: Double) {
        smoothingSteps = Int32(max(1, sampleRateHertz * 0.01 / Double(OB_KIT_CELL)))
        seenGeneration = generation.pointee.load(ordering: .acquiring)
        for index in 0..<count {
            if !ways[index].isMeter { values[index] = Float(target(index)) }
            ways[index].steps = 0
        }
        movingCount = 0
        cellFrames = 0
        for word in 0..<Self.words { changed[word] = ~0 }
    }

    /// Takes up what the main thread has set meanwhile. [render]
    @_noLocks
    mutating func takeUp() {
        let now = generation.pointee.load(ordering: .acquiring)
        guard now != seenGeneration else { return }
        seenGeneration = now
        for index in 0..<count where !ways[index].isMeter { head(index, target(index)) }
    }

    /// Shows the host what the kernel wrote to a meter. [render]
    @_noLocks
    func showMeter(_ index: Int) {
        let value = values[index]
        guard value.isFinite else { return }
        let bounded = min(ways[index].maximum, max(ways[index].minimum, Double(value)))
        targets[index].store(bounded.bitPattern, ordering: .relaxed)
    }

    /// Sends a parameter to a value, from this frame on. [render]
    @_noLocks
    mutating func head(_ index: Int, _ value: Double) {
        targets[index].store(value.bitPattern, ordering: .relaxed)
        let value = Float(value)
        let way = ways + index
        guard (way.pointee.steps == 0 ? values[index] : way.pointee.target) != value else { return }
        guard way.pointee.isSmoothed else {
            values[index] = value
            mark(index)
            return
        }
        if way.pointee.steps == 0 { movingCount += 1 }
        way.pointee.start = values[index]
        way.pointee.target = value
        way.pointee.step = 0
        way.pointee.steps = smoothingSteps
        if way.pointee.isLogarithmic {
            way.pointee.octaves = ob_kit_log2f(value / values[index])
        }
    }

    @_noLocks
    private func mark(_ index: Int) { changed[index >> 6] |= 1 << UInt64(index & 63) }

    /// Takes the next step if one is due, and says how many frames stay as they are then. [render]
    @_noLocks
    mutating func stillFrames(_ frames: Int) -> Int {
        if movingCount > 0 && cellFrames == 0 {
            step()
            cellFrames = Int(OB_KIT_CELL)
        }
        return cellFrames == 0 ? frames : min(frames, cellFrames)
    }

    /// Frames have been processed: what was new no longer is. [render]
    @_noLocks
    mutating func advance(frames: Int) {
        cellFrames = max(0, cellFrames - frames)
        for word in 0..<Self.words { changed[word] = 0 }
    }

    @_noLocks
    private mutating func step() {
        for index in 0..<count where ways[index].steps > 0 {
            let way = ways + index
            way.pointee.step += 1
            if way.pointee.step >= way.pointee.steps {
                values[index] = way.pointee.target
                way.pointee.steps = 0
                movingCount -= 1
            } else {
                let part = Float(way.pointee.step) / Float(way.pointee.steps)
                values[index] =
                    way.pointee.isLogarithmic
                    ? way.pointee.start * ob_kit_exp2f(way.pointee.octaves * part)
                    : way.pointee.start + (way.pointee.target - way.pointee.start) * part
            }
            mark(index)
        }
    }
}
