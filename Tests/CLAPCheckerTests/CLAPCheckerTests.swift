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

    @Test(
        arguments: [
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
        ] as [(String, Rule)]
    )
    func aFaultIsFound(name: String, rule: Rule) throws {
        let faults = try Checker.check(Self.library.get(), "fault.\(name)")
        #expect(faults.contains { $0.rule == rule }, "found were \(faults)")
    }

    @Test func everyRuleHasAFaultThatBreaksIt() throws {
        let library = try Self.library.get()
        var broken: Set<Rule> = []
        for id in library.pluginIDs {
            for fault in try Checker.check(library, id) { broken.insert(fault.rule) }
        }
        #expect(Set(Rule.allCases).subtracting(broken) == [])
    }
}
