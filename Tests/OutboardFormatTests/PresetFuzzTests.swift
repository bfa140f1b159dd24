import CVST3
import Foundation
import OutboardHost
import OutboardModel
import OutboardStore
import Testing

@testable import OutboardHostLV2
@testable import OutboardHostVST3

extension FormatTests {
    /// Presets are files that anybody may have written: whatever is in them, they are taken or refused.
    @Suite struct PresetFuzzTests {
        private let rig: FormatRig

        init() throws { rig = try FormatRig(debian: []) }

        private func expect(
            _ error: HostError,
            oneOf codes: [HostError.Code],
            _ name: Comment
        ) {
            #expect(codes.contains(error.code), "\(name.rawValue): \(error)")
        }

        /// Many at a time, as lilv reads them: what is wrong in one bundle must not matter to the others.
        @Test func lv2Presets() throws {
            let sources = URL(fileURLWithPath: #filePath)
                .appendingPathComponent("../../../Plugins/Fixtures").standardizedFileURL
            let text = try [UInt8](Data(contentsOf: sources.appendingPathComponent("presets.ttl")))
            let subject = Subject.all[0]
            let instance = try rig.instance(subject)
            let bundlesAtOnce = 16
            var taken = 0
            try CaseWatch(seed: 0x77, "LV2 presets, \(bundlesAtOnce) each")
                .cases(max(4, caseCount / bundlesAtOnce)) { noise, name in
                    let folder = rig.folder + "/case"
                    defer { try? FileManager.default.removeItem(atPath: folder) }
                    try write(text, bundlesAtOnce, to: folder, using: &noise)
                    let host = quietly { LV2Host(searchPath: folder) }
                    let place = try #require(
                        host.module(of: PluginID(format: .lv2, subject.id!)),
                        name
                    )
                    let id = PluginID(format: .lv2, subject.id!)
                    // Whether all can be listed, however they are broken.
                    let listed = try quietly { try host.presets(in: place)[id] ?? [] }
                    for preset in listed {
                        do throws(HostError) {
                            let preset = try quietly { () throws(HostError) in
                                try host.preset(preset.id, of: id, in: place)
                            }
                            let isFinite = preset.parameters.values.allSatisfy { $0.isFinite }
                            #expect(isFinite, name)
                            taken += 1
                            if let state = preset.state { try instance.restoreState(state) }
                        } catch {
                            expect(
                                error,
                                oneOf: [
                                    .presetNotFound, .presetUnreadable, .stateUnreadable,
                                    .stateUnavailable,
                                ],
                                name
                            )
                        }
                        #expect(instance.strayParameters == [], name)
                    }
                }
            #expect(taken > 0, "all were refused")
        }

        /// Bundles with a preset each, whose file or manifest is damaged; and the fixtures, whole.
        private func write(
            _ text: [UInt8],
            _ count: Int,
            to folder: String,
            using noise: inout Noise
        ) throws {
            let files = FileManager.default
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: folder + "/fixtures.lv2",
                withDestinationPath: rig.folder + "/lv2/fixtures.lv2"
            )
            for number in 0..<count {
                let bundle = folder + "/\(number).lv2"
                try files.createDirectory(atPath: bundle, withIntermediateDirectories: true)
                let name = "urn:outboard:fixture:case-\(number)"
                let own = String(decoding: text, as: UTF8.self)
                    .replacing("urn:outboard:fixture:state-deep", with: name)
                let manifest = """
                    @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
                    @prefix pset: <http://lv2plug.in/ns/ext/presets#> .
                    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
                    <\(name)> a pset:Preset ; lv2:appliesTo <urn:outboard:fixture:state> ;
                        rdfs:seeAlso <presets.ttl> .
                    """
                var parts = [Array(own.utf8), Array(manifest.utf8)]
                let damaged = Int.random(in: 0..<8, using: &noise) == 0 ? 1 : 0
                parts[damaged] = textMutation(of: parts[damaged], using: &noise)
                try put(parts[0], at: bundle + "/presets.ttl")
                try put(parts[1], at: bundle + "/manifest.ttl")
            }
        }

