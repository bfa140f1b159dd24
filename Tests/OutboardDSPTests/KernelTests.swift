import CRealtime
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
        let level = source.withUnsafeBufferPointer { source in
            // One frame in: blocks may begin anywhere.
            scaled(source.baseAddress! + 3, 0.3, to: &destination, frames: count)
        }
        let expected = source.dropFirst(3).prefix(count).map { $0 * 0.3 }
        #expect(Array(destination.prefix(count)) == expected)
        #expect(level.peak == expected.map(\.magnitude).max() ?? 0)
        let squares = expected.reduce(0) { $0 + $1 * $1 }
        #expect(abs(level.sumOfSquares - squares) <= squares * 1e-5)
        #expect(destination[count] == 0)
    }

    @Test(arguments: [1, 2, 7], [1, 8, 100])
    func mixAddsUpInOrder(inputCount: Int, frames: Int) {
        let sources = (0..<inputCount).map { _ in noise(frames) }
        let gains = (0..<inputCount).map { Float($0) / 7 + 0.5 }
        let expected = (0..<frames).map { frame in
            sources.indices.dropFirst().reduce(sources[0][frame] * gains[0]) {
                $0 + sources[$1][frame] * gains[$1]
            }
        }
        for mix in [ob_chosen_kernels().mix, ob_baseline_kernels.mix] {
            #expect(mixing(sources, gains, with: mix) == expected)
        }
    }

    /// What is chosen for this processor gives the same bits as what runs on any.
    @Test(arguments: [0, 1, 8, 15, 64, 100])
    func bothFormsOfAKernelAgree(frames: Int) {
        let source = noise(frames + 1)
        var chosen = [Float](repeating: 0, count: frames + 1)
        var plain = chosen
        let a = ob_chosen_kernels().scale(source, 0.7, &chosen, frames)
        let b = ob_baseline_kernels.scale(source, 0.7, &plain, frames)
        #expect(chosen == plain)
        #expect(a.peak == b.peak && a.sum_of_squares == b.sum_of_squares)
    }

    @Test func loudOrBrokenSamplesAreSeenWhereverTheyAre() {
        for bad in [2.5, -2, Float.infinity, .nan] {
            for position in 0..<67 {
                var samples = noise(67)
                samples[position] = bad
                for kernels in [ob_chosen_kernels(), ob_baseline_kernels] {
                    let isSeen = samples.withUnsafeBufferPointer { samples in
                        withUnsafePointer(to: samples.baseAddress!) {
                            kernels.may_exceed_two($0, 1, 67)
                        }
                    }
                    #expect(isSeen)
                }
            }
        }
    }

    private func mixing(
        _ sources: [[Float]],
        _ gains: [Float],
        with mix: (UnsafePointer<ob_mix_input>, Int, UnsafeMutablePointer<Float>, Int) -> Void
    ) -> [Float] {
        let frames = sources[0].count
        let samples = sources.map { source in
            let copy = UnsafeMutablePointer<Float>.allocate(capacity: frames)
            copy.initialize(from: source, count: frames)
            return copy
        }
        defer { for copy in samples { copy.deallocate() } }
        let inputs = zip(samples, gains).map { ob_mix_input(samples: $0, gain: $1, direction: 0) }
        var output = [Float](repeating: .nan, count: frames)
        mix(inputs, inputs.count, &output, frames)
        return output
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
