import CJACK
import Foundation

/// A JACK server with a dummy device and a name of its own, ended with this object.
final class JACKServer {
    let name: String
    /// A client to look at and to patch the server with.
    private(set) var probe: OpaquePointer?
    private let process = Process()
    private var wasKilled = false

    struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter isSynchronous: whether it waits for its clients in each cycle, so that none is lost.
    /// - Throws: when there is no server to be had. Nothing is skipped: the tests need `jackd2`.
    init(
        name: String = "outboard-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))",
        quantumFrames: Int = 64,
        isSynchronous: Bool = false
    ) throws {
        self.name = name
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Temporary, so that it ends by itself if these tests do not get to end it; not realtime, as
        // a container may not allow that; and patient with clients on a machine under load.
        process.arguments =
            ["jackd", "--temporary", "--no-realtime", "-n", name, "-t", "5000"]
            + (isSynchronous ? ["--sync"] : [])
            + ["-d", "dummy", "-r", "48000", "-p", "\(quantumFrames)"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "JACK_NO_AUDIO_RESERVATION": "1"
        ]) { $1 }
        let log = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        do {
            try process.run()
        } catch {
            throw DidNotStart(description: "jackd does not start: \(error)")
        }
        // Trying until it answers is no news.
        jack_set_error_function { _ in }
        jack_set_info_function { _ in }
        for _ in 0..<500 where probe == nil && process.isRunning {
            usleep(20_000)
            var status = jack_status_t(0)
            probe = ob_jack_open("probe", name, &status)
        }
        guard probe != nil else {
            end()
            let said = String(decoding: log.fileHandleForReading.availableData, as: UTF8.self)
            throw DidNotStart(description: "jackd cannot be reached; it said: \(said)")
        }
    }

    deinit {
        end()
        // A killed server keeps one of the eight places in JACK's registry, until another of its
        // name has come and gone.
        if wasKilled { _ = try? JACKServer(name: name) }
        removeSemaphores()
    }

    /// Ends the server without giving it a chance to say goodbye.
    func kill() {
        wasKilled = true
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Stops the server from answering anyone while `body` runs.
    func whileFrozen(_ body: () throws -> Void) rethrows {
        Glibc.kill(process.processIdentifier, SIGSTOP)
        defer { Glibc.kill(process.processIdentifier, SIGCONT) }
        try body()
    }

    private func end() {
        if let probe, !wasKilled { jack_client_close(probe) }
        guard process.isRunning else { return }
        process.terminate()
        for _ in 0..<250 where process.isRunning { usleep(20_000) }
        if process.isRunning { kill() }
    }

    /// The server leaves some of its clients' semaphores behind, even when it ends in peace.
    private func removeSemaphores() {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/shm")) ?? []
        for file in files where file.contains(name) { unlink("/dev/shm/\(file)") }
    }

    /// The ports that a port is connected to.
    func connections(of port: String) -> [String] {
        guard let names = jack_port_get_all_connections(probe, jack_port_by_name(probe, port))
        else { return [] }
        defer { jack_free(names) }
        var ports: [String] = []
        while let port = names[ports.count] { ports.append(String(cString: port)) }
        return ports
    }

    func connect(_ source: String, to destination: String) -> Bool {
        jack_connect(probe, source, destination) == 0
    }
}
