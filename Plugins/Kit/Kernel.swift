import CPluginKit

/// What an audio half may rely on from activation to deactivation.
package struct KernelSetup {
    package let sampleRateHertz: Double
    /// Plain values by the parameter's place, at the moment of activation.
    package let values: [Float]

    package init(sampleRateHertz: Double, values: [Float]) {
        self.sampleRateHertz = sampleRateHertz
        self.values = values
    }
}

/// The audio half of a plugin: a struct over memory that it took when it was made.
///
/// Between `init` and `deallocate` the two C functions are called, by one thread at a time, under
/// `@_noLocks`. What comes out may depend on the frames that went before, and never on how they were cut
/// into pieces: hosts cut as they like.
package protocol Kernel: BitwiseCopyable {
    /// Takes its memory and stands as after `resetFunction`. [control]
    init(_ setup: KernelSetup)

    /// Frees that memory. [control]
    func deallocate()

    /// Frames that its signal comes later by, which hold until deactivation. [control]
    static func latencyFrames(_ setup: KernelSetup) -> Int

    /// `@c @_noLocks`: processes a piece. [render]
    static var processFunction: ob_kit_process { get }

    /// `@c @_noLocks`: forgets all that it has heard; parameters jump to where they head. The next
    /// piece says of every parameter that it has changed. [render]
    static var resetFunction: ob_kit_reset { get }
}

extension Kernel {
    package static func latencyFrames(_ setup: KernelSetup) -> Int { 0 }
    package func deallocate() {}
}

/// A kernel's type, without the type: what the kit's control side needs of it.
package struct KernelKind: Sendable {
    let make: @Sendable (KernelSetup) -> UnsafeMutableRawPointer
    let free: @Sendable (UnsafeMutableRawPointer) -> Void
    let latencyFrames: @Sendable (KernelSetup) -> Int
    let process: ob_kit_process
    let reset: ob_kit_reset

    package init<K: Kernel & SendableMetatype>(_ type: K.Type) {
        make = { setup in
            let kernel = UnsafeMutablePointer<K>.allocate(capacity: 1)
            kernel.initialize(to: K(setup))
            return UnsafeMutableRawPointer(kernel)
        }
        free = { raw in
            let kernel = raw.assumingMemoryBound(to: K.self)
            kernel.pointee.deallocate()
            kernel.deallocate()
        }
        latencyFrames = { setup in max(0, K.latencyFrames(setup)) }
        process = K.processFunction
        reset = K.resetFunction
    }
}
