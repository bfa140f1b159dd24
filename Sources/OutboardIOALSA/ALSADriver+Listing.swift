import CALSA
import Glibc
import OutboardIO

extension ALSADriver {
    /// Lists what alsa-lib's configuration offers, without opening any of it, so nothing that plays is
    /// disturbed. Reads files of the configuration, and of the plugins that it names. [any]
    package static func list() -> DriverListing {
        ob_alsa_silence()
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        let error = snd_device_name_hint(-1, "pcm", &hints)
        guard error >= 0, let hints else {
            let reason = String(cString: snd_strerror(error))
            return DriverListing(
                isRunning: false,
                problem: "alsa-lib's configuration cannot be read: \(reason); look at asoundrc"
            )
        }
        defer { snd_device_name_free_hint(hints) }
        var devices: [DriverDevice] = []
        var index = 0
        while let hint = hints[index] {
            index += 1
            func text(_ key: String) -> String? {
                guard let text = snd_device_name_get_hint(hint, key) else { return nil }
                defer { free(text) }
                return String(cString: text)
            }
            guard let name = text("NAME") else { continue }
            let device = DriverDevice(
                hint: name,
                description: text("DESC"),
                direction: text("IOID")
            )
            if let device { devices.append(device) }
        }
        guard !devices.isEmpty else {
            return DriverListing(
                isRunning: false,
                problem: "there is no sound card, or this user may not use it: plug one in, or add "
                    + "the user to the group `audio`"
            )
        }
        return DriverListing(isRunning: true, devices: DriverDevice.inOrder(devices))
    }
}

extension DriverDevice {
    /// Of a session's use are the default, cards with and without conversion, and what users have given
    /// names. Converters, the parts of surround sound and the device that is none are not.
    private static let shownKinds: Set<Substring> = ["hw", "plughw", "usbstream"]
    private static let hiddenNames: Set<String> = [
        "null", "jack", "oss", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix",
    ]

    /// - Parameters:
    ///   - name: "default", "hw:CARD=USB,DEV=0".
    ///   - description: lines for people.
    ///   - direction: "Input" or "Output"; nil is both.
    /// - Returns: nil for what is not shown.
    init?(hint name: String, description: String?, direction: String?) {
        let kind = name.prefix { $0 != ":" }
        guard name == kind ? !Self.hiddenNames.contains(name) : Self.shownKinds.contains(kind)
        else { return nil }
        self.init(
            id: name,
            name: (description ?? name).split(separator: "\n").joined(separator: ", "),
            inputs: direction == "Output" ? 0 : nil,
            outputs: direction == "Input" ? 0 : nil,
            isDefault: name == "default"
        )
    }

    /// The default, then cards as they are, then everything else; as alsa-lib has it within each.
    static func inOrder(_ devices: [DriverDevice]) -> [DriverDevice] {
        func rank(_ device: DriverDevice) -> Int {
            device.isDefault ? 0 : device.id.hasPrefix("hw:") ? 1 : 2
        }
        return (0...2).flatMap { wanted in devices.filter { rank($0) == wanted } }
    }
}
