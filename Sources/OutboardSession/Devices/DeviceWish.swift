import OutboardIO
import OutboardProtocol

/// What somebody wants the engine to play through.
struct DeviceWish: Equatable {
    var choice: EngineConfiguration.DriverChoice
    /// nil: the driver's default.
    var device: String?
    /// nil: as it is; at the start, the session's.
    var sampleRateHertz: Int?
    var quantumFrames: Int

    init(_ configuration: EngineConfiguration) {
        choice = configuration.driver
        device = configuration.device
        sampleRateHertz = configuration.sampleRateHertz
        quantumFrames = configuration.quantumFrames
    }

    /// The driver's name, as requests have it.
    var driver: String {
        switch choice {
        case .automatic: DeviceRequest.automatic
        case .named(let name): name
        }
    }

    func candidates(of drivers: [DriverKind]) -> [DriverKind] {
        switch choice {
        case .automatic: drivers
        case .named(let name): drivers.filter { $0.name == name }
        }
    }

    /// - Parameter rate: where the wish names none.
    func request(sampleRateHertz rate: Int) -> DriverRequest {
        DriverRequest(
            device: device,
            sampleRateHertz: sampleRateHertz ?? rate,
            quantumFrames: quantumFrames
        )
    }
}

/// A change of the device that somebody asked for and waits for.
struct DeviceChange {
    let id: UInt64
    let wish: DeviceWish
    /// Those that have not been tried.
    var kinds: ArraySlice<DriverKind>
    /// What those said that have.
    var refusals: [String] = []
    let reply: PendingReply
    let author: ChangedBy
}

/// What the engine knows of devices beside the one in use.
struct DeviceDesk {
    var wish: DeviceWish
    /// On its way. Nobody else changes the device meanwhile.
    var change: DeviceChange?
    var lastChange: UInt64 = 0
    let lister: DriverLister
    let opener = DriverOpener()

    init(_ configuration: EngineConfiguration, _ parts: EngineParts) {
        wish = DeviceWish(configuration)
        lister = DriverLister(
            parts.drivers,
            limitMilliseconds: configuration.deviceListMilliseconds
        )
    }
}
