import Foundation

/// ALSA devices in user space, defined in a configuration of our own on top of the system's.
///
/// alsa-lib reads the configuration's path from the environment when a device is opened.
enum Devices {
    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent(
                "outboard-alsa-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            )
        try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = folder.appendingPathComponent("alsa.conf")
        try! """
        </usr/share/alsa/alsa.conf>
        pcm.outboard_playback_only {
            type asym
            playback.pcm "null"
        }
        pcm.outboard_capture_only {
            type asym
            capture.pcm "null"
        }
        pcm.outboard_capture {
            type file
            slave.pcm "null"
            file "/dev/null"
            infile "\(folder.path)/input.raw"
            format "raw"
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        setenv("ALSA_CONFIG_PATH", configuration.path, 1)
        atexit { try? FileManager.default.removeItem(at: Devices.folder) }
        return folder
    }()

    /// A device that writes what it gets into a file, raw.
    static func recorder(_ file: URL) -> String { "file:'\(file.path)',raw" }

    static func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
}
