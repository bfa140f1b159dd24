import Foundation
import OutboardModel
import Testing

@testable import OutboardStore

/// Presets that people save: to the bit, whole or not at all, and readable for whoever reads any.
final class PresetStoreTests {
    private let root = NSTemporaryDirectory() + "outboard-presets-" + UUID().uuidString
    private let stamp = "2026-11-21T17-30-05Z"
    private var store: PresetStore { PresetStore(root: root, source: "user", isWritable: true) }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func preset(
        _ parameters: [String: Double] = ["a": 1],
        state: [UInt8]? = nil,
        name: String = "N"
    ) -> Preset {
        Preset(
            id: PresetID(""),
            name: name,
            plugin: PluginID(format: .clap, "x.y"),
            parameters: parameters,
            state: state
        )
    }

    private func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + folder).sorted()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: root + "/" + name, encoding: .utf8)
    }

    private func put(_ text: String, _ name: String) throws {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try text.write(toFile: root + "/" + name, atomically: true, encoding: .utf8)
    }

    @Test func valuesComeBackToTheBit() throws {
        var random = SystemRandomNumberGenerator()
        var values: [Double] = [
            0, -0.0, 0.1, -1 / 3, .pi, .leastNormalMagnitude,
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 9_007_199_254_740_993, 1e300,
            Double(Float(0.1)), 0.1 + 0.2,
        ]
        while values.count < 4_000 {
            let value = Double(bitPattern: random.next())
            // Threads that render, and tests that did, have subnormal numbers as zero.
            if value.isNormal { values.append(value) }
        }
        let parameters = Dictionary(
            uniqueKeysWithValues: values.enumerated().map { ("p\($0)", $1) }
        )
        let saved = try store.save(preset(parameters), as: .free(like: "bits"), stamp: stamp)
        let read = try store.load(saved.preset.id)
        #expect(read.parameters.mapValues(\.bitPattern) == parameters.mapValues(\.bitPattern))
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 255, 4_096, 1 << 20])
    func statesComeBackToTheByte(size: Int) throws {
        let state = (0..<size).map { _ in UInt8.random(in: .min ... .max) }
        let saved = try store.save(preset(state: state), as: .free(like: "s"), stamp: stamp)
        #expect(try store.load(saved.preset.id).state == state)
        #expect(try store.load(saved.preset.id) == saved.preset)
    }

    @Test func base64IsThatOfEverybody() {
        for size in 0..<200 {
            let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.text(of: bytes) == text)
            #expect(Base64.bytes(of: text) == bytes)
        }
        for bad in [
            "A", "AA", "AAA", "A===", "====", "AA=A", "AB==", "AAB=", "AA\n=", "AA==AAAA", "é===",
        ] {
            #expect(Base64.bytes(of: bad) == nil, "\(bad)")
        }
    }

    @Test func withoutAStateItIsOfTheFirstVersion() throws {
        _ = try store.save(preset(name: "Ж\"\n🎸"), as: .exactly("p", replaces: false), stamp: stamp)
        #expect(try text("p.json").contains("\"version\": 1"))
        #expect(try store.load(PresetID("p")).name == "Ж\"\n🎸")
        _ = try store.save(preset(state: [1]), as: .exactly("q", replaces: false), stamp: stamp)
        #expect(try text("q.json").contains("\"version\": 2"))
        // A state is never lost without a word.
        try put(try text("q.json").replacing("\"version\": 2", with: "\"version\": 1"), "r.json")
        try put(try text("p.json").replacing("\"version\": 1", with: "\"version\": 2"), "s.json")
        for id in ["r", "s"] {
            let error = #expect(throws: StoreError.self) { try store.load(PresetID(id)) }
            #expect(error?.code == .malformed, "\(id)")
        }
    }

    @Test func aTakenIDIsAConflictAndWhatIsReplacedIsKept() throws {
        let (first, replaced) = try store.save(preset(), as: .free(like: "warm"), stamp: stamp)
        #expect(first.id == PresetID("warm") && !replaced)
        let before = try text("warm.json")
        let error = #expect(throws: StoreError.self) {
            try store.save(preset(["a": 2]), as: .exactly("warm", replaces: false), stamp: stamp)
        }
        #expect(error?.code == .taken)
        #expect(try text("warm.json") == before)
        #expect(
            try store.save(preset(), as: .free(like: "warm"), stamp: stamp).preset.id
                == PresetID("warm-2")
        )
        let again = try store.save(
            preset(["a": 2]),
            as: .exactly("warm", replaces: true),
            stamp: stamp
        )
        #expect(again.hasReplaced)
        #expect(try store.load(PresetID("warm")).parameters == ["a": 2])
        #expect(try text(".trash/warm-\(stamp).json") == before)
        #expect(try names() == [".trash", "warm-2.json", "warm.json"])
        // An id that somebody else has is nobody's here, whoever wants to replace it.
        let foreign = #expect(throws: StoreError.self) {
            try store.save(preset(), as: .exactly("warm", replaces: true), stamp: stamp) { _ in true
            }
        }
        #expect(foreign?.code == .taken)
    }

    @Test func whatIsRemovedIsInTheTrash() throws {
        for _ in 0..<2 {
            _ = try store.save(preset(), as: .exactly("p", replaces: false), stamp: stamp)
            try store.remove(PresetID("p"), stamp: stamp)
        }
        #expect(try names() == [".trash"])
        #expect(try names("/.trash") == ["p-\(stamp)-2.json", "p-\(stamp).json"])
        for id in ["p", "", "..", ".trash", "../p", ".trash/p-\(stamp)"] {
            let error = #expect(throws: StoreError.self) {
                try store.remove(PresetID(id), stamp: stamp)
            }
            #expect(error?.code == .notFound, "\(id)")
        }
    }

    @Test func whatWasRemovedOrReplacedComesBack() throws {
        _ = try store.save(preset(["a": 1]), as: .exactly("p", replaces: false), stamp: stamp)
        _ = try store.save(preset(["a": 2]), as: .exactly("p", replaces: true), stamp: stamp)
        try store.remove(PresetID("p"), stamp: "2030-01-02T03-04-05Z")
        #expect(store.trash().map(\.name) == ["p-2030-01-02T03-04-05Z.json", "p-\(stamp).json"])
        #expect(try store.bringBack("p-\(stamp).json") == PresetID("p"))
        #expect(try store.load(PresetID("p")).parameters == ["a": 1])
        // What somebody else has is free for nobody.
        let id = try store.bringBack("p-2030-01-02T03-04-05Z.json") { $0.text == "p-2" }
        #expect(id == PresetID("p-3"))
        #expect(try store.load(id).parameters == ["a": 2])
        #expect(store.trash().isEmpty)
        for name in ["p-\(stamp).json", "p-\(stamp)", "../p.json", ".json", ""] {
            let error = #expect(throws: StoreError.self) { try store.bringBack(name) }
            #expect(error?.code == .notFound, "\(name)")
        }
    }

    @Test func whatCannotBeReadBackIsNotWritten() throws {
        for value in [Double.nan, .infinity] {
            let error = #expect(throws: StoreError.self) {
                try store.save(preset(["a": value]), as: .free(like: "p"), stamp: stamp)
            }
            #expect(error?.code == .malformed)
        }
        let small = PresetStore(
            root: root,
            source: "user",
            isWritable: true,
            stateBytesMax: 1_000
        )
        let large = [UInt8](repeating: 7, count: 1_001)
        let error = #expect(throws: StoreError.self) {
            try small.save(preset(state: large), as: .free(like: "p"), stamp: stamp)
        }
        #expect(error?.code == .malformed)
        let largest = Array(large.dropLast())
        _ = try small.save(preset(state: largest), as: .free(like: "p"), stamp: stamp)
        #expect(try store.load(PresetID("p")).state == largest)
        #expect(try names() == ["p.json"])
        // Even root cannot write beneath a file.
        let file = PresetStore(root: root + "/p.json/x", source: "user", isWritable: true)
        #expect(throws: StoreError.self) {
            try file.save(preset(), as: .free(like: "p"), stamp: stamp)
        }
    }

    /// Whatever becomes of a file, it is the preset or an error.
    @Test func damagedFilesAreNoPresets() throws {
        let state = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let saved = try store.save(
            preset(["a": 0.5], state: state),
            as: .free(like: "p"),
            stamp: stamp
        )
        let good = try text("p.json")
        for (old, new) in [
            ("\"size\": 300", "\"size\": 301"), ("\"size\": 300", "\"size\": -1"),
            ("\"size\": 300", "\"size\": 1e300"), ("\"checksum\": \"", "\"checksum\": \"0"),
            ("\"base64\": \"AAcO", "\"base64\": \"AAcP"),
            ("\"base64\": \"AAcO", "\"base64\": \" AAcO"),
            ("\"base64\"", "\"base65\""), ("\"version\": 2", "\"version\": 3"),
            ("\"version\": 2", "\"version\": \"2\""), ("0.5", "1e999"), ("0.5", "null"),
            ("\"clap\"", "\"vst\""),
        ] {
            #expect(good.contains(old), "\(old)")
            try put(good.replacing(old, with: new), "p.json")
            let error = #expect(throws: StoreError.self, "\(new)") { try store.load(PresetID("p")) }
            #expect(error?.code == .malformed, "\(new)")
        }
        let bytes = Array(good.utf8)
        for seed in 0..<3_000 {
            var damaged = bytes
            if seed % 3 == 0 {
                damaged.removeLast(Int.random(in: 1...bytes.count))
            } else {
                for _ in 0..<Int.random(in: 1...4) {
                    damaged[Int.random(in: damaged.indices)] = UInt8.random(in: .min ... .max)
                }
            }
            try Data(damaged).write(to: URL(fileURLWithPath: root + "/p.json"))
            // What is still readable has the very state.
            if let read = try? store.load(PresetID("p")) {
                #expect(read.state == saved.preset.state, "\(damaged)")
            }
            #expect(store.list().count == 1)
        }
    }

    @Test func ofManyWhoWantOneIDOneGetsIt() async throws {
        let store = store
        let stamp = stamp
        let won = await withTaskGroup(of: Int.self) { group in
            for number in 0..<16 {
                let preset = preset(["a": Double(number)])
                group.addTask {
                    do throws(StoreError) {
                        _ = try store.save(preset, as: .exactly("p", replaces: false), stamp: stamp)
                        return 1
                    } catch {
                        #expect(error.code == .taken)
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(won == 1)
        #expect(try names() == ["p.json"])
    }
}
