import Foundation
import OutboardJSON
import OutboardProtocol
import OutboardStore

/// The device that people chose, in a file, so that the next start knows it.
package struct DeviceChoice: Sendable, Equatable {
    package var driver: String
    /// nil: the driver's default.
    package var device: String?
    /// nil: the session's.
    package var sampleRateHertz: Int?
    package var quantumFrames: Int

    package init(
        driver: String,
        device: String? = nil,
        sampleRateHertz: Int? = nil,
        quantumFrames: Int
    ) {
        self.driver = driver
        self.device = device
        self.sampleRateHertz = sampleRateHertz
        self.quantumFrames = quantumFrames
    }

    private static let version = 1
    private static let bytesMax = 64 << 10

    private var json: JSONValue {
        var object: JSONObject = [
            "version": .integer(Self.version), "driver": .string(driver),
            "quantum_frames": .integer(quantumFrames),
        ]
        object["device"] = device.map(JSONValue.string)
        object["sample_rate_hertz"] = sampleRateHertz.map { .integer($0) }
        return .object(object)
    }

    /// Reads what `write` wrote. nil: nobody has chosen one.
    ///
    /// - Throws: `StoreError` `.malformed` where it is damaged or has values that no request may have,
    ///   `.unreadable` where it cannot be read.
    package static func read(_ path: String) throws(StoreError) -> DeviceChoice? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data: Data
        do {
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw CocoaError(.fileReadNoPermission)
            }
            data = try file.read(upToCount: bytesMax + 1) ?? Data()
        } catch {
            throw StoreError(.unreadable, subject: path, message: error.localizedDescription)
        }
        do {
            guard data.count <= bytesMax else {
                throw JSONFieldError(path: "", message: "is longer than \(bytesMax) bytes")
            }
            return try DeviceChoice(reading: JSONField(try JSONValue(parsing: Array(data))))
        } catch {
            throw StoreError(.malformed, subject: path, message: "\(error)")
        }
    }

    private init(reading field: JSONField) throws(JSONFieldError) {
        let version = try field.member("version")
        guard try version.integer() == Self.version else {
            throw JSONFieldError(path: version.path, message: "is not \(Self.version)")
        }
        driver = try field.member("driver").string()
        device = try field.optionalMember("device")?.string()
        sampleRateHertz = try field.optionalMember("sample_rate_hertz")?
            .integer(in: DeviceRequest.sampleRateRange)
        quantumFrames = try field.member("quantum_frames").integer(in: DeviceRequest.quantumRange)
    }

    /// Takes the place of what was there, whole or not at all.
    ///
    /// - Throws: `StoreError` `.unwritable`.
    package func write(_ path: String) throws(StoreError) {
        let directory = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw StoreError(
                .unwritable,
                subject: directory,
                message: "the directory cannot be made: \(error.localizedDescription)"
            )
        }
        let file = try StagedFile(
            Array((json.compactText + "\n").utf8),
            in: directory,
            subject: path
        )
        try file.commit(as: (path as NSString).lastPathComponent)
        try synchronizeDirectory(directory, subject: path)
    }

    /// Has nothing chosen.
    ///
    /// - Throws: `StoreError` `.unwritable`.
    package static func forget(_ path: String) throws(StoreError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw StoreError(.unwritable, subject: path, message: String(cString: strerror(errno)))
    }
}
