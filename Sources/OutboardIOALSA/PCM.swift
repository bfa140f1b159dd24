import CALSA
import OutboardIO

/// One direction of a device, and what was agreed on with it.
///
/// It is plain values, so that the device's thread can copy it; the driver owns what is behind them,
/// and calls `close` once.
struct PCM {
    enum Direction {
        case playback, capture
    }

    /// How samples get to the device, in the order in which we prefer it.
    enum Access: CaseIterable {
        case mappedInterleaved, mappedPlanar, copiedInterleaved, copiedPlanar

        var alsaAccess: snd_pcm_access_t {
            switch self {
            case .mappedInterleaved: SND_PCM_ACCESS_MMAP_INTERLEAVED
            case .mappedPlanar: SND_PCM_ACCESS_MMAP_NONINTERLEAVED
            case .copiedInterleaved: SND_PCM_ACCESS_RW_INTERLEAVED
            case .copiedPlanar: SND_PCM_ACCESS_RW_NONINTERLEAVED
            }
        }
    }

    /// What is asked of a device.
    struct Request {
        var device: String
        var direction: Direction
        var sampleRateHertz: Int
        var quantumFrames: Int
        var channelCount: Int
        var formats: [SampleFormat]
        var accesses: [Access]
        var opener: Opener
    }

    /// Opens a device by its name, never waiting: a busy one says so at once, and a dead one cannot
    /// hold our thread. Answers 0, or alsa-lib's negative error number.
    typealias Opener = (
        _ pcm: inout OpaquePointer?, _ device: String, _ stream: snd_pcm_stream_t
    ) -> Int32

    static let openByName: @Sendable (inout OpaquePointer?, String, snd_pcm_stream_t) -> Int32 = {
        snd_pcm_open(&$0, $1, $2, Int32(SND_PCM_NONBLOCK))
    }

    let pcm: OpaquePointer
    let direction: Direction
    let access: Access
    let format: SampleFormat
    let sampleRateHertz: Int
    let quantumFrames: Int
    let bufferFrames: Int
    /// The device's channels. It may have no fewer than this, or no more.
    let deviceChannelCount: Int
    /// The first of them, that we use.
    let channelCount: Int
    /// A quantum in the device's format and the pointers to its lanes, where access is by copy.
    let scratch: UnsafeMutableRawPointer
    let scratchLanes: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    func close() {
        snd_pcm_close(pcm)
        scratch.deallocate()
        scratchLanes.deallocate()
    }

    // MARK: Opening

    static func open(_ request: Request) throws(DriverError) -> PCM {
        var opened: OpaquePointer?
        let stream =
            request.direction == .playback ? SND_PCM_STREAM_PLAYBACK : SND_PCM_STREAM_CAPTURE
        let error = request.opener(&opened, request.device, stream)
        guard error == 0, let pcm = opened else {
            throw DriverError(alsa: error, subject: request.device, wasRunning: false)
        }
        do {
            return try PCM(pcm, request)
        } catch {
            snd_pcm_close(pcm)
            throw error
        }
    }

    private init(_ pcm: OpaquePointer, _ request: Request) throws(DriverError) {
        func check(_ error: Int32, _ what: String) throws(DriverError) {
            guard error < 0 else { return }
            throw DriverError(
                .unsupported,
                subject: request.device,
                message: "the device refuses \(what): \(String(cString: snd_strerror(error)))"
            )
        }
        var parameters: OpaquePointer?
        try check(snd_pcm_hw_params_malloc(&parameters), "a set of parameters")
        defer { snd_pcm_hw_params_free(parameters) }
        try check(snd_pcm_hw_params_any(pcm, parameters), "every configuration")

        let access = request.accesses.first {
            snd_pcm_hw_params_set_access(pcm, parameters, $0.alsaAccess) == 0
        }
        let format = request.formats.first {
            snd_pcm_hw_params_set_format(pcm, parameters, $0.alsaFormat) == 0
        }
        guard let access, let format else {
            throw DriverError(
                .unsupported,
                subject: request.device,
                message: "the device takes no linear samples; use its plughw: name"
            )
        }
        var channels = UInt32(request.channelCount)
        try check(
            snd_pcm_hw_params_set_channels_near(pcm, parameters, &channels),
            "\(request.channelCount) channels"
        )
        var rate = UInt32(request.sampleRateHertz)
        try check(
            snd_pcm_hw_params_set_rate_near(pcm, parameters, &rate, nil),
            "\(request.sampleRateHertz) Hz"
        )
        var period = snd_pcm_uframes_t(request.quantumFrames)
        try check(
            snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, nil),
            "\(request.quantumFrames) frames a period"
        )
        var buffer = 3 * period
        try check(
            snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer),
            "a buffer of three periods"
        )
        try check(snd_pcm_hw_params(pcm, parameters), "what it had agreed to")
        guard buffer >= 2 * period else {
            throw DriverError(
                .unsupported,
                subject: request.device,
                message: "its buffer of \(buffer) frames holds less than two periods of \(period)"
            )
        }
        try Self.setThresholds(pcm, period: period, check)

        self.pcm = pcm
        direction = request.direction
        self.access = access
        self.format = format
        sampleRateHertz = Int(rate)
        quantumFrames = Int(period)
        bufferFrames = Int(buffer)
        deviceChannelCount = Int(channels)
        channelCount = min(request.channelCount, Int(channels))
        scratch = .allocate(
            byteCount: Int(period) * Int(channels) * format.sampleBytes,
            alignment: 64
        )
        scratchLanes = .allocate(capacity: Int(channels))
        scratchLanes.initialize(repeating: nil, count: Int(channels))
    }

    private static func setThresholds(
        _ pcm: OpaquePointer,
        period: snd_pcm_uframes_t,
        _ check: (Int32, String) throws(DriverError) -> Void
    ) throws(DriverError) {
        var parameters: OpaquePointer?
        try check(snd_pcm_sw_params_malloc(&parameters), "a set of thresholds")
        defer { snd_pcm_sw_params_free(parameters) }
        var boundary: snd_pcm_uframes_t = 0
        try check(snd_pcm_sw_params_current(pcm, parameters), "to tell its thresholds")
        try check(snd_pcm_sw_params_get_boundary(parameters, &boundary), "to tell its boundary")
        // It starts when we say so, not by itself in the middle of a fill.
        try check(
            snd_pcm_sw_params_set_start_threshold(pcm, parameters, boundary),
            "a start by hand"
        )
        try check(
            snd_pcm_sw_params_set_avail_min(pcm, parameters, period),
            "to wake us each period"
        )
        try check(snd_pcm_sw_params(pcm, parameters), "our thresholds")
    }
}
