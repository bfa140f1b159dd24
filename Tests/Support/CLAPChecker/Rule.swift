/// What the checker holds a plugin to.
package enum Rule: String, Sendable, CaseIterable {
    case descriptor, ports, parameterInfo, parameterIDs, ranges, defaults, texts
    case activation, latency, hostCalls, extensions
    case stateSaves, stateRoundTrip, stateDamaged, stateKeepsOnRefusal, stateWriteFails
    case status, notFinite, subnormal, outputUnwritten, blockSizes, eventOffsets, inPlace, transport
    case wrongCounts, tooManyFrames, resetForgets, reactivation, outputEvents, allocation
    case unknownEvents, valuesByEvent, presets, floatMode
}

/// A breach of a rule.
package struct Fault: Sendable, CustomStringConvertible {
    package let rule: Rule
    package let text: String

    package var description: String { "\(rule.rawValue): \(text)" }
}
