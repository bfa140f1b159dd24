import CStockDSP

/// What one channel was, up to some frames ago.
///
/// A reader of frames from before `clear` gets silence, though the memory was not touched: to clear a line
/// of seconds costs nothing.
struct DelayRing: BitwiseCopyable {
    private let memory: UnsafeMutablePointer<Float>
    private let mask: Int
    private var position = 0
    private var writtenFrames = 0

    /// Remembers at least `framesMax` frames. `deallocate` frees the memory. [control]
    init(framesMax: Int) {
        var capacity = 16
        while capacity < framesMax + 8 { capacity *= 2 }
        memory = .allocate(capacity: capacity)
        memory.initialize(repeating: 0, count: capacity)
        mask = capacity - 1
    }

    /// [control]
    func deallocate() { memory.deallocate() }

    /// [render]
    @_noLocks
    mutating func clear() { writtenFrames = 0 }

    /// What was written `frames` pushes ago; 1 is the last one. [render]
    @_noLocks @inline(__always)
    func back(_ frames: Int) -> Float {
        frames <= writtenFrames ? memory[(position &- frames) & mask] : 0
    }

    /// The same `offset` frames farther back, or nearer: at the place that is meant, between frames.
    /// With an offset of 0 it is the very sample. Nothing nearer than 2 frames is read. [render]
    @_noLocks @inline(__always)
    func back(_ frames: Int, offset: Float) -> Float {
        if offset == 0 { return back(frames) }
        let bounded = max(offset, Float(3 - frames))
        // Rounded towards zero, and then down.
        var whole = Int(bounded)
        if Float(whole) > bounded { whole -= 1 }
        let at = frames + whole
        return interpolated(
            back(at - 1),
            back(at),
            back(at + 1),
            back(at + 2),
            bounded - Float(whole)
        )
    }

    /// [render]
    @_noLocks @inline(__always)
    mutating func push(_ sample: Float) {
        memory[position] = sample
        position = (position &+ 1) & mask
        // Never more than there is room for: it counts up to that and stays.
        if writtenFrames <= mask { writtenFrames += 1 }
    }
}
