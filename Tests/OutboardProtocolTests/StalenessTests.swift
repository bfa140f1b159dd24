import Foundation
import OutboardReference
import Testing

struct StalenessTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: Reference.files.map(\.path))
    func filesAreWhatTheTableMakes(path: String) throws {
        let made = try #require(Reference.files.first { $0.path == path }?.text)
        let kept = try? String(
            contentsOf: Self.root.appendingPathComponent(path),
            encoding: .utf8
        )
        // Not compared in the expectation, which would print both.
        let isFresh = kept == made
        #expect(isFresh, "\(path) is not what the request table makes: \(Reference.command)")
    }
}
