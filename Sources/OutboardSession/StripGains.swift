import Foundation
import OutboardModel

/// The linear gains of a strip, or a send: of the left and the right channel, or of all.
struct StripGains: Equatable {
    var left: Float
    var right: Float

    static let silent = StripGains(left: 0, right: 0)

    /// From fader and pan.
    ///
    /// One channel into two is panned with constant power: -3.01 dB to both sides in the centre, 0 dB hard
    /// to one side. Two are balanced: 0 dB in the centre, and the side that is turned away from fades out
    /// linearly. With any other number the pan does nothing.
    ///
    /// - Parameters:
    ///   - inputWidth: channels in front of the fader.
    ///   - outputWidth: channels behind it.
    init(decibels: Double, pan: Double, inputWidth: Int, outputWidth: Int) {
        let level = pow(10, decibels / 20)
        switch (inputWidth, outputWidth) {
        case (1, 2):
            let angle = (pan + 1) * .pi / 4
            left = Float(level * cos(angle))
            right = Float(level * sin(angle))
        case (_, 2):
            left = Float(level * min(1, 1 - pan))
            right = Float(level * min(1, 1 + pan))
        default:
            left = Float(level)
            right = Float(level)
        }
    }

    init(left: Float, right: Float) {
        self.left = left
        self.right = right
    }
}

extension LoadedSession {
    /// The gains that a strip should have now, with mutes and solos.
    private func gains(of id: TrackID, _ soloed: [TrackID]) -> StripGains {
        guard let strip = document.strip(id), let loaded = strips[id], !strip.isMuted,
            isAudible(id, soloed)
        else { return .silent }
        return StripGains(
            decibels: strip.faderDecibels,
            pan: strip.pan,
            inputWidth: loaded.chainWidth,
            outputWidth: loaded.width
        )
    }

    private func gains(of send: Send, on id: TrackID) -> StripGains {
        guard let loaded = strips[id]?.sends[send.id], !send.isMuted else { return .silent }
        return StripGains(
            decibels: send.levelDecibels,
            pan: send.pan,
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
                guard let lease = loaded.sends[send.id]?.gains else { continue }
                for slot in stride(from: 0, to: lease.count, by: 2) {
                    all[lease.first + slot] = self.gains(of: send, on: id)
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
