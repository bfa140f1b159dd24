import CRealtime
import CVST3
import OutboardHost
import Synchronization

/// What both sides know of a plugin's parameters: identifiers, scales, and what is on its way between them.
///
///     controller ── edit ──▶ edits ──────▶ render thread: a point for the processor, and the bank
///     control   ◀── takeMoved ── moved ◀── render thread: what the plugin changed, or an edit that arrived
///
/// A slot is a place among all parameters that the controller has, by ascending identifier; a listed
/// parameter has an index in the bank, too.
final class VST3ParameterMap: Sendable {
    /// A parameter of the plugin.
    struct Slot: BitwiseCopyable {
        let id: UInt32
        /// In the bank; -1: it is not listed.
        let listed: Int32
    }

    /// How a listed parameter's plain values lie.
    struct Scale: BitwiseCopyable {
        let id: UInt32
        let slot: Int32
        /// The plain value at normalized 0, and how far it is from there to that at 1. Never 0.
        let origin: Double
        let span: Double
        /// 0: it is continuous.
        let steps: Int32
    }

    // SAFETY: these two are written before the map is shared.
    nonisolated(unsafe) let slots: UnsafeMutablePointer<Slot>
    let slotCount: Int
    nonisolated(unsafe) let scales: UnsafeMutablePointer<Scale>
    let listedCount: Int
    // SAFETY: these three point at atomics, and stay until nobody has the map.
    nonisolated(unsafe) let editBits: UnsafeMutablePointer<Atomic<UInt64>>
    nonisolated(unsafe) let editValues: UnsafeMutablePointer<Atomic<UInt64>>
    nonisolated(unsafe) let movedBits: UnsafeMutablePointer<Atomic<UInt64>>
    // SAFETY: as those above. By slot, where one that is not listed was moved to.
    nonisolated(unsafe) let movedValues: UnsafeMutablePointer<Atomic<UInt64>>
    let wordCount: Int

    /// - Parameters:
    ///   - ids: of all parameters, each once.
    ///   - listed: those in the bank, in its order.
    init(ids: [UInt32], listed: [(id: UInt32, origin: Double, span: Double, steps: Int32)]) {
        let indices = Dictionary(
            listed.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let sorted = ids.sorted()
        slotCount = sorted.count
        listedCount = listed.count
        wordCount = (sorted.count + 63) / 64
        slots = .allocate(capacity: max(1, sorted.count))
        scales = .allocate(capacity: max(1, listed.count))
        for (place, id) in sorted.enumerated() {
            (slots + place).initialize(to: Slot(id: id, listed: indices[id].map(Int32.init) ?? -1))
        }
        editBits = Self.atomics(wordCount)
        movedBits = Self.atomics(wordCount)
        editValues = Self.atomics(sorted.count)
        movedValues = Self.atomics(sorted.count)
        for (index, parameter) in listed.enumerated() {
            (scales + index).initialize(
                to: Scale(
                    id: parameter.id,
                    slot: Int32(max(0, vst3Slot(of: parameter.id, slots, slotCount))),
                    origin: parameter.origin,
                    span: parameter.span,
                    steps: parameter.steps
                )
            )
        }
    }

    deinit {
        slots.deallocate()
        scales.deallocate()
        editBits.deallocate()
        movedBits.deallocate()
        editValues.deallocate()
        movedValues.deallocate()
    }

    private static func atomics(_ count: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        let atomics = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: max(1, count))
        for place in 0..<max(1, count) { (atomics + place).initialize(to: Atomic(0)) }
        return atomics
    }

    /// Has the processor and the bank take a value. The newest of one parameter counts. [any]
    ///
    /// - Returns: false for what is no parameter, or no value.
    func edit(_ id: UInt32, _ normalized: Double) -> Bool {
        let slot = vst3Slot(of: id, slots, slotCount)
        guard slot >= 0, normalized.isFinite else { return false }
        let value = min(max(normalized, 0), 1)
        editValues[slot].store(value.bitPattern, ordering: .relaxed)
        // Pairs with the exchange in `takeEdits`.
        editBits[slot / 64].bitwiseOr(1 << UInt64(slot % 64), ordering: .releasing)
        return true
    }

