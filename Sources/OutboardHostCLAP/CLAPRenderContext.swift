import CCLAP
import CRealtime
import OutboardHost
import OutboardRealtime
import Synchronization

/// A parameter that the plugin moved by itself.
struct CLAPMove: BitwiseCopyable {
    /// Of the descriptor's parameters; -1: the plugin's own bypass.
    var index: Int32
    /// Plain.
    var value: Float
}

/// What goes between the two halves of a plugin while it renders.
struct CLAPExchange: ~Copyable {
    /// The plugin moved these while it rendered. The bank has them.
    let moved = SPSCRing<CLAPMove>(capacity: 1_024)
    /// There were more of them: all values are to be read anew.
    let movedTooMany = Atomic(false)
    /// The plugin moved these in a call on the main thread. The bank is to have them.
    let adopted = SPSCRing<CLAPMove>(capacity: 1_024)
    /// Events that did not reach the plugin.
    let lostEvents = Atomic(0)
}

/// The render half of a CLAP plugin: what its process function needs, and nothing else.
///
/// The instance owns everything behind the pointers.
struct CLAPRenderContext {
    /// Channels of a direction. The plugin's ports lie one behind the other in `channels`, which their
    /// `data32` point into.
    struct Audio {
        let ports: UnsafeMutablePointer<ob_clap_audio_buffer>
        let portCount: Int
        let channels: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
        /// Which of the block's buffers each of `channels` gets.
        let sources: UnsafeMutablePointer<Int32>
        let channelCount: Int
        /// What one gets that the block has none for: silence, or room for what nobody hears.
        let spare: UnsafeMutablePointer<Float>
    }

    /// What may be left out until something happens.
    enum Activity {
        case working
        /// Rings for the frames that are left.
        case ringing(framesLeft: Int64)
        /// Rings until its output is quiet.
        case fading
        case sleeping
    }

    // What every block looks at comes first.
    let plugin: UnsafePointer<ob_clap_plugin>
    let host: UnsafeMutablePointer<CLAPHostState>
    let exchange: UnsafeMutablePointer<CLAPExchange>
    /// Between the plugin's `start_processing` and `stop_processing`.
    var isProcessing = false
    /// It has rendered before it was deactivated: what is in delay lines is to be forgotten.
    var wantsReset = false
    var activity = Activity.working
    /// The name of the buffers that the ports point at, from their first frame on; 0: some that have none.
    var connectedBuffers: UInt64 = 0
    var process: ob_clap_process
    let events: UnsafeMutablePointer<CLAPEventQueue>
    let bank: UnsafeMutablePointer<ParameterBank>
    /// What the plugin has, by descriptor index; unlike the bank's values it is what the plugin was told or
    /// has said.
    let sent: UnsafeMutablePointer<Float>
    /// Of the plugin's own bypass: 1 where it works.
    let enabled: UnsafeMutablePointer<Float>
    var sentEnabled: Float
    /// How many events the block's list had before.
    var givenBefore: UInt32 = 0
    /// The call that the plugin gives events in. nil: there is none to give them to.
    var block: UnsafePointer<ob_process_block>?
    /// Of the song that the plugin knows; -1: none.
    var knownGeneration: Int64 = -1
    let output: Audio
    let input: Audio
    let tail: UnsafePointer<ob_clap_plugin_tail>?

    // Parameters.
    let parameters: UnsafeMutablePointer<CLAPParameter>
    /// Descriptor indices in the order of the plugin's identifiers.
    let byID: UnsafeMutablePointer<Int32>
    /// The plugin's own bypass, where it has one.
    let bypass: CLAPParameter?

    // Events and song.
    let outputEvents: UnsafeMutablePointer<ob_clap_output_events>
    let noteInputs: UnsafeMutablePointer<CLAPNotePort>
    let noteInputCount: Int
    let transport: UnsafeMutablePointer<ob_clap_event_transport>
    let sampleRateHertz: Double
}
