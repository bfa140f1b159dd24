import OutboardModel
import OutboardProtocol
import OutboardRender

extension SessionPlayer {
    /// The strips in the order of their levels, with as many channels as they have behind their faders.
    var meterStrips: [MetersConfig.Strip] {
        session.stripIDs.map { MetersConfig.Strip(track: $0, channels: width(of: $0)) }
    }

    /// The levels of all of them since the last call.
    func stripLevels() -> [ChannelLevel] {
        session.stripIDs.flatMap { id -> [ChannelLevel] in
            guard let strip = session.loaded.strips[id] else { return [] }
            return (0..<strip.width).map { channel in
                let held = renderer.takeLevel(strip.gains.first + channel)
                return ChannelLevel(
                    peak: held.peak,
                    sumOfSquares: held.sumOfSquares,
                    frames: held.frames,
                    gain: held.gain
                )
            }
        }
    }

    /// Channels of a strip behind its fader. 0: there is no such strip.
    func width(of strip: TrackID) -> Int { session.loaded.strips[strip]?.width ?? 0 }
}
