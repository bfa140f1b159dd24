import Foundation

/// The files of a directory, held in memory, so that no path in a request can reach another one.
struct StaticFiles: Sendable {
    struct File: Sendable {
        var bytes: [UInt8]
        var contentType: String
        /// Changes with the content.
        var tag: String
    }

    private let files: [String: File]

    /// - Throws: when there is no `index.html`.
    init(directory: String) throws(ServerError) {
        var files: [String: File] = [:]
        let root = URL(fileURLWithPath: directory, isDirectory: true).resolvingSymlinksInPath()
        let walk = FileManager.default.enumerator(atPath: root.path)
        while let path = walk?.nextObject() as? String {
            guard let type = Self.contentTypes[(path as NSString).pathExtension],
                let data = FileManager.default.contents(atPath: root.path + "/" + path)
            else { continue }
            let bytes = [UInt8](data)
            files["/" + path] = File(bytes: bytes, contentType: type, tag: Self.tag(of: bytes))
        }
        guard let index = files["/index.html"] else {
            throw ServerError(
                code: .dashboardMissing,
                description: "there is no dashboard in \(directory); name the data directory"
            )
        }
        files["/"] = index
        self.files = files
    }

    subscript(path: String) -> File? { files[path] }

    private static let contentTypes = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "json": "application/json", "ico": "image/x-icon",
        "webmanifest": "application/manifest+json",
    ]

    /// FNV-1a, 64 bits: it only has to change when the file does.
    private static func tag(of bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\"" + String(hash, radix: 16) + "\""
    }
}
