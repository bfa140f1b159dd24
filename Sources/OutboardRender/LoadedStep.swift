import CRealtime
import OutboardDSP
import OutboardGraph
import OutboardHost
import OutboardRealtime

/// A step of a plan with the memory that it works on.
enum LoadedStep: BitwiseCopyable {
    case zero(UnsafeMutablePointer<Float>)
    case mix(UnsafePointer<ob_mix_input>, count: Int32, to: UnsafeMutablePointer<Float>)
    case fadingMix(UnsafePointer<ob_mix_input>, count: Int32, to: UnsafeMutablePointer<Float>)
    case delay(
        UnsafeMutablePointer<DelayLine>,
        from: UnsafePointer<Float>,
        to: UnsafeMutablePointer<Float>
    )
    case deviceInput(channel: Int32, to: UnsafeMutablePointer<Float>)
    case deviceOutput(channel: Int32, from: UnsafePointer<Float>)
    case stream(UnsafeMutablePointer<StreamVoice>?, ChannelPointers)
    case eventSource(UnsafeMutablePointer<EventSource>?, to: UnsafeMutablePointer<ob_event_list>)
    case mergeEvents(
        UnsafePointer<UnsafeMutablePointer<ob_event_list>>,
        count: Int32,
        to: UnsafeMutablePointer<ob_event_list>
    )
    case process(UnsafeMutablePointer<ProcessStep>)
    /// Input channels, then as many output channels.
    case fader(slot: Int32, ChannelPointers, StripLanes)
    case loudness(UnsafeMutablePointer<LoudnessProbe>?, ChannelPointers)
    case recorder(UnsafeMutablePointer<RecorderLane>?, ChannelPointers)
    case tap(ChannelPointers)
    case nothing
}

/// The curves of a strip. nil: it has none.
struct StripLanes: BitwiseCopyable {
    var level: UnsafeMutablePointer<AutomationLane>?
    var pan: UnsafeMutablePointer<AutomationLane>?
}

/// Buffers of several channels.
struct ChannelPointers: BitwiseCopyable {
    let first: UnsafePointer<UnsafeMutablePointer<Float>>
    let count: Int32

    /// The same, for reading.
    var readable: UnsafePointer<UnsafePointer<Float>> {
        @_noLocks get {
            UnsafeRawPointer(first).assumingMemoryBound(to: UnsafePointer<Float>.self)
        }
    }
}

/// A call of a processor, ready but for what changes from block to block.
struct ProcessStep: BitwiseCopyable {
    let node: UnsafeMutablePointer<ProcessorNode>
    let processor: Processor
    let block: UnsafeMutablePointer<ob_process_block>
    let outputs: UnsafePointer<UnsafeMutablePointer<Float>>
    let inputs: UnsafePointer<UnsafePointer<Float>>
    let outputCount: Int
    let inputCount: Int
    /// Curves that its parameters follow.
    let lanes: UnsafePointer<UnsafeMutablePointer<AutomationLane>>
    let laneCount: Int
}
