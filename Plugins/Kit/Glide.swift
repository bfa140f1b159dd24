public import CPluginKit

/// A number on its way in a straight line, one step of the kit's parameters long.
///
/// A kernel aims it at what it computed of a smoothed parameter, and takes a number for each frame. As
/// parameters come in steps of as many frames, the line has corners and no jumps, and is the same
/// however the frames are cut.
@frozen
public struct Glide: BitwiseCopyable {
    @usableFromInline var start: Float
    @usableFromInline var target: Float
    @usableFromInline var elapsed: Int32

    @_noLocks @inlinable
    public init(_ value: Float) {
        start = value
        target = value
        elapsed = OB_KIT_CELL
    }

    public var isStill: Bool {
        @_noLocks @inlinable @inline(__always) get { elapsed >= OB_KIT_CELL }
    }

    /// Where it will stand.
    public var goal: Float { @_noLocks @inlinable @inline(__always) get { target } }

    public var current: Float {
        @_noLocks @inlinable @inline(__always) get {
            isStill ? target : start + (target - start) * (Float(elapsed) / Float(OB_KIT_CELL))
        }
    }

    @_noLocks @inlinable @inline(__always)
    public mutating func aim(_ value: Float) {
        start = current
        target = value
        elapsed = start == value ? OB_KIT_CELL : 0
    }

    /// Stands at `value` at once.
    @_noLocks @inlinable @inline(__always)
    public mutating func jump(_ value: Float) {
        start = value
        target = value
        elapsed = OB_KIT_CELL
    }

    /// The number for the next frame.
    @_noLocks @inlinable @inline(__always)
    public mutating func next() -> Float {
        if elapsed < OB_KIT_CELL { elapsed += 1 }
        return current
    }
}