        @Test func vst3PresetFiles() throws {
            let subject = Subject.all.first { $0.format == .vst3 }!
            let instance = try rig.instance(subject)
            let plugin = try #require(instance as? VST3Instance)
            let good = try plugin.presetFile()
            let state = try instance.saveState()
            let place = try rig.place(of: subject)
            let path = rig.folder + "/presets/case.vstpreset"
            var taken = 0
            try CaseWatch(seed: 0x3, "VST3 presets").cases(caseCount) { noise, name in
                var damaged = mutation(of: good, using: &noise)
                if Bool.random(using: &noise), damaged.count >= good.count {
                    // Whose it is, and where its list is, are left: so what is behind them is read.
                    damaged.replaceSubrange(0..<48, with: good[..<48])
                }
                try put(damaged, at: path)
                _ = try rig.vst3.presets(in: place.module)
                do throws(HostError) {
                    let preset = try rig.vst3.preset(
                        PresetID(path),
                        of: place.id,
                        in: place.module
                    )
                    taken += 1
                    try instance.restoreState(preset.state ?? [])
                } catch {
                    expect(error, oneOf: [.presetUnreadable, .stateUnavailable], name)
                }
                #expect(instance.strayParameters == [], name)
            }
            #expect(taken > 0, "all were refused")
            try instance.restoreState(state)
        }

        /// One that is a pipe would keep whoever opens it waiting for ever.
        @Test(.timeLimit(.minutes(1))) func vst3PresetThatIsNoFileIsRefused() throws {
            let place = try rig.place(of: Subject.all.first { $0.format == .vst3 }!)
            let path = rig.folder + "/presets/pipe.vstpreset"
            try #require(mkfifo(path, 0o600) == 0)
            let listed = try rig.vst3.presets(in: place.module)
            #expect(listed[place.id]?.contains { $0.id.text == path } != true)
            let error = #expect(throws: HostError.self) {
                try rig.vst3.preset(PresetID(path), of: place.id, in: place.module)
            }
            #expect(error?.code == .presetNotFound)
        }

        @Test func clapPresetFiles() throws {
            let subject = Subject.all.first { $0.format == .clap }!
            let instance = try rig.instance(subject)
            let place = try rig.place(of: subject)
            // Beside the library, where the fixtures say that their presets are.
            let path = rig.folder + "/clap/presets/case.fxpreset"
            var taken = 0
            try CaseWatch(seed: 0xC, "CLAP presets").cases(caseCount) { noise, name in
                let damaged = textMutation(of: Array("1.5 and more".utf8), using: &noise)
                try put(damaged, at: path)
                let listed = try rig.clap.presets(in: place.module)[place.id] ?? []
                #expect(listed.contains { $0.id.text == path }, name)
                do throws(HostError) {
                    let preset = try rig.clap.preset(PresetID(path), of: place.id, in: place.module)
                    taken += 1
                    for (symbol, value) in preset.parameters {
                        let parameter = instance.descriptor.parameters.first {
                            $0.symbol == symbol
                        }
                        #expect(parameter?.range.contains(value) == true, name)
                    }
                    if let state = preset.state { try instance.restoreState(state) }
                } catch {
                    expect(error, oneOf: [.presetUnreadable, .stateUnavailable], name)
                }
                #expect(instance.strayParameters == [], name)
            }
            #expect(taken > 0, "all were refused")
        }

        @Test func ourOwnPresets() throws {
            let store = PresetStore(root: rig.folder + "/presets", source: "factory")
            let good = Array(
                """
                { "version" : 1 , "name" : "Deep" ,
                  "plugin" : { "format" : "lv2" , "id" : "urn:outboard:fixture:state" } ,
                  "parameters" : { "level" : 5.5 , "out" : -3e-2 , "ü" : 0 } }
                """.utf8
            )
            var taken = 0
            try CaseWatch(seed: 0x15, "our presets").cases(caseCount) { noise, name in
                let damaged = textMutation(of: good, using: &noise)
                try put(damaged, at: store.root + "/case.json")
                do throws(StoreError) {
                    let preset = try store.load(PresetID("case"))
                    let isFinite = preset.parameters.values.allSatisfy { $0.isFinite }
                    #expect(isFinite, name)
                    taken += 1
                } catch {
                    #expect(error.code == .malformed, name)
                }
            }
            #expect(taken > 0, "all were refused")
        }
    }
}

/// Without what lilv writes to the standard error of every text that is wrong, which is all of them.
private func quietly<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
    let kept = dup(2)
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    dup2(nowhere, 2)
    close(nowhere)
    defer {
        dup2(kept, 2)
        close(kept)
    }
    return try body()
}
