import CRealtime
import Foundation
import Logging
import OutboardHostCLAP
import OutboardHostLADSPA
import OutboardHostLV2
import OutboardHostVST3
import OutboardIO
import OutboardIOALSA
import OutboardIOJACK
import OutboardSession
import OutboardStore

/// Puts the program together: the only file that names plugin formats and drivers.
enum Composition {
    static func parts(_ data: DataDirectory) -> EngineParts {
        // Some plugins open a window system at once, and abort where there is none.
        setenv("QT_QPA_PLATFORM", "offscreen", 1)
        return EngineParts(
            makeHosts: { [LV2Host(), CLAPHost(), VST3Host(), LADSPAHost()] },
            drivers: [
                DriverKind(name: "jack", make: { JACKDriver() }),
                DriverKind(name: "alsa", make: { ALSADriver() }),
                DriverKind(name: "clock", make: { ClockDriver() }),
            ],
            sessions: SessionStore(root: data.sessions),
            presets: [PresetStore(root: data.factoryPresets, source: "factory")]
        )
    }

    static func engine(
        _ configuration: EngineConfiguration,
        _ data: DataDirectory,
        log: Logger
    ) -> Engine {
        Engine(
            configuration: configuration,
            parts: parts(data),
            log: log,
            now: { ob_now_nanoseconds() }
        )
    }

    static let driverNames = ["auto", "jack", "alsa", "clock"]
}
