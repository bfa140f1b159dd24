import Foundation
import OutboardModel
import OutboardRender

/// The linear gains of a strip, or a send: its level, and what the pan makes of it on the left and on the
/// right channel, or on all.
struct StripGains: Equatable {
    var level: Float
    var left: Float
    var right: Float
    /// Mutes and solos let nothing through.
    var isSilent = false

    static func level(decibels: Double) -> Float { Float(pow(10, decibels / 20)) }

    /// From fader and pan.
    ///
    /// One channel into two is panned with constant power: -3.01 dB to both sides in the centre, 0 dB hard
    /// to one side. Two are balanced: 0 dB in the centre, and the side that is turned away from fades out
    /// linearly. With any other number the pan does nothing.
    ///
    /// - Parameters:
    ///   - inputWidth: channels in front of the fader.
    ///   - outputWidth: channels behind it.
    init(
        decibels: Double,
        pan: Double,
        isSilent: Bool = false,
        inputWidth: Int,
        outputWidth: Int
    ) {
        level = Self.level(decibels: decibels)
        self.isSilent = isSilent
        switch (inputWidth, outputWidth) {
        case (1, 2):
            let angle = (pan + 1) * .pi / 4
            left = Float(cos(angle))
            right = Float(sin(angle))
        case (_, 2):
            left = Float(min(1, 1 - pan))
            right = Float(min(1, 1 + pan))
        default:
            left = 1
            right = 1
        }
    }

    /// What sends the gains of a strip there.
    func action(slot: Int, rampFrames: UInt32) -> RenderAction {
        .setGains(
            gainSlot: UInt32(slot),
            level: level,
            left: left,
            right: right,
            isSilent: isSilent,
            rampFrames: rampFrames
        )
    }
}

extension LoadedSession {
    /// The gains that a strip should have now, with mutes and solos.
    private func gains(of id: TrackID, _ soloed: [TrackID]) -> StripGains {
        let strip = document.strip(id)!
        let loaded = strips[id]!
        return StripGains(
            decibels: strip.faderDecibels,
            pan: strip.pan,
            isSilent: strip.isMuted || !isAudible(id, soloed),
            inputWidth: loaded.chainWidth,
            outputWidth: loaded.width
        )
    }

    private func gains(of send: Send, _ loaded: LoadedSend) -> StripGains {
        StripGains(
            decibels: send.levelDecibels,
            pan: send.pan,
            isSilent: send.isMuted,
            inputWidth: loaded.sourceWidth,
            outputWidth: loaded.width
        )
    }

    /// All gains that plans name, by their slot.
    var allGains: [Int: StripGains] {
        var all: [Int: StripGains] = [:]
        let soloed = document.stripIDs.filter { document.strip($0)!.isSoloed }
        for id in document.stripIDs {
            guard let loaded = strips[id] else { continue }
            let gains = gains(of: id, soloed)
            for slot in stride(from: 0, to: loaded.gains.count, by: 2) {
                all[loaded.gains.first + slot] = gains
            }
            for send in document.strip(id)!.sends {
                guard let sent = loaded.sends[send.id] else { continue }
                for slot in stride(from: 0, to: sent.gains.count, by: 2) {
                    all[sent.gains.first + slot] = self.gains(of: send, sent)
                }
            }
        }
        return all
    }

    /// Whether the solos let a strip be heard: it is soloed itself, something soloed goes through it, or
    /// it goes into something soloed. The master is always heard.
    private func isAudible(_ id: TrackID, _ soloed: [TrackID]) -> Bool {
        if soloed.isEmpty || id == .master || soloed.contains(id) { return true }
        return soloed.contains {
            reaches($0, id, viaSends: true) || reaches(id, $0, viaSends: false)
        }
    }

    /// Whether the signal of one strip goes through the other.
    private func reaches(_ from: TrackID, _ to: TrackID, viaSends: Bool) -> Bool {
        var seen: Set<TrackID> = [from]
        var open = [from]
        while let id = open.popLast(), let strip = document.strip(id) {
            var next: [TrackID] = []
            if case .bus(let bus) = strip.output { next.append(bus) }
            if viaSends { next += strip.sends.map(\.bus) }
            for bus in next where seen.insert(bus).inserted {
                if bus == to { return true }
                open.append(bus)
            }
        }
        return false
    }
}
