import OutboardDSP
import OutboardProtocol
import OutboardRender

/// The loudness of the master: what the render thread measured, gated on the control side.
struct LoudnessWatch {
    var gate = LoudnessGate()
    var probe: Owned<LoudnessProbe>?
    var dueAt: Int64 = 0
    var last: LoudnessReading?
    var lastTransport: TransportState?
}

extension Engine {
    private static let readingIntervalNanoseconds: Int64 = 250_000_000

    /// Puts a meter on the master of the player that was just made.
    func watchLoudness() {
        guard let player else { return }
        let probe = Owned(
            LoudnessProbe.allocate(sampleRateHertz: sampleRateHertz, channelCount: 2),
            freedBy: LoudnessProbe.deallocate
        )
        player.tapMaster(with: probe)
        loudness.probe = probe
    }

    /// Takes what was measured, and tells it four times a second, with where the song is.
    func tellReadings() {
        guard let player else { return }
        while let block = loudness.probe?.pointer.pointee.blocks.pointee.pop() {
            loudness.gate.add(block)
        }
        guard now() >= loudness.dueAt else { return }
        loudness.dueAt = now() + Self.readingIntervalNanoseconds
        let reading = loudnessReading()
        if reading != loudness.last {
            loudness.last = reading
            tellAll(.loudness(reading))
        }
        let transport = player.transport
        if transport != loudness.lastTransport {
            loudness.lastTransport = transport
            tellAll(.transport(transport))
        }
    }

    package func loudnessReading() -> LoudnessReading {
        LoudnessReading(
            momentaryLUFS: loudness.gate.momentaryLUFS,
            shortTermLUFS: loudness.gate.shortTermLUFS,
            integratedLUFS: loudness.gate.integratedLUFS,
            rangeLU: loudness.gate.rangeLU,
            truePeakDecibels: loudness.gate.truePeakMaxDecibels,
            correlation: Double(loudness.probe?.pointer.pointee.correlation ?? 0)
        )
    }
}
