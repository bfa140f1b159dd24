/// How much each channel counts for loudness: ITU-R BS.1770-4, Annex 1 and table 4.
package enum LoudnessWeights {
    /// The weights of a layout in the order of WAVE files: L R, L R C, L R Ls Rs, L R C Ls Rs, 5.1
    /// with its LFE as the fourth, 6.1, and 7.1 with its rear channels before the side ones. What is
    /// at the listener's sides counts 1.41 times, and an LFE not at all. [control]
    /// - Parameter channelCount: 1 to 8.
    package static func standard(channelCount: Int) -> [Double] {
        let side = 1.41
        switch channelCount {
        case 1...3: return Array(repeating: 1, count: channelCount)
        case 4: return [1, 1, side, side]
        case 5: return [1, 1, 1, side, side]
        case 6: return [1, 1, 1, 0, side, side]
        case 7: return [1, 1, 1, 0, 1, side, side]
        case 8: return [1, 1, 1, 0, 1, 1, side, side]
        default: preconditionFailure("loudness is defined for 1 to 8 channels")
        }
    }
}
