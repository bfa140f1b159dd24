import Testing

@testable import OutboardDSP

struct KernelTests {
    private func noise(_ count: Int) -> [Float] {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        print("seed \(seed)")
        var state = seed | 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 63, 64, 100])
    func scaledEqualsAPlainLoop(count: Int) {
        let source = noise(count + 3)
        var destination = [Float](repeating: 0, count: count + 1)
        let peak = source.withUnsafeBufferPointer { source in
            // One frame in: blocks may begin anywhere.
            scaled(source.baseAddress! + 3, 0.3, to: &destination, frames: count)
        }
        let expected = source.dropFirst(3).prefix(count).map { $0 * 0.3 }
        #expect(Array(destination.prefix(count)) == expected)
        #expect(peak == expected.map(\.magnitude).max() ?? 0)
        #expect(destination[count] == 0)
    }

    @Test func addEqualsAPlainLoop() {
        let source = noise(101)
        let before = noise(101)
        var destination = before
        add(source, to: &destination, frames: 101)
        #expect(destination == zip(before, source).map { $0 + $1 })
    }

    @Test func onlyInfinityAndNaNAreNotFinite() {
        for position in [0, 5, 8, 63, 64, 66] {
            for bad in [Float.infinity, -.infinity, .nan] {
                var samples = noise(67)
                samples[position] = bad
                #expect(!isFinite(samples, frames: 67))
            }
        }
        var extreme = noise(67)
        extreme[3] = .greatestFiniteMagnitude
        extreme[4] = -.greatestFiniteMagnitude
        extreme[5] = .leastNonzeroMagnitude
        #expect(isFinite(extreme, frames: 67))
    }

    @Test func gainRampIsTheSameHoweverItIsCut() {
        let source = noise(512)
        func render(_ cuts: [Int]) -> [Float] {
            var ramp = GainRamp(gain: 1)
            ramp.head(for: 0.2, frames: 300)
            var output = [Float](repeating: 0, count: 512)
            var at = 0
            output.withUnsafeMutableBufferPointer { output in
                source.withUnsafeBufferPointer { source in
                    for cut in cuts {
                        _ = ramp.apply(
                            source.baseAddress! + at,
                            to: output.baseAddress! + at,
                            frames: cut
                        )
                        at += cut
                    }
                }
            }
            return output
        }
        let whole = render([512])
        #expect(render(Array(repeating: 1, count: 512)) == whole)
        #expect(render([299, 2, 211]) == whole)
        #expect(whole[300] == source[300] * 0.2)
    }

    @Test func newTargetStartsWhereTheRampStands() {
        var ramp = GainRamp(gain: 0)
        ramp.head(for: 1, frames: 10)
        var ones = [Float](repeating: 1, count: 5)
        var output = ones
        _ = ramp.apply(ones, to: &output, frames: 5)
        #expect(ramp.current == output[4])
        ramp.head(for: 0, frames: 10)
        _ = ramp.apply(ones, to: &ones, frames: 1)
        #expect(ones[0] < output[4])
    }

    @Test func delayLineGivesBackExactlyWhatItGot() {
        let source = noise(400)
        for cut in [1, 7, 64, 400] {
            var line = DelayLine(delayFrames: 37)
            defer { line.deallocate() }
            var output = [Float](repeating: .nan, count: 400)
            for at in stride(from: 0, to: 400, by: cut) {
                let count = min(cut, 400 - at)
                source.withUnsafeBufferPointer { source in
                    output.withUnsafeMutableBufferPointer { output in
                        line.process(
                            source.baseAddress! + at,
                            to: output.baseAddress! + at,
                            frames: count
                        )
                    }
                }
            }
            #expect(output == Array(repeating: 0, count: 37) + source.prefix(363))
        }
    }
}
