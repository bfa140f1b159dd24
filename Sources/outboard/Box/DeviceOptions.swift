import ArgumentParser
import Logging
import OutboardProtocol
import OutboardSession
import OutboardStore

/// What the engine plays through at the start: what is said here, else what people chose while it last ran.
struct DeviceOptions: ParsableArguments {
    @Option(help: "auto, jack, alsa or clock; what was chosen last, else auto, by default.")
    var driver: String?
    @Option(help: "The driver's name for a device: hw:USB, a JACK server.") var device: String?
    @Option(help: "The sample rate in Hz; the session's by default.") var rate: Int?
    @Option(help: "Frames a cycle; 256 by default.") var quantum: Int?
    @Option(help: "The file that keeps which device was chosen while the engine ran.")
    var deviceFile: String?

    func validate() throws {
        if let driver, !Composition.driverNames.contains(driver) {
            let known = Composition.driverNames.joined(separator: ", ")
            throw ValidationError("--driver must be one of \(known).")
        }
        if let quantum, !DeviceRequest.quantumRange.contains(quantum) {
            throw ValidationError("--quantum must be 16 to 8192.")
        }
        if let rate, !DeviceRequest.sampleRateRange.contains(rate) {
            throw ValidationError("--rate must be 8000 to 192000.")
        }
    }

    func apply(to configuration: inout EngineConfiguration, _ log: Logger) {
        let path = deviceFile ?? XrunCommand.stateDirectory + "/device.json"
        configuration.deviceChoicePath = path
        let choice = driver == nil && device == nil ? chosen(path, log) : nil
        let driver = driver ?? choice?.driver ?? DeviceRequest.automatic
        configuration.driver = driver == DeviceRequest.automatic ? .automatic : .named(driver)
        configuration.device = device ?? choice?.device
        configuration.sampleRateHertz = rate ?? choice?.sampleRateHertz
        configuration.quantumFrames =
            quantum ?? choice?.quantumFrames ?? configuration.quantumFrames
    }

    /// A file that is of no use is no reason not to play.
    private func chosen(_ path: String, _ log: Logger) -> DeviceChoice? {
        do throws(StoreError) {
            guard let choice = try DeviceChoice.read(path) else { return nil }
            guard Composition.driverNames.contains(choice.driver) else {
                throw StoreError(
                    .malformed,
                    subject: path,
                    message: "there is no driver \"\(choice.driver)\""
                )
            }
            return choice
        } catch {
            log.warning(
                "the device that was chosen is not known, so the first that opens is taken",
                metadata: ["reason": "\(error)"]
            )
            return nil
        }
    }
}
