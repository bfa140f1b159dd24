import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime

/// The things outside the plan that its slots stand for.
///
/// Whatever the pointers point to lives until the last plan that was bound to them is home: `owners` is
/// what keeps it alive for so long.
package struct PlanBinding {
    /// By processor slot.
    package var processors: [Int: Processor] = [:]
    /// By stream slot.
    package var streams: [Int: Stream] = [:]
    /// By event source slot.
    package var eventSources: [Int: UnsafeMutablePointer<EventSource>] = [:]
    /// By recorder slot.
    package var recorders: [Int: UnsafeMutablePointer<RecorderLane>] = [:]
    /// By loudness slot.
    package var loudness: [Int: UnsafeMutablePointer<LoudnessProbe>] = [:]
    package var automation: [UnsafeMutablePointer<AutomationLane>] = []
    /// nil: plugins are told nothing of the song.
    package var tempoMap: UnsafeMutablePointer<TempoMap>?
    /// Where the song goes when this is first rendered; nil: it goes on.
    package var locate: Int64?
    package var owners: [AnyObject] = []

    package init() {}

    /// Frames of a file, from a frame of the song on.
    package struct Stream {
        package var ring: UnsafeMutablePointer<AudioRing>
        package var startFrame: Int64

        package init(ring: UnsafeMutablePointer<AudioRing>, startFrame: Int64 = 0) {
            self.ring = ring
            self.startFrame = startFrame
        }
    }
}

/// A stream as the render thread plays it, from the first plan that names it to the last.
struct StreamVoice: BitwiseCopyable {
    let ring: UnsafeMutablePointer<AudioRing>
    /// The frame of the song that the ring's first frame belongs to.
    let startFrame: Int64
    /// It has been read: from then on the song and the ring go on together.
    var hasBegun = false
}

/// Keeps memory that was made by hand for as long as a plan may use it.
package final class Owned<Value> {
    package let pointer: UnsafeMutablePointer<Value>
    private let free: (UnsafeMutablePointer<Value>) -> Void

    package init(
        _ pointer: UnsafeMutablePointer<Value>,
        freedBy free: @escaping (UnsafeMutablePointer<Value>) -> Void
    ) {
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }
}

/// What a plan owns together with others: what goes on from plan to plan. [control]
final class PlanResources {
    var delays: [CompensationDelay.Edge: Owned<DelayLine>] = [:]
    var nodes: [Int: Owned<ProcessorNode>] = [:]
    var voices: [Int: Owned<StreamVoice>] = [:]
    var owners: [AnyObject] = []
}
