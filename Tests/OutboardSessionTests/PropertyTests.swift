import Foundation
import OutboardHost
import OutboardHostLV2
import OutboardModel
import OutboardProtocol
import OutboardStore
import Testing

@testable import OutboardSession

/// Properties of plugins reach the document, the sound and the disk.
@Suite(.serialized)
final class PropertyTests {
    private static let track = TrackID("a")
    private static let insert = InsertID("p")
    private static let root = "urn:outboard:fixture:properties#"
    private let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("outboard-properties-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(
            atPath: directory + "/samples",
            withIntermediateDirectories: true
        )
        try Data("x".utf8).write(to: URL(fileURLWithPath: directory + "/samples/kick.wav"))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func rig(_ properties: [String: PropertyValue] = [:]) throws -> PlayerRig {
        var insert = PlayerRig.insert("p", "properties")
        insert.properties = properties
        let document = SessionDocument(
            id: SessionID("s"),
            name: "S",
            tracks: [
                Track(
                    id: Self.track,
                    name: "A",
                    source: .none,
                    strip: Strip(inserts: [insert], pan: -1)
                )
            ]
        )
        return try PlayerRig(document, directory: directory) { _, _ in 0 }
    }

    @discardableResult
    private func set(_ name: String, _ value: PropertyValue, in rig: PlayerRig) throws -> any Verb {
        let request = PluginPropertyRequest(
            track: Self.track,
            insert: Self.insert,
            property: name,
            value: value
        )
        return try rig.perform(SetPluginProperty(request, in: rig.player.session))
    }

    private func documented(_ name: String, in rig: PlayerRig) -> PropertyValue? {
        rig.player.session.document.tracks[0].strip.inserts[0].properties[Self.root + name]
    }

    private func known(_ name: String, in rig: PlayerRig) -> PropertyValue? {
        rig.player.session.insert(Self.insert)?.lanes[0].instance.knownProperties[Self.root + name]
    }

    /// What is heard, in multiples of the plugin's sound at its beginning.
    private func heard(_ rig: PlayerRig) throws -> Float {
        try rig.advance(frames: 2_048)
        return rig.output[0].last!
    }

    @Test func propertyIsHeardAndInTheDocument() throws {
        let rig = try rig()
        let one = try heard(rig)
        #expect(one > 0)
        let undo = try set("count", .number(3), in: rig)
        #expect(documented("count", in: rig) == .number(3))
        try rig.advance(frames: 64)
        #expect(abs(rig.output[0].last! - 4 * one) < 1e-6)
        _ = try rig.perform(undo)
        #expect(documented("count", in: rig) == nil)
        #expect(rig.hits.ours == 0)
    }

    @Test func textsAreReadAsWhatTheKindWants() throws {
        let rig = try rig()
        try set("count", .text("5"), in: rig)
        #expect(documented("count", in: rig) == .number(5))
        try set(Self.root + "label", .text("5"), in: rig)
        #expect(documented("label", in: rig) == .text("5"))
    }

    @Test func filesMustBeThereAndBeneathTheSessionsDirectory() throws {
        let rig = try rig()
        try set("file", .text("samples/kick.wav"), in: rig)
        #expect(documented("file", in: rig) == .text("samples/kick.wav"))
        #expect(known("file", in: rig) == .text(directory + "/samples/kick.wav"))
        for bad in ["samples/snare.wav", "../x.wav", "/etc/passwd", "samples"] {
            let error = #expect(throws: RequestError.self) {
                try set("file", .text(bad), in: rig)
            }
            #expect(error?.code == .invalidParameter)
        }
        #expect(documented("file", in: rig) == .text("samples/kick.wav"))
    }

    @Test func whatIsNoPropertyIsRefused() throws {
        let rig = try rig()
        for (name, value) in [
            ("peak", PropertyValue.number(1)), ("nothing", .number(1)), ("label", .number(1)),
            ("count", .text("many")), ("count", .number(.infinity)), ("gain", .number(1)),
        ] {
            let error = #expect(throws: RequestError.self) { try set(name, value, in: rig) }
            #expect(error?.code == .invalidParameter)
        }
    }

    @Test func documentsPropertiesAreThereFromTheBeginning() throws {
        let one = try heard(try rig())
        let rig = try rig([
            Self.root + "count": .number(1), Self.root + "file": .text("samples/kick.wav"),
        ])
        #expect(abs(try heard(rig) - 2 * one) < 1e-6)
        #expect(known("file", in: rig) == .text(directory + "/samples/kick.wav"))
        #expect(rig.player.session.problems.isEmpty)
    }

    @Test func whatTheDocumentCannotHaveIsAProblem() throws {
        let rig = try rig([Self.root + "file": .text("gone.wav"), Self.root + "none": .number(1)])
        #expect(rig.player.session.problems.count == 2)
        _ = try heard(rig)
    }

    @Test func whatThePluginTellsIsInTheDocumentWhereItCanBeSet() throws {
        let rig = try rig()
        _ = try heard(rig)
        let news = try rig.player.attendPlugins()
        #expect(news.count == 1)
        #expect(news[0].changesDocument)
        #expect(documented("label", in: rig) == .text("unnamed"))
        #expect(documented("peak", in: rig) == nil)
        #expect(news[0].properties.contains { $0.uri == Self.root + "peak" })
        #expect(try rig.player.attendPlugins().isEmpty)
    }

    @Test func anotherInstanceHasTheSameProperties() throws {
        let rig = try rig()
        let one = try heard(rig)
        try set("count", .number(2), in: rig)
        try rig.advance(frames: 64)
        try rig.player.restart(Self.insert)
        #expect(abs(try heard(rig) - 3 * one) < 1e-6)
    }

    @Test func presetWithAStateEndsWhatTheDocumentSaidOfProperties() throws {
        let rig = try rig()
        let one = try heard(rig)
        try set("label", .text("mine"), in: rig)
        let undo = try rig.perform(
            LoadPreset(
                PresetLoadRequest(
                    track: Self.track,
                    insert: Self.insert,
                    preset: PresetID("urn:outboard:fixture:properties-half")
                )
            )
        )
        #expect(abs(try heard(rig) - one / 2) < 1e-6)
        #expect(documented("label", in: rig) == nil)
        #expect(known("label", in: rig) == .text("half"))
        _ = try rig.perform(undo)
        #expect(abs(try heard(rig) - one) < 1e-6)
        #expect(documented("label", in: rig) == .text("mine"))
    }

    @Test func documentOnDiskHasThem() throws {
        let rig = try rig([
            Self.root + "count": .number(2), Self.root + "label": .text("a"),
            Self.root + "x": .boolean(true),
        ])
        let store = SessionStore(root: directory)
        let bundle = SessionBundle(
            directory: directory + "/s",
            document: rig.player.session.document
        )
        try FileManager.default.createDirectory(
            atPath: directory + "/s",
            withIntermediateDirectories: true
        )
        try store.save(bundle)
        #expect(try store.load(SessionID("s")).document == rig.player.session.document)
    }
}
