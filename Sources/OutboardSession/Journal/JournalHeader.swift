import OutboardJSON
import OutboardModel
import OutboardProtocol
import OutboardStore

/// The first line of a journal: the session as it was, and what a player was made with.
struct JournalHeader {
    static let version = 1

    var bundle: SessionBundle
    var sampleRateHertz: Int
    /// How long one graph takes to fade into the next.
    var fadeFrames: Int
    /// How long gains and continuous parameters take to a new value.
    var rampFrames: Int
    /// How finely a plugin's block is split while its parameters move.
    var splitFrames: Int
    /// The engine's frame at which the player began.
    var firstFrame: Int64

    var text: String {
        let header: JSONValue = [
            "journal": .integer(Self.version), "program": .string(outboardVersion),
            "sample_rate_hertz": .integer(sampleRateHertz), "fade_frames": .integer(fadeFrames),
            "ramp_frames": .integer(rampFrames), "split_frames": .integer(splitFrames),
            "first_frame": .integer(Int(firstFrame)),
            "directory": .string(bundle.directory), "session": bundle.document.json,
        ]
        guard case .object(var object) = header else { return header.compactText }
        object["states"] = bundle.journaledStates
        return JSONValue.object(object).compactText
    }

    init(
        bundle: SessionBundle,
        sampleRateHertz: Int,
        fadeFrames: Int,
        rampFrames: Int,
        splitFrames: Int,
        firstFrame: Int64
    ) {
        self.bundle = bundle
        self.sampleRateHertz = sampleRateHertz
        self.fadeFrames = fadeFrames
        self.rampFrames = rampFrames
        self.splitFrames = splitFrames
        self.firstFrame = firstFrame
    }

    init(reading field: JSONField) throws(JSONFieldError) {
        let version = try field.member("journal")
        guard try version.integer() == Self.version else {
            throw JSONFieldError(path: version.path, message: "is not \(Self.version)")
        }
        sampleRateHertz = try field.member("sample_rate_hertz").integer(in: 8_000...768_000)
        fadeFrames = try field.member("fade_frames").integer(in: 1...1 << 20)
        rampFrames = try field.member("ramp_frames").integer(in: 0...1 << 20)
        splitFrames = try field.member("split_frames").integer(in: 1...8_192)
        firstFrame = Int64(try field.member("first_frame").integer(in: 0...1 << 53))
        bundle = SessionBundle(
            directory: try field.member("directory").string(),
            document: try SessionDocument(reading: field.member("session"))
        )
        bundle.states = try SessionBundle.states(journaled: field.optionalMember("states"))
    }
}
