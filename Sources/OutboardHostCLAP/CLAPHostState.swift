import CCLAP
import OutboardHost
import Synchronization

/// What a plugin's calls into its host reach, from whatever thread. `host_data` of the host that the
/// plugin knows points here.
///
/// Flags go up in the plugin's calls and are taken down by who does what they ask for.
struct CLAPHostState: ~Copyable {
    /// The thread that the plugin was made on.
    let mainThread: UInt64
    /// Which thread has the audio thread's role now; 0: none.
    let audioThread = Atomic<UInt64>(0)
    let wantsRestart = Atomic(false)
    let wantsProcess = Atomic(false)
    let wantsCallback = Atomic(false)
    let wantsFlush = Atomic(false)
    var log = LogRing()
    /// The owner of what only the main thread may touch.
    let main: Unmanaged<CLAPMainCalls>
    let extensions: UnsafeBufferPointer<CLAPHostExtension>

    init(main: CLAPMainCalls) {
        mainThread = ob_clap_this_thread()
        self.main = .passUnretained(main)
        extensions = CLAPHostExtension.all
    }

    /// The thread that calls renders from here on, until `leaveAudio`. [render, and control in its place]
    @_noLocks
    borrowing func enterAudio() {
        audioThread.store(ob_clap_this_thread(), ordering: .relaxed)
    }

    @_noLocks
    borrowing func leaveAudio() { audioThread.store(0, ordering: .relaxed) }

    /// While the control thread renders it has the audio thread's role alone.
    @_noLocks
    borrowing func isAudioThread() -> Bool {
        audioThread.load(ordering: .relaxed) == ob_clap_this_thread()
    }

    @_noLocks
    borrowing func isMainThread() -> Bool {
        mainThread == ob_clap_this_thread() && !isAudioThread()
    }
}

/// The host as one plugin knows it: the memory behind the pointers that the plugin keeps.
final class CLAPHostMemory {
    let state: UnsafeMutablePointer<CLAPHostState>
    let host: UnsafeMutablePointer<ob_clap_host>
    let main: CLAPMainCalls
    private let texts: [UnsafeMutablePointer<CChar>]

    init() {
        main = CLAPMainCalls()
        state = .allocate(capacity: 1)
        state.initialize(to: CLAPHostState(main: main))
        host = .allocate(capacity: 1)
        texts = ["Outboard", "Outboard", "", "1"].map(makeCString)
        host.initialize(
            to: ob_clap_host(
                version: clapVersion,
                host_data: state,
                name: texts[0],
                vendor: texts[1],
                url: texts[2],
                host_version: texts[3],
                get_extension: clapHostGetExtension,
                request_restart: clapHostRequestRestart,
                request_process: clapHostRequestProcess,
                request_callback: clapHostRequestCallback
            )
        )
    }

    /// The plugin must be gone.
    deinit {
        host.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
        for text in texts { text.deallocate() }
    }
}

let clapVersion = ob_clap_version(
    major: UInt32(OB_CLAP_MAJOR),
    minor: UInt32(OB_CLAP_MINOR),
    revision: UInt32(OB_CLAP_REVISION)
)

/// A copy of the text for C, to be deallocated.
func makeCString(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    return copy
}
