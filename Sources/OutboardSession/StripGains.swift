import Foundation
import OutboardModel

/// The linear gains of a strip's two sides.
struct StripGains: Equatable {
    var left: Float
    var right: Float

    static let silent = StripGains(left: 0, right: 0)

    /// From fader and pan.
    ///
    /// A mono strip is panned with constant power: -3.01 dB to both sides in the centre, 0 dB hard to one
    /// side. A stereo strip is balanced: 0 dB in the centre, and the side that is turned away from
    /// fades out linearly.
    init(strip: Strip, isMono: Bool) {
        let level = pow(10, strip.faderDecibels / 20)
        if isMono {
            let angle = (strip.pan + 1) * .pi / 4
            left = Float(level * cos(angle))
            right = Float(level * sin(angle))
        } else {
            left = Float(level * min(1, 1 - strip.pan))
            right = Float(level * min(1, 1 + strip.pan))
        }
    }

    init(left: Float, right: Float) {
        self.left = left
        self.right = right
    }
}
