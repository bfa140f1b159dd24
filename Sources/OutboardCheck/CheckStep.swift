/// What a plugin is put through, in this order.
package enum CheckStep: String, Sendable, CaseIterable {
    /// It is found and described.
    case describe
    case load
    case activate
    /// Blocks of random sizes, with noise, pauses and notes.
    case run
    /// Every parameter at its ends and between.
    case sweep
    /// What it saves is taken back by another instance.
    case state
    /// Presets that came with it.
    case presets
    case bypass
    /// Deactivated and activated anew.
    case restart
    case unload
}

/// How a step ended.
package enum CheckOutcome: Sendable, Equatable {
    /// With a word about it: "12 ms", "3 presets".
    case passed(String)
    /// There is nothing to be done: it has no presets, or no bypass.
    case absent
    case failed(String)

    package var hasFailed: Bool { if case .failed = self { true } else { false } }
}
