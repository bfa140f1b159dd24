import CRealtime
import OutboardRealtime
import Synchronization

/// What a journal has to know of the cycles beside the reports: how long they are, and what the device
/// gave in them.
struct JournalTap: ~Copyable {
    /// Set before the driver starts.
    var isOpen = false
    /// Gets the device's inputs, from the driver's start on.
    var inputs: UnsafeMutablePointer<RecorderLane>?
    /// Of the last cycle that was reported.
    var cycleFrames: UInt32 = 0
    /// What found no room: the journal is not complete then.
    let lost = Atomic<Int>(0)
}

/// Notes a cycle that is about to be rendered: afterwards, its inputs may be written over.
@_noLocks
func noteCycle(
    _ state: UnsafeMutablePointer<RenderState>,
    _ cycle: UnsafePointer<ob_cycle>
) {
    let frames = cycle.pointee.frames
    let first = state.pointee.frame
    if frames != state.pointee.journal.cycleFrames {
        if state.pointee.reports.push(.cycleLength(frames: frames, frame: first)) {
            state.pointee.journal.cycleFrames = frames
        } else {
            state.pointee.journal.lost.wrappingAdd(1, ordering: .relaxed)
        }
    }
    if let lane = state.pointee.journal.inputs {
        lane.pointee.write(cycle.pointee.inputs, frames: Int(frames), at: first)
    }
    for index in 0..<Int(cycle.pointee.event_count) {
        let event = cycle.pointee.events![index]
        let frame = first + Int64(event.frame)
        if !state.pointee.reports.push(.deviceEvent(event, frame: frame)) {
            state.pointee.journal.lost.wrappingAdd(1, ordering: .relaxed)
        }
    }
}

extension Renderer {
    /// Reports the lengths of cycles and the device's events from now on, and writes its inputs to a
    /// lane. Called while no driver runs; whoever owns the lane keeps it until none does again.
    package func openJournal(inputs: UnsafeMutablePointer<RecorderLane>?) {
        state.pointee.journal.isOpen = true
        state.pointee.journal.inputs = inputs
        state.pointee.journal.cycleFrames = 0
    }

    /// What a journal did not get.
    package var journalLosses: Int { state.pointee.journal.lost.load(ordering: .relaxed) }
}
