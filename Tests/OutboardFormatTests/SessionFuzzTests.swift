import Foundation
import OutboardHost
import OutboardModel
import OutboardStore
import Testing

@testable import OutboardSession

extension FormatTests {
    /// A session whose files are damaged is loaded as far as it goes, and says what is wrong.
    @Suite struct SessionFuzzTests {
        private let rig: FormatRig
        private let directory: String
        /// Of each format one plugin that has a state, by the name of its insert.
        private let subjects: [(name: String, subject: Subject)] = [
            ("lv2", Subject.all[0]),
            ("clap", Subject.all.first { $0.format == .clap }!),
            ("vst3", Subject.all.first { $0.format == .vst3 }!),
        ]

        init() throws {
            rig = try FormatRig(debian: [])
            directory = rig.folder + "/session"
            try FileManager.default.createDirectory(
                atPath: directory + "/state",
                withIntermediateDirectories: true
            )
        }

        private func write(_ bytes: [UInt8], _ name: String) throws {
            try put(bytes, at: directory + "/" + name)
        }

        private func document() throws -> [UInt8] {
            let inserts = try subjects.map { name, subject in
                let id = try rig.place(of: subject).id
                return """
                    { "id" : "\(name)" , "name" : "\(name)" , "parameters" : { } ,
                      "plugin" : { "format" : "\(id.format.rawValue)" , "id" : "\(id.text)" } ,
                      "state" : "state/\(name).state" }
                    """
            }
            return Array(
                """
                { "version" : 1 , "id" : "session" , "name" : "S" , "tracks" : [
                  { "id" : "t" , "name" : "T" , "source" : { "kind" : "none" } ,
                    "inserts" : [ \(inserts.joined(separator: " , ")) ] } ] ,
                  "master" : { } }
                """.utf8
            )
        }

        /// What is wrong with the session as it lies there.
        private func problems() throws -> [String] {
            let player = try SessionPlayer(
                SessionBundle(directory: directory),
                library: PluginLibrary(rig.hosts),
                sampleRateHertz: 48_000,
                isOffline: true,
                fadeFrames: 480
            )
            return player.session.problems
        }

        @Test func insertWithADamagedStateIsAPlaceholderAndTheOthersPlay() throws {
            try write(document(), "session.json")
            let states = try subjects.map { ($0.name, try rig.state(of: $0.subject)) }
            for (name, state) in states { try write(state, "state/\(name).state") }
            #expect(try problems() == [])
            try CaseWatch(seed: 0x5E, "damaged states").cases(heavyCaseCount) { noise, name in
                var hurt: [String] = []
                for (insert, state) in states {
                    let damaged = mutation(of: state, using: &noise)
                    let isHurt = damaged != state && Bool.random(using: &noise)
                    if isHurt { hurt.append(insert) }
                    try write(isHurt ? damaged : state, "state/\(insert).state")
                }
                let problems = try problems()
                #expect(problems.count == hurt.count, name)
                for insert in hurt {
                    #expect(
                        problems.contains { $0.contains("insert \(insert) on t is a placeholder") },
                        "\(name.rawValue): \(problems)"
                    )
                }
            }
        }

        @Test func damagedDocumentIsReadOrRefused() throws {
            let good = try document()
            var taken = 0
            try CaseWatch(seed: 0xD0C, "damaged documents").cases(caseCount) { noise, name in
                try write(textMutation(of: good, using: &noise), "session.json")
                do throws(StoreError) {
                    _ = try SessionBundle(directory: directory)
                    taken += 1
                } catch {
                    #expect(error.code == .malformed, name)
                }
            }
            #expect(taken > 0, "all were refused")
        }
    }
}
