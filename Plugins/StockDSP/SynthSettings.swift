import CPluginKit

extension Synth {
    package struct Settings: BitwiseCopyable {
        package var firstWave = Oscillator.Wave.saw
        package var secondWave = Oscillator.Wave.saw
        /// Of a pulse: how much of a period it is high, 0.05...0.95.
        package var width: Float = 0.5
        package var secondSemitones: Float = 0
        package var secondCents: Float = 7
        /// 0 is the first oscillator alone, 1 the second.
        package var balance: Float = 0.5

        package var filter = StateVariable.Kind.lowPass
        package var cutoffHertz = 4000.0
        /// Q, 0.5...20.
        package var resonance: Float = 0.9
        /// How many octaves the cutoff follows each octave of the key, 0...1.
        package var keyFollow: Float = 0.3
        package var filterEnvelopeOctaves: Float = 2
        package var filterVelocityOctaves: Float = 1

        package var filterAttackSeconds = 0.005
        package var filterDecaySeconds = 0.6
        package var filterSustain: Float = 0.2
        package var filterReleaseSeconds = 0.4
        package var attackSeconds = 0.005
        package var decaySeconds = 1.0
        package var sustain: Float = 0.7
        package var releaseSeconds = 0.3

        package var lfoIsTriangle = false
        package var lfoHertz = 5.0
        /// Always, and as much more as the modulation wheel is up.
        package var lfoSemitones: Float = 0
        package var wheelSemitones: Float = 0.5
        package var lfoCutoffOctaves: Float = 0

        package var bendSemitones: Float = 2
        /// 0: all notes are as loud; 1: the level follows the velocity's square.
        package var velocitySense: Float = 0.7
        /// 1...16
        package var voices = 16
        /// 0: all voices in the middle; 1: from side to side.
        package var spread: Float = 0.3
        /// Of one voice at full velocity, dB.
        package var levelDecibels = -12.0

        @_noLocks package init() {}
    }
}
