import CSndfile

/// How samples are written to a file.
package enum AudioFileEncoding: String, Sendable, CaseIterable {
    case wav16, wav24, wavFloat, flac16, flac24

    /// Bits of an integer sample, or nil where samples are floats.
    package var integerBits: Int? {
        switch self {
        case .wav16, .flac16: 16
        case .wav24, .flac24: 24
        case .wavFloat: nil
        }
    }

    package var isWAV: Bool {
        switch self {
        case .wav16, .wav24, .wavFloat: true
        case .flac16, .flac24: false
        }
    }

    var sndfileFormat: Int32 {
        // RF64 becomes plain WAV when closed below 4 GiB; see `SFC_RF64_AUTO_DOWNGRADE`.
        let container = isWAV ? SF_FORMAT_RF64 : SF_FORMAT_FLAC
        let samples =
            switch integerBits {
            case 16: SF_FORMAT_PCM_16
            case 24: SF_FORMAT_PCM_24
            default: SF_FORMAT_FLOAT
            }
        return Int32(container | samples)
    }
}
