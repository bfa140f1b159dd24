import Testing

@testable import OutboardDSP

struct LoudnessMeterTests {
    private func isSame(_ a: LoudnessBlock, _ b: LoudnessBlock) -> Bool {
        a.frame == b.frame && a.frames == b.frames
            && a.energies.indices.allSatisfy { a.energies[$0] == b.energies[$0] }
            && a.samplePeaks.indices.allSatisfy {
                a.samplePeaks[$0] == b.samplePeaks[$0] && a.truePeaks[$0] == b.truePeaks[$0]
            }
    }

    /// 11,025 Hz has parts of 220 and of 221 frames.
    @Test(arguments: [1, 2, 3], [11_025, 48_000, 96_000])
    func blocksAreTheSameHoweverTheSignalIsCut(channels: Int, rate: Int) {
        let signal = (0..<channels).map {
            Signal.noise(amplitude: 0.7, seconds: 0.75, rate: rate, seed: UInt64($0 + 5))
        }
        let whole = Measured.blocks(signal, rate: rate, cut: 1024)
        #expect(whole.count == 7)
        for cut in [1, 32, 64, 100] {
            let blocks = Measured.blocks(signal, rate: rate, cut: cut)
            #expect(blocks.count == whole.count)
            #expect(zip(blocks, whole).allSatisfy(isSame), "cut into \(cut)")
        }
    }

    @Test(arguments: [11_025, 44_100, 48_000])
    func blocksFollowEachOtherEvery100Milliseconds(rate: Int) {
        let silence = [Float](repeating: 0, count: rate)
        let blocks = Measured.blocks([silence], rate: rate)
        #expect(blocks.count == 10)
        for (index, block) in blocks.enumerated() {
            #expect(block.frame == Int64(index * rate / 10))
            #expect(block.frame + Int64(block.frames) == Int64((index + 1) * rate / 10))
        }
    }

    @Test func peaksAreOfTheirChannelAndBlock() {
        var left = [Float](repeating: 0, count: 14_400)
        left[4800] = -0.9
        let right = [Float](repeating: 0, count: 14_400)
        let blocks = Measured.blocks([left, right])
        #expect(blocks.map { $0.samplePeaks[0] } == [0, 0.9, 0])
        #expect(blocks.map { $0.samplePeaks[1] } == [0, 0, 0])
        #expect(blocks[1].truePeaks[0] >= 0.9)
        #expect(blocks[2].truePeaks[0] == 0)
    }

    @Test func energyIsTheWeightedSumOfTheChannels() {
        let noise = (0..<6).map {
            Signal.noise(amplitude: 0.5, seconds: 0.1, rate: 48_000, seed: UInt64($0))
        }
        let alone = noise.map { Measured.blocks([$0])[0].energies[2] }
        let together = Measured.blocks(noise)[0].energies[2]
        let expected = zip(alone, [1, 1, 1, 0, 1.41, 1.41]).map(*).reduce(0, +)
        #expect(isNear(together, expected, 1e-12))
    }

    @Test func everyLayoutHasAWeightForEachChannel() {
        for count in 1...LoudnessBlock.channelCountMax {
            #expect(LoudnessWeights.standard(channelCount: count).count == count)
        }
    }

    @Test func notANumberIsForgottenWithItsPartAndChannel() {
        let noise = (0..<2).map {
            Signal.noise(amplitude: 0.5, seconds: 1, rate: 48_000, seed: UInt64($0 + 3))
        }
        let alone = Measured.blocks([noise[0]])
        let together = Measured.blocks(noise)
        var broken = noise[1]
        broken[5000] = .nan
        broken[5001] = .infinity
        let blocks = Measured.blocks([noise[0], broken])
        #expect(blocks[1].energies[0] == alone[1].energies[0])
        #expect(isNear(blocks[9].energies[0], together[9].energies[0], 1e-6))
    }

    @Test func fullRingLosesEnergiesAndKeepsPeaks() {
        let meter = LoudnessMeter.allocate(
            sampleRateHertz: 48_000,
            weights: [1],
            capacityBlocks: 2
        )
        defer { LoudnessMeter.deallocate(meter) }
        var samples = [Float](repeating: 0.25, count: 4 * 4800)
        samples[2 * 4800 + 100] = 0.75
        func run() {
            Measured.inBlocks([samples], cut: 64) { meter.pointee.process($0, frames: $1) }
        }
        run()
        var gate = LoudnessGate()
        while let block = meter.pointee.blocks.pointee.pop() { gate.add(block) }
        #expect(gate.missedFrames == 0)
        samples = [Float](repeating: 0.25, count: 2 * 4800)
        run()
        let next = meter.pointee.blocks.pointee.pop()!
        #expect(next.frame == 4 * 4800)
        #expect(next.samplePeaks[0] == 0.75)
        gate.add(next)
        #expect(gate.missedFrames == 2 * 4800)
    }
}
