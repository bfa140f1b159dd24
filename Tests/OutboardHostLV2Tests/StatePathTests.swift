import CLilv
import Glibc
import OutboardHost
import Testing

@testable import OutboardHostLV2

/// How files are named in states: so that a session may go elsewhere, and a preset belongs to none.
struct StatePathTests {
    private func abstract(_ paths: LV2StatePaths, _ path: String) -> String? {
        taken(paths.map.pointee.abstract_path(paths.map.pointee.handle, path))
    }

    private func absolute(_ paths: LV2StatePaths, _ path: String) -> String? {
        taken(paths.map.pointee.absolute_path(paths.map.pointee.handle, path))
    }

    private func taken(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        defer { free(text) }
        return text.map { String(cString: $0) }
    }

    @Test func whatIsBeneathTheDirectoryIsRelative() {
        let paths = LV2StatePaths(directory: "/one")
        #expect(abstract(paths, "/one/a/b.wav") == "a/b.wav")
        #expect(abstract(paths, "/elsewhere/b.wav") == "/elsewhere/b.wav")
        #expect(abstract(paths, "/one/../b.wav") == "/one/../b.wav")
        #expect(absolute(paths, "a/b.wav") == "/one/a/b.wav")
        #expect(absolute(paths, "../b.wav") == "../b.wav")
    }

    /// A plugin that has its file from the directory before names it there still.
    @Test func afterAMoveBothDirectoriesAreTheSessions() {
        let paths = LV2StatePaths(directory: "/one")
        paths.move(to: "/two")
        #expect(abstract(paths, "/one/a.wav") == "a.wav")
        #expect(abstract(paths, "/two/a.wav") == "a.wav")
        #expect(absolute(paths, "a.wav") == "/two/a.wav")
        paths.move(to: "/one")
        #expect(absolute(paths, "a.wav") == "/one/a.wav")
        #expect(abstract(paths, "/two/a.wav") == "a.wav")
    }

    @Test func byThemselvesFilesAreNamedWhereTheyLie() throws {
        let paths = LV2StatePaths(directory: "/one")
        let named = try paths.byThemselves { () throws(HostError) in
            abstract(paths, "/one/a.wav")
        }
        #expect(named == "/one/a.wav")
        #expect(abstract(paths, "/one/a.wav") == "a.wav")
        #expect(throws: HostError.self) {
            try paths.byThemselves { () throws(HostError) in
                throw HostError(.stateUnavailable, subject: "x", message: "y")
            }
        }
        #expect(abstract(paths, "/one/a.wav") == "a.wav", "also after a failure")
    }
}
