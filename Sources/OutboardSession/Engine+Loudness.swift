import OutboardDSP
import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardRender

/// The loudness of a strip: what the render thread measured, gated on the control side.
struct LoudnessWatch {
    /// Strips beside the master that are measured at a time.
    static let stripsMax = 8

    let tap: LiveTap
    let probe: Owned<LoudnessProbe>
    /// Connections that want it. Nobody has to want the master's.
    var holders: Set<String> = []
    private var gate = LoudnessGate()
    /// What was told last.
    var last: LoudnessReading?

    init(_ tap: LiveTap, _ probe: Owned<LoudnessProbe>, holders: Set<String> = []) {
        self.tap = tap
        self.probe = probe
        self.holders = holders
    }

    /// The same measurement, with another probe from here on.
    func going(on tap: LiveTap, _ probe: Owned<LoudnessProbe>) -> LoudnessWatch {
        var next = LoudnessWatch(tap, probe)
        next.gate = gate
        return next
    }

    /// Takes what came up.
    mutating func takeBlocks() {
        while let block = probe.pointer.pointee.blocks.pointee.pop() { gate.add(block) }
    }

    /// Begins a new measurement.
    mutating func reset() {
        takeBlocks()
        gate.reset()
    }

    var reading: LoudnessReading {
        LoudnessReading(
            track: tap.strip,
            momentaryLUFS: gate.momentaryLUFS,
            shortTermLUFS: gate.shortTermLUFS,
            integratedLUFS: gate.integratedLUFS,
            rangeLU: gate.rangeLU,
            truePeakDecibels: gate.truePeakMaxDecibels,
            correlation: tap.channelCount == 2 ? Double(probe.pointer.pointee.correlation) : nil
        )
    }
}

/// When readings are told, and what was told last.
struct ReadingTimes {
    var dueAt: Int64 = 0
    var lastTransport: TransportState?
}

/// Measuring loudness: of the master always, and of other strips for as long as a connection asks for it.
///
///     LOUDNESS_START ─▶ tap on the strip ─▶ next graph ─▶ probe renders ─ ring ─▶ gate ─▶ reading
extension Engine {
    private static let readingIntervalNanoseconds: Int64 = 250_000_000
    private static let channelsRange = 1...LoudnessBlock.channelCountMax

    // MARK: Requests

    func startLoudness(
        _ track: TrackID,
        in session: LiveSession,
        _ reply: PendingReply
    ) throws(RequestError) {
        try session.checkTrack(track)
        if loudness[track] == nil { try beginLoudness(of: track) }
        if track != .master { loudness[track]!.holders.insert(reply.connection) }
        let extra: JSONObject = [
            "track_id": .string(track.text),
            "channels": .integer(loudness[track]!.tap.channelCount),
        ]
        reply.send(.success(Ack(.accepted, extra: extra)))
    }

    /// Answers with the last reading. The measuring ends when nobody else wants it.
    func stopLoudness(
        _ track: TrackID,
        in session: LiveSession,
        _ reply: PendingReply
    ) throws(RequestError) {
        try session.checkTrack(track)
        let watch = try measured(track)
        guard track == .master || watch.holders.contains(reply.connection) else {
            throw RequestError(
                .invalidParameter,
                "\"\(track)\" is measured for others, and not for you.",
                hint: "Who sent LOUDNESS_START ends it.",
                field: "track_id"
            )
        }
        loudness[track]!.holders.remove(reply.connection)
        reply.send(.success(Ack(.accepted, extra: watch.reading.json)))
        endUnwantedLoudness()
    }

    func resetLoudness(_ track: TrackID) throws(RequestError) {
        _ = try measured(track)
        loudness[track]!.reset()
    }

    /// With all that has come up so far.
    func measured(_ track: TrackID) throws(RequestError) -> LoudnessWatch {
        loudness[track]?.takeBlocks()
        guard let watch = loudness[track] else {
            try player?.session.checkTrack(track)
            throw Self.isNotMeasured(track)
        }
        return watch
    }

    /// A connection is gone, and with it what it wanted.
    func forgetLoudness(of connection: String) {
        for track in loudness.keys { loudness[track]!.holders.remove(connection) }
        endUnwantedLoudness()
    }

    private static func isNotMeasured(_ track: TrackID) -> RequestError {
        RequestError(
            .invalidParameter,
            "The loudness of \"\(track)\" is not being measured.",
            hint: "Begin with LOUDNESS_START.",
            field: "track_id"
        )
    }

    // MARK: Taps

