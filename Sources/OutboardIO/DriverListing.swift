/// What a driver could play through now.
package struct DriverListing: Sendable, Equatable {
    /// Whether it could be opened: a JACK server is there, ALSA knows a device.
    package var isRunning: Bool
    /// Why not, and what to do. nil: nothing is wrong.
    package var problem: String?
    package var devices: [DriverDevice]

    package init(isRunning: Bool, problem: String? = nil, devices: [DriverDevice] = []) {
        self.isRunning = isRunning
        self.problem = problem
        self.devices = devices
    }
}

/// A device that a driver knows.
package struct DriverDevice: Sendable, Equatable {
    /// As `DriverRequest.device` takes it.
    package var id: String
    /// As people know it.
    package var name: String
    /// Channels. nil: nobody knows before it is opened.
    package var inputs: Int?
    package var outputs: Int?
    /// Whether it is what a request without a device opens.
    package var isDefault: Bool
    /// Where the device decides on both, and not who opens it.
    package var sampleRateHertz: Int?
    package var quantumFrames: Int?

    package init(
        id: String,
        name: String,
        inputs: Int? = nil,
        outputs: Int? = nil,
        isDefault: Bool = false,
        sampleRateHertz: Int? = nil,
        quantumFrames: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.isDefault = isDefault
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
    }
}
