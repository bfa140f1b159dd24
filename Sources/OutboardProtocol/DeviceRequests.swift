import OutboardJSON

/// Goes over to another driver, device, sample rate or quantum. `ENGINE_DEVICE`
package struct DeviceRequest: Sendable, Equatable {
    /// "auto" is the first that opens.
    package var driver: String
    /// The driver's own name for it. nil: the one in use where the driver stays, else the driver's default.
    package var device: String?
    /// nil: what was asked for last.
    package var sampleRateHertz: Int?
    package var quantumFrames: Int?

    package static let automatic = "auto"
    package static let sampleRateRange = 8_000...192_000
    package static let quantumRange = 16...8_192

    package init(
        driver: String,
        device: String? = nil,
        sampleRateHertz: Int? = nil,
        quantumFrames: Int? = nil
    ) {
        self.driver = driver
        self.device = device
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
    }

    package var json: JSONObject {
        var data: JSONObject = ["driver": .string(driver)]
        data["device"] = device.map(JSONValue.string)
        data["sample_rate_hertz"] = sampleRateHertz.map { .integer($0) }
        data["quantum_frames"] = quantumFrames.map { .integer($0) }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            driver: try data.wireText("driver"),
            device: data.wireOptionalText("device"),
            sampleRateHertz: data.wireOptionalInteger("sample_rate_hertz"),
            quantumFrames: data.wireOptionalInteger("quantum_frames")
        )
    }
}

/// What calls the engine now.
package struct DeviceInUse: Sendable, Equatable {
    /// "none" where nothing does.
    package var driver: String
    package var device: String
    package var sampleRateHertz: Int
    package var quantumFrames: Int

    package init(driver: String, device: String, sampleRateHertz: Int, quantumFrames: Int) {
        self.driver = driver
        self.device = device
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
    }

    package var json: JSONObject {
        [
            "driver": .string(driver), "device": .string(device),
            "sample_rate_hertz": .integer(sampleRateHertz),
            "quantum_frames": .integer(quantumFrames),
        ]
    }
}

/// A driver that the engine may use, as `ENGINE_DEVICES` lists it.
package struct DriverSummary: Sendable, Equatable {
    package struct Device: Sendable, Equatable {
        package var id: String
        package var name: String
        package var inputs: Int?
        package var outputs: Int?
        package var isDefault: Bool
        /// Where the device decides on both.
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

        var json: JSONValue {
            var data: JSONObject = [
                "id": .string(id), "name": .string(name), "is_default": .bool(isDefault),
            ]
            data["inputs"] = inputs.map { .integer($0) }
            data["outputs"] = outputs.map { .integer($0) }
            data["sample_rate_hertz"] = sampleRateHertz.map { .integer($0) }
            data["quantum_frames"] = quantumFrames.map { .integer($0) }
            return .object(data)
        }
    }

    package var name: String
    package var isRunning: Bool
    package var problem: String?
    package var devices: [Device]

    package init(name: String, isRunning: Bool, problem: String?, devices: [Device]) {
        self.name = name
        self.isRunning = isRunning
        self.problem = problem
        self.devices = devices
    }

    package var json: JSONValue {
        var data: JSONObject = [
            "name": .string(name), "is_running": .bool(isRunning),
            "devices": .array(devices.map(\.json)),
        ]
        data["problem"] = problem.map(JSONValue.string)
        return .object(data)
    }
}
