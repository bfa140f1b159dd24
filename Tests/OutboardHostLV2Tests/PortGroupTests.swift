import OutboardHost
import OutboardModel
import Testing

@testable import OutboardHostLV2

@Suite struct PortGroupTests {
    let loaded: PluginBench

    init() throws { loaded = try FixtureRig().load("grouped") }

    private func run(_ inputs: [Float], frames: Int = 1) -> [Float] {
        for (channel, value) in inputs.enumerated() {
            for frame in 0..<frames { loaded.input(channel)[frame] = value }
        }
        loaded.run(frames)
        return [loaded.output(0)[frames - 1], loaded.output(1)[frames - 1]]
    }

    @Test func channelsAreLeftAndRightThenTheSideChain() {
        #expect(loaded.instance.descriptor.audioInputs == 4)
        #expect(loaded.instance.descriptor.sideChainInputs == 2)
        #expect(run([1, 0, 0, 0]) == [2, 0])
        #expect(run([0, 1, 0, 0]) == [0, 3])
        #expect(run([0, 0, 1, 0]) == [10, 0])
        #expect(run([0, 0, 0, 1]) == [0, 100])
    }

    @Test func oneSwitchIsItsBypassAndFurtherOnesAreParameters() throws {
        #expect(loaded.instance.descriptor.parameters.map(\.symbol) == ["hold"])
        let enabled = try #require(loaded.instance.processor.enabled)
        #expect(enabled.pointee == 1)
        #expect(run([1, 1, 0, 0]) == [2, 3])
        enabled.pointee = 0
        #expect(run([1, 1, 0, 0], frames: 64) == [1, 1])
        enabled.pointee = 1
        #expect(run([1, 1, 0, 0], frames: 64) == [2, 3])
    }

    @Test func pluginWithoutASwitchHasNone() throws {
        #expect(try FixtureRig().load("gain").instance.processor.enabled == nil)
    }
}
