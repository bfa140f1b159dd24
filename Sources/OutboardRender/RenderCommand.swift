/// What the control side asks of the render thread: one slot of the ring, applied at a block's edge.
package struct RenderCommand: BitwiseCopyable, Sendable {
    /// Comes back in the report.
    package var sequence: UInt64
    package var action: RenderAction

    package init(sequence: UInt64, action: RenderAction) {
        self.sequence = sequence
        self.action = action
    }
}

package enum RenderAction: BitwiseCopyable, Sendable, Equatable {
    /// Sends a parameter (by its position in the processor's bank) to a plain value.
    case setParameter(processor: UInt32, parameter: UInt32, value: Float, rampFrames: UInt32)
    /// Sends the gains of a strip's two sides (linear) on their way.
    case setGains(gainSlot: UInt32, left: Float, right: Float, rampFrames: UInt32)
}

/// What the render thread tells the control side.
package enum RenderReport: BitwiseCopyable, @unchecked Sendable {
    // SAFETY: a retired plan is named by nobody else; its new owner is who pops the report.
    /// The command took effect, or began its ramp, with this frame.
    case applied(sequence: UInt64, frame: Int64)
    /// The command names a processor that the current plan does not have. Nothing changed.
    case notInPlan(sequence: UInt64)
    /// The render thread will not touch this plan again.
    case retired(UnsafeMutablePointer<LoadedPlan>)
    /// A plugin changed what it delays its signal by.
    case latencyChanged(processor: UInt32, frames: Int32)
    /// A plugin gave samples that are infinite or not numbers. Its output is silent while it does.
    case nonFinite(processor: UInt32, frame: Int64)
}
