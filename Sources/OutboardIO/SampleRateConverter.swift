import CSamplerate

/// Changes the sample rate of a run of frames that arrives in pieces.
///
/// A windowed sinc of libsamplerate: 121 dB signal to noise, flat to 90 % of the band. Its best setting
/// costs four times as much for a band that ends where hearing does. [control]
struct SampleRateConverter: ~Copyable {
    private let state: OpaquePointer
    private let ratio: Double
    /// - Returns: nil where libsamplerate cannot convert between the two rates (1:256 at most).
    init?(channelCount: Int, fromHertz: Int, toHertz: Int) {
        let ratio = Double(toHertz) / Double(fromHertz)
        var error: Int32 = 0
        guard src_is_valid_ratio(ratio) != 0,
            let state = src_new(Int32(SRC_SINC_MEDIUM_QUALITY), Int32(channelCount), &error)
        else { return nil }
        self.state = state
        self.ratio = ratio
    }

    deinit { src_delete(state) }

    /// How many frames of the input matter before the one that an output frame lies at. The filter
    /// reaches over 46 zero crossings to each side, at the lower of both rates.
    static func reachFrames(fromHertz: Int, toHertz: Int) -> Int {
        64 * ((fromHertz + toHertz - 1) / toHertz)
    }

    /// Forgets all that was converted: the next output frame lies at the next input frame.
    func reset() {
        let error = src_reset(state)
        precondition(error == 0, "libsamplerate resets what it made")
    }

    /// Converts frames, channels alternating. Output lags behind: to have all of it, zeros must follow.
    /// - Returns: the frames used and made. None made with room left means that it wants more.
    func convert(
        _ input: UnsafePointer<Float>,
        frames: Int,
        into output: UnsafeMutablePointer<Float>,
        room: Int
    ) -> (used: Int, made: Int) {
        var job = SRC_DATA()
        job.data_in = input
        job.data_out = output
        job.input_frames = frames
        job.output_frames = room
        job.end_of_input = 0
        job.src_ratio = ratio
        let error = src_process(state, &job)
        precondition(error == 0, "libsamplerate refuses only what its caller got wrong")
        return (job.input_frames_used, job.output_frames_gen)
    }
}
