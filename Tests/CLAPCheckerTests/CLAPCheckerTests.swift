import CLAPChecker
import Testing

/// The checker finds what it looks for, and nothing else.
struct CLAPCheckerTests {
    private static let library = Result { () throws(CLAPLibrary.Refusal) in
        try CLAPLibrary.built("CLAPFaults")
    }

    @Test func aSoundPluginPasses() throws {
        let faults = try Checker.check(Self.library.get(), "fault.none")
        #expect(faults.isEmpty, "\(faults)")
    }

    private static let faults: [(String, Rule)] = [
        ("features", Rule.descriptor), ("port_behind", .ports),
        ("parameter_behind", .parameterInfo), ("id_twice", .parameterIDs), ("range", .ranges),
        ("default", .defaults), ("start_value", .defaults), ("text", .texts),
        ("nonsense", .texts), ("activation", .activation), ("latency", .latency),
        ("latency_thread", .hostCalls), ("rescan_thread", .hostCalls),
        ("extension", .extensions), ("state_text", .stateSaves),
        ("state_value", .stateRoundTrip), ("state_damaged", .stateDamaged),
        ("state_half", .stateKeepsOnRefusal), ("state_write", .stateWriteFails),
        ("status", .status), ("nan", .notFinite), ("subnormal", .subnormal),
        ("unwritten", .outputUnwritten), ("block_size", .blockSizes),
        ("event_offset", .eventOffsets), ("in_place", .inPlace), ("transport", .transport),
        ("counts", .wrongCounts), ("frames", .tooManyFrames), ("reset", .resetForgets),
        ("reactivation", .reactivation), ("late_event", .outputEvents),
        ("unsorted", .outputEvents), ("allocation", .allocation),
        ("unknown_event", .unknownEvents), ("deaf", .valuesByEvent), ("preset", .presets),
        ("float_mode", .floatMode),
    ]

    @Test(arguments: faults)
    func aFaultIsFound(name: String, rule: Rule) throws {
        let faults = try Checker.check(Self.library.get(), "fault.\(name)")
        #expect(faults.contains { $0.rule == rule }, "found were \(faults)")
    }

    @Test func everyRuleHasAFaultThatBreaksIt() throws {
        #expect(Set(Rule.allCases).subtracting(Self.faults.map(\.1)) == [])
        let names = Set(Self.faults.map { "fault." + $0.0 } + ["fault.none"])
        #expect(try Set(Self.library.get().pluginIDs) == names)
    }
}
