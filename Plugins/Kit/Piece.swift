public import CPluginKit

extension ob_kit_piece {
    /// Whether a parameter has another value than in the piece before. [render]
    @_noLocks @inlinable @inline(__always)
    public func hasChanged(_ parameter: Int) -> Bool {
        changed[parameter >> 6] >> UInt64(parameter & 63) & 1 == 1
    }

    /// Whether any of these has. [render]
    @_noLocks @inlinable @inline(__always)
    public func hasChanged(_ parameters: Range<Int>) -> Bool {
        var index = parameters.lowerBound
        while index < parameters.upperBound {
            if hasChanged(index) { return true }
            index += 1
        }
        return false
    }

    public var count: Int { @_noLocks @inlinable @inline(__always) get { Int(frames) } }

    /// Tells the host that a note's voice has ended. false: there is no room. [render]
    @_noLocks @inlinable @inline(__always)
    public func end(_ note: ob_kit_event) -> Bool {
        guard ended.pointee.count < ended.pointee.capacity else { return false }
        ended.pointee.notes[Int(ended.pointee.count)] = note
        ended.pointee.count += 1
        return true
    }
}

/// A level in decibels as a factor. [render]
@_noLocks @inlinable @inline(__always)
package func linear(decibels: Float) -> Float {
    ob_kit_exp2f(decibels * 0.166_096_404_744_368_1)
}

/// A factor as a level in decibels, -200 at the least. [render]
@_noLocks @inlinable @inline(__always)
package func decibels(linear: Float) -> Float {
    6.020_599_913_279_624 * ob_kit_log2f(max(linear, 1e-10))
}