    /// Puts a meter on the master of the player that was just made. What was measured goes on.
    func measureMaster() {
        guard let player else { return }
        let (tap, probe) = self.tap(.master, channelCount: 2, of: player)
        loudness[.master] = loudness[.master]?.going(on: tap, probe) ?? LoudnessWatch(tap, probe)
    }

    private func beginLoudness(of track: TrackID) throws(RequestError) {
        guard let player else { return }
        let channels = player.width(of: track)
        guard Self.channelsRange.contains(channels) else {
            throw RequestError(
                .invalidParameter,
                "\"\(track)\" has \(channels) channels; loudness is defined for 1 to "
                    + "\(Self.channelsRange.upperBound).",
                hint: "METERS_SUBSCRIBE tells peak and RMS of any number of channels.",
                field: "track_id",
                details: [
                    "channels": .integer(channels),
                    "maximum": .integer(Self.channelsRange.upperBound),
                ]
            )
        }
        let others = loudness.keys.filter { $0 != .master }.map(\.text).sorted()
        guard others.count < LoudnessWatch.stripsMax else {
            throw RequestError(
                .engineBusy,
                "\(LoudnessWatch.stripsMax) strips are measured, and that is the limit.",
                hint: "End one of them with LOUDNESS_STOP.",
                details: [
                    "limit": .integer(LoudnessWatch.stripsMax),
                    "measured": .array(others.map { .string($0) }),
                ]
            )
        }
        let (tap, probe) = self.tap(track, channelCount: channels, of: player)
        do throws(RequestError) {
            _ = try player.changeTaps()
        } catch {
            player.untap(tap)
            throw error
        }
        loudness[track] = LoudnessWatch(tap, probe)
    }

    private func tap(
        _ track: TrackID,
        channelCount: Int,
        of player: SessionPlayer
    ) -> (LiveTap, Owned<LoudnessProbe>) {
        let probe = Owned(
            LoudnessProbe.allocate(sampleRateHertz: sampleRateHertz, channelCount: channelCount),
            freedBy: LoudnessProbe.deallocate
        )
        return (player.tap(track, with: probe, channelCount: channelCount), probe)
    }

    private func endUnwantedLoudness() {
        endLoudness { $0.tap.strip != .master && $0.holders.isEmpty }
    }

    /// Another session is live: only its master is measured, from its first frame on.
    func restartLoudness() {
        endLoudness { $0.tap.strip != .master }
        loudness[.master]?.reset()
    }

    private func endLoudness(where isOver: (LoudnessWatch) -> Bool) {
        let over = loudness.filter { isOver($0.value) }
        guard !over.isEmpty, let player else { return }
        let isTapped = over.values.contains { player.has($0.tap) }
        for (track, watch) in over {
            player.untap(watch.tap)
            loudness[track] = nil
        }
        if isTapped { renderOtherTaps(player) }
    }

    /// A measuring ends with its strip, and begins anew where the strip has come to other channels or the
    /// player is another.
    private func followStrips(_ player: SessionPlayer) {
        var hasChanged = false
        for (track, watch) in loudness where track != .master {
            let channels = player.width(of: track)
            if channels == watch.tap.channelCount, player.has(watch.tap) { continue }
            player.untap(watch.tap)
            loudness[track] = nil
            hasChanged = true
            guard Self.channelsRange.contains(channels) else { continue }
            let (tap, probe) = self.tap(track, channelCount: channels, of: player)
            loudness[track] = LoudnessWatch(tap, probe, holders: watch.holders)
        }
        if hasChanged { renderOtherTaps(player) }
    }

    private func renderOtherTaps(_ player: SessionPlayer) {
        do throws(RequestError) {
            _ = try player.changeTaps()
        } catch {
            log.error("the graph does not change", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Readings

    /// Takes what was measured, and tells it four times a second, with where the song is.
    func tellReadings() {
        guard let player else { return }
        for track in Array(loudness.keys) { loudness[track]!.takeBlocks() }
        guard now() >= readings.dueAt else { return }
        readings.dueAt = now() + Self.readingIntervalNanoseconds
        followStrips(player)
        for (track, watch) in loudness {
            let reading = watch.reading
            guard reading != watch.last else { continue }
            loudness[track]!.last = reading
            tell(reading, watch.holders)
        }
        let transport = player.transport
        if transport != readings.lastTransport {
            readings.lastTransport = transport
            tellAll(.transport(transport))
        }
    }

    /// All hear of the master, and of another strip those who asked for it.
    private func tell(_ reading: LoudnessReading, _ holders: Set<String>) {
        guard reading.track != .master else { return tellAll(.loudness(reading)) }
        tell(Broadcast(.loudness(reading))) { holders.contains($0.connection) }
    }
}
