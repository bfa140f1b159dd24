import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct PropertyTests {
    let rig: FixtureRig
    let loaded: PluginBench

    init() throws {
        rig = try FixtureRig()
        loaded = try rig.load("properties")
    }

    private static func uri(_ name: String) -> String {
        "urn:outboard:fixture:properties#" + name
    }

    /// Sends a message and lets the plugin have it.
    private func set(_ name: String, _ value: PropertyValue) throws {
        let count = try loaded.instance.send(value, to: Self.uri(name))
        try #require(loaded.instance.processor.admittedMessages).pointee = count
    }

    private func known(_ name: String) -> PropertyValue? {
        loaded.instance.knownProperties[Self.uri(name)]
    }

    @Test func boundedOnesAreParametersAndTheOthersProperties() {
        let descriptor = loaded.instance.descriptor
        // A port has the symbol already.
        #expect(descriptor.parameters.map(\.symbol) == ["gain", "gain_2", "loud"])
        let gain = descriptor.parameters[1]
        #expect(gain.range == 0...8)
        #expect(gain.default == 1)
        #expect(gain.kind == .continuous)
        #expect(descriptor.parameters[2].kind == .toggle)
        #expect(
            descriptor.properties == [
                PropertyDescriptor(uri: Self.uri("count"), name: "Count", kind: .number),
                PropertyDescriptor(uri: Self.uri("file"), name: "file", kind: .path),
                PropertyDescriptor(uri: Self.uri("label"), name: "Label", kind: .text),
                PropertyDescriptor(
                    uri: Self.uri("peak"),
                    name: "Peak",
                    kind: .number,
                    minimum: 0,
                    maximum: 100,
                    isWritable: false
                ),
            ]
        )
    }

    @Test func pluginIsToldItsParametersInTheBlockInWhichTheyChange() {
        // The default of the description is not the plugin's own.
        #expect(loaded.run(4) == [1, 1, 1, 1])
        loaded.set("gain_2", 3)
        #expect(loaded.run(1) == [3])
        loaded.set("loud", 1)
        #expect(loaded.run(1) == [300])
        #expect(loaded.run(1) == [300])
    }

    @Test func messageWaitsUntilItIsAdmitted() throws {
        loaded.run(1)
        let count = try loaded.instance.send(.number(5), to: Self.uri("count"))
        #expect(loaded.run(1) == [1])
        try #require(loaded.instance.processor.admittedMessages).pointee = count
        #expect(loaded.run(1) == [6])
    }

    @Test func everyKindOfValueComesBackAsItWasSent() throws {
        try set("count", .number(-4))
        try set("label", .text("Größe"))
        try set("file", .text("/tmp/impulse.wav"))
        loaded.run(1)
        _ = loaded.instance.attend()
        #expect(known("count") == .number(-4))
        #expect(known("label") == .text("Größe"))
        #expect(known("file") == .text("/tmp/impulse.wav"))
    }

    @Test func pluginSaysAtFirstWhatItHas() {
        #expect(loaded.instance.attend().isEmpty)
        loaded.run(1)
        let notices = loaded.instance.attend()
        #expect(notices.contains(.propertyChanged(uri: Self.uri("label"), value: .text("unnamed"))))
        #expect(known("label") == .text("unnamed"))
        #expect(known("peak") == .number(0))
        loaded.run(1)
        #expect(loaded.instance.attend().isEmpty)
    }

    @Test func parameterThatThePluginMovesIsInTheBank() throws {
        loaded.run(1)
        _ = loaded.instance.attend()
        loaded.set("gain", 6)
        #expect(loaded.run(1) == [6])
        #expect(loaded.value("gain_2") == 6)
        #expect(loaded.instance.attend() == [.parameterMoved(index: 1, value: 6)])
        #expect(loaded.run(1) == [6])
    }

    @Test func whatSomebodyMovesMeanwhileWins() throws {
        loaded.run(1)
        loaded.instance.processor.parameters.pointee.set(1, to: 2, rampFrames: 64)
        loaded.set("gain", 6)
        loaded.run(1)
        loaded.instance.processor.parameters.pointee.advance(frames: 64)
        #expect(loaded.run(1) == [2])
    }

    @Test func messagesThatFindNoRoomGoIntoTheNextBlocks() throws {
        for number in 1...400 { try set("count", .number(Double(number))) }
        var last: Float = 0
        var blocks = 0
        while last != 401, blocks < 100 {
            last = loaded.run(1)[0]
            blocks += 1
        }
        #expect(last == 401)
        #expect(blocks > 1)
    }

    @Test func whatCannotBeSentIsRefused() throws {
        func code(_ value: PropertyValue, _ name: String) -> HostError.Code? {
            do {
                _ = try loaded.instance.send(value, to: Self.uri(name))
                return nil
            } catch { return error.code }
        }
        #expect(code(.text("1"), "count") == .unsupported)
        #expect(code(.number(.infinity), "count") == .unsupported)
        #expect(code(.number(1), "label") == .unsupported)
        #expect(code(.text("a\0b"), "label") == .unsupported)
        #expect(code(.number(1), "peak") == .unsupported)
        #expect(code(.number(1), "gain") == .unsupported)
        #expect(code(.number(1), "nothing") == .unsupported)
        // 8,192 bytes of port, less headers.
        let most = 8_192 - 8 - 8 - 16 - 48 - 1
        #expect(code(.text(String(repeating: "x", count: most + 1)), "label") == .unsupported)
        #expect(code(.text(String(repeating: "x", count: most)), "label") == nil)
        let other = try rig.load("gain").instance
        #expect(throws: HostError.self) { try other.send(.number(1), to: "urn:x") }
    }

    @Test func pluginThatDoesNotTakeItsMessagesIsBusy() throws {
        let long = PropertyValue.text(String(repeating: "x", count: 4_000))
        let error = #expect(throws: HostError.self) {
            for _ in 0..<1_000 { _ = try loaded.instance.send(long, to: Self.uri("label")) }
        }
        #expect(error?.code == .busy)
        #expect(loaded.run(1) == [1])
    }

    @Test func floodOfNoticesIsAskedForAgain() throws {
        try set("label", .text(String(repeating: "y", count: 200)))
        loaded.run(1)
        // Nobody attends: the ring of notices is full in the end.
        for number in 0..<2_000 {
            loaded.set("gain", Float(number % 7) + 1)
            loaded.run(1)
        }
        _ = loaded.instance.attend()
        loaded.run(1)
        _ = loaded.instance.attend()
        #expect(known("label") == .text(String(repeating: "y", count: 200)))
        #expect(
            loaded.instance.knownProperties[Self.uri("gain")]
                == .number(Double(loaded.value("gain_2")))
        )
    }

    @Test func pluginThatKeepsAnotherValueIsBelievedAfterAWhile() throws {
        loaded.run(1)
        _ = loaded.instance.attend()
        // Longer than the fixture's text: it keeps what fits.
        try set("label", .text(String(repeating: "z", count: 300)))
        var notices: [PluginNotice] = []
        for _ in 0..<40 {
            loaded.run(1)
            notices += loaded.instance.attend()
        }
        let kept = PropertyValue.text(String(repeating: "z", count: 255))
        #expect(known("label") == kept)
        #expect(notices.contains(.propertyChanged(uri: Self.uri("label"), value: kept)))
    }

    @Test func stateBringsPropertiesBack() throws {
        try set("label", .text("kept"))
        loaded.set("gain_2", 4)
        loaded.run(1)
        let state = try loaded.instance.saveState()
        let fresh = try rig.load("properties")
        try fresh.instance.restoreState(state)
        #expect(fresh.instance.knownProperties[Self.uri("label")] == .text("kept"))
        #expect(fresh.run(1) == [4])
        // The plugin's answer to the question after a restore says the same.
        #expect(
            !fresh.instance.attend().contains { notice in
                if case .propertyChanged(Self.uri("label"), _) = notice { true } else { false }
            }
        )
    }

    @Test func presetSetsThePropertiesThatAreParameters() throws {
        let preset = try rig.host.preset(
            PresetID("urn:outboard:fixture:properties-half"),
            of: FixtureRig.id("properties")
        )
        #expect(preset.parameters == ["gain_2": 0.5])
        #expect(preset.state != nil)
    }

    @Test func forgedMessagesAreReadOrNotButNeverTrap() throws {
        let types = LV2PatchTypes(rig.table)
        var random = SeededRandom(seed: 5)
        var message: [UInt8] = []
        for word in [0, types.put, types.body, 0, 32, types.object, 0, 0, 7, 0, 4, types.int, 9, 0]
        {
            withUnsafeBytes(of: UInt32(word)) { message += Array($0) }
        }
        let whole = message.withUnsafeBytes { LV2PatchMessage.values($0, types).map(\.key) }
        #expect(whole == [7])
        for _ in 0..<5_000 {
            var forged = message
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<forged.count / 4, using: &random) * 4
                let word = UInt32(truncatingIfNeeded: Int.random(in: -20...60, using: &random))
                withUnsafeBytes(of: word) { forged.replaceSubrange(at..<at + 4, with: $0) }
            }
            forged.withUnsafeBytes { _ = LV2PatchMessage.values($0, types) }
        }
    }
}
