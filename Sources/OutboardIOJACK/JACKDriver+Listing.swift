import CJACK
import OutboardIO

extension JACKDriver {
    /// Says whether the default server is there, with its rate, its quantum and the channels of its device.
    ///
    /// It visits the server as a client without ports, which no other client hears of while it plays, and
    /// starts none. A server that is frozen lets it wait: call it where that holds up nobody. [any]
    package static func list() -> DriverListing {
        jack_set_error_function(jackIsSilent)
        jack_set_info_function(jackIsSilent)
        var status = jack_status_t(0)
        guard let client = ob_jack_open("outboard-look", nil, &status) else {
            return DriverListing(
                isRunning: false,
                problem: status.rawValue & JackVersionError.rawValue != 0
                    ? "the JACK server speaks another version than libjack; update one"
                    : "no JACK server runs here, or it belongs to another user; start jackd"
            )
        }
        defer { jack_client_close(client) }
        func count(_ direction: JackPortFlags) -> Int {
            let flags = UInt(JackPortIsPhysical.rawValue | direction.rawValue)
            guard let names = jack_get_ports(client, nil, JACK_DEFAULT_AUDIO_TYPE, flags) else {
                return 0
            }
            defer { jack_free(names) }
            var count = 0
            while names[count] != nil { count += 1 }
            return count
        }
        let device = DriverDevice(
            id: "default",
            name: "JACK server",
            inputs: count(JackPortIsOutput),
            outputs: count(JackPortIsInput),
            isDefault: true,
            sampleRateHertz: Int(jack_get_sample_rate(client)),
            quantumFrames: Int(jack_get_buffer_size(client))
        )
        return DriverListing(isRunning: true, devices: [device])
    }
}
