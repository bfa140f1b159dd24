import CRealtime

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
    /// Has a plugin work, or pass its input through by its own bypass.
    case setEnabled(processor: UInt32, Bool)
    /// Lets a plugin have the messages up to this one, counted from the first.
    case admitMessages(processor: UInt32, count: UInt32)
    /// Sends the gains of two channels of a strip (linear) on their way: its level, times what the pan
    /// makes of each side, or nothing where mutes and solos say so.
    case setGains(
        gainSlot: UInt32,
        level: Float,
        left: Float,
        right: Float,
        isSilent: Bool,
        rampFrames: UInt32
    )
    /// Sends the gain of everything that the device gets on its way.
    case setOutputGain(Float, rampFrames: UInt32)
    /// Hands a short MIDI message to an event source, at the block's first frame.
    case sendEvent(source: UInt32, bytes: UInt32, size: UInt32)
    /// Ends all notes that an event source began.
    case endNotes(source: UInt32)
    /// Sets the song going, or holds it where it is.
    case setRolling(Bool)
    /// The same without a fade: nothing is heard yet.
    case standRolling(Bool)
    /// Goes to a frame of the song.
    case locate(frame: Int64)
    /// Repeats a part of the song; an empty range ends that.
    case setLoop(from: Int64, to: Int64)
    /// Keeps curves away from a control, in this plan and all that follow.
    case hold(AutomationLane.Target)
    /// Gives a control back to its curve, which it reaches in so many frames.
    case release(AutomationLane.Target, glideFrames: UInt32)
}

/// What the render thread tells the control side.
package enum RenderReport: BitwiseCopyable, @unchecked Sendable {
    // SAFETY: a retired plan is named by nobody else; its new owner is who pops the report.
    /// The command took effect, or began its ramp, with this frame of the engine and of the song.
    case applied(sequence: UInt64, frame: Int64, songFrame: Int64)
    /// The command names something that the current plan does not have. Nothing changed.
    case notInPlan(sequence: UInt64)
    /// The plan of that number is rendered from this frame on.
    case adopted(plan: UInt64, frame: Int64)
    /// The render thread will not touch this plan again.
    case retired(UnsafeMutablePointer<LoadedPlan>)
    /// From this frame of the engine on the song rolls from, or stands at, a frame of its own. Tells of
    /// everything but the passing of time.
    case song(frame: Int64, songFrame: Int64, isRolling: Bool)
    /// A plugin changed what it delays its signal by.
    case latencyChanged(processor: UInt32, frames: Int32)
    /// From this frame on the driver asks for so many frames a cycle. Only while a journal is kept.
    case cycleLength(frames: UInt32, frame: Int64)
    /// The device gave an event at this frame of the engine. Only while a journal is kept.
    case deviceEvent(ob_event, frame: Int64)
    /// A plugin's output was taken in hand, or let go again.
    case contained(processor: UInt32, fault: OutputFault, frame: Int64)
}

/// What is wrong with a plugin's output.
package enum OutputFault: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Samples that are infinite or not numbers. Its output is silent while it gives them.
    case nonFinite
    /// More than +24 dBFS for longer than 50 ms. Its output is silent until it is quiet again.
    case runaway
    /// A constant offset that is not in its input. It is subtracted.
    case offset
    /// Nothing any more.
    case none
}