    /// Whether an edit of a listed parameter is still on its way. [control]
    func isEdited(_ index: Int) -> Bool {
        let slot = Int(scales[index].slot)
        return editBits[slot / 64].load(ordering: .relaxed) & (1 << UInt64(slot % 64)) != 0
    }

    /// Forgets edits that are on their way. [control & !processing]
    func dropEdits() {
        for word in 0..<wordCount { editBits[word].store(0, ordering: .relaxed) }
    }

    /// What has moved since the last call.
    struct Moved {
        /// Listed parameters.
        var indices: [Int] = []
        /// Others, which only the controller wants to know of.
        var others: [(id: UInt32, normalized: Double)] = []
    }

    /// What the plugin has moved since the last call. [control]
    func takeMoved() -> Moved {
        var moved = Moved()
        for word in 0..<wordCount {
            guard movedBits[word].load(ordering: .relaxed) != 0 else { continue }
            // Pairs with the releasing stores of `note`.
            var bits = movedBits[word].exchange(0, ordering: .acquiring)
            while bits != 0 {
                let slot = word * 64 + bits.trailingZeroBitCount
                bits &= bits - 1
                if slots[slot].listed >= 0 {
                    moved.indices.append(Int(slots[slot].listed))
                } else {
                    let value = Double(bitPattern: movedValues[slot].load(ordering: .relaxed))
                    moved.others.append((slots[slot].id, value))
                }
            }
        }
        return moved
    }

    /// 0...1, on a step where there are such. [control]
    func normalized(_ index: Int, _ plain: Double) -> Double {
        vst3Normalized(scales[index], plain)
    }

    func plain(_ index: Int, _ normalized: Double) -> Double {
        vst3Settled(scales[index], normalized)
    }
}

/// The plain value for 0...1, without what a plugin that counts in floats has added to it: 10 and not
/// 9.999999. [control]
func vst3Settled(_ scale: VST3ParameterMap.Scale, _ normalized: Double) -> Double {
    let value = vst3Plain(scale, normalized)
    guard scale.steps == 0 else { return value }
    for parts in [1.0, 10, 100, 1_000, 10_000] {
        let round = (value * parts).rounded() / parts
        if abs(round - value) <= abs(scale.span) * 2e-7 { return round }
    }
    return value
}

/// The place of a parameter, or -1. [any]
@_noLocks
func vst3Slot(
    of id: UInt32,
    _ slots: UnsafePointer<VST3ParameterMap.Slot>,
    _ count: Int
) -> Int {
    var low = 0
    var high = count
    while low < high {
        let middle = (low + high) / 2
        if slots[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < count && slots[low].id == id ? low : -1
}

/// 0...1 for a plain value; what is no number is at the origin. [any]
@_noLocks
func vst3Normalized(_ scale: VST3ParameterMap.Scale, _ plain: Double) -> Double {
    let part = (plain - scale.origin) / scale.span
    guard part > 0 else { return 0 }
    guard part < 1 else { return 1 }
    guard scale.steps > 0 else { return part }
    let steps = Double(scale.steps)
    return Double(Int64(part * steps + 0.5)) / steps
}

/// The plain value for 0...1; what is no number is at the origin. [any]
@_noLocks
func vst3Plain(_ scale: VST3ParameterMap.Scale, _ normalized: Double) -> Double {
    guard normalized > 0 else { return scale.origin }
    guard normalized < 1 else { return scale.origin + scale.span }
    guard scale.steps > 0 else { return scale.origin + scale.span * normalized }
    let steps = Double(scale.steps)
    return scale.origin + scale.span * (Double(Int64(normalized * steps + 0.5)) / steps)
}
