import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

struct RoundTripTests {
    @Test func whatIsSavedIsReadBack() throws {
        let seed =
            ProcessInfo.processInfo.environment["OUTBOARD_SEED"].flatMap(UInt64.init)
            ?? UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var documents = RandomDocuments(seed: seed)
        let session = try TemporarySession()
        var previous: String?
        for round in 0..<200 {
            let document = documents.next()
            try session.save(document)
            let text = try session.text(session.path)
            #expect(try session.load() == document, "seed \(seed), round \(round)")
            #expect(try session.load().json.canonicalText == text, "seed \(seed), round \(round)")
            if let previous, previous != text {
                #expect(try session.text(session.previousPath) == previous)
            }
            previous = text
        }
        #expect(try session.names() == ["session.json", "session.json.1"])
    }

    @Test func whatIsAtItsDefaultIsLeftOut() throws {
        let session = try TemporarySession()
        try session.save(
            SessionDocument(
                id: TemporarySession.id,
                name: "S",
                tracks: [
                    Track(
                        id: TrackID("a"),
                        name: "A",
                        source: .notes(channels: Array(1...16), path: nil)
                    )
                ]
            )
        )
        #expect(
            try session.text(session.path) == """
                {
                  "id": "s",
                  "master": {},
                  "name": "S",
                  "tracks": [
                    {
                      "id": "a",
                      "name": "A",
                      "source": {
                        "kind": "notes"
                      }
                    }
                  ],
                  "version": 1
                }

                """
        )
    }

    @Test func oneDocumentHasOneText() throws {
        var insert = Insert(
            id: InsertID("i"),
            name: "I",
            plugin: PluginID(format: .lv2, "urn:x")
        )
        let keys = (0..<50).map { "p\($0)" }
        var texts: Set<String> = []
        for order in [keys, keys.reversed()] {
            insert.parameters = [:]
            for key in order { insert.parameters[key] = 0.5 }
            let document = SessionDocument(
                id: TemporarySession.id,
                name: "S",
                master: Strip(inserts: [insert])
            )
            texts.insert(document.json.canonicalText)
            texts.insert(document.json.canonicalText)
        }
        #expect(texts.count == 1)
    }

    @Test(arguments: ["demo", "band"])
    func sessionsThatShipAreWrittenAsTheyAre(id: String) throws {
        let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try SessionStore(root: repository.path + "/Presets/Sessions")
            .load(SessionID(id))
        let session = try TemporarySession()
        let bundle = SessionBundle(directory: session.directory, document: shipped.document)
        try session.store.save(shipped.document, in: bundle)
        #expect(try SessionBundle(directory: session.directory).document == shipped.document)
    }
}
