import OutboardHost

extension PluginBench {
    /// Runs random sizes of noise through this plugin and another with the same ports, and gives the
    /// largest difference of their outputs and the largest sample of the other's. Linear.
    package func differenceInNoise(
        from other: PluginBench,
        blocks: Int = 100,
        using random: inout some RandomNumberGenerator
    ) -> (worst: Float, loudest: Float) {
        var worst: Float = 0
        var loudest: Float = 0
        for _ in 0..<blocks {
            let frames = Int.random(in: 1...framesMax, using: &random)
            for channel in 0..<instance.descriptor.audioInputs {
                for frame in 0..<frames {
                    let value = Float.random(in: -0.5...0.5, using: &random)
                    for rig in [self, other] { rig.input(channel)[frame] = value }
                }
            }
            run(frames)
            other.run(frames)
            for channel in 0..<instance.descriptor.audioOutputs {
                for frame in 0..<frames {
                    let expected = other.output(channel)[frame]
                    loudest = max(loudest, abs(expected))
                    worst = max(worst, abs(output(channel)[frame] - expected))
                }
            }
        }
        return (worst, loudest)
    }
}
