import CLilv
import OutboardHost

/// How plugins write file names into their state: those beneath the session's directory by their paths in
/// it, so that the session may be moved, and all others as they are.
///
/// A state is bytes that may travel without the files, so the host neither copies nor links them, and
/// it does not offer `makePath`: what a plugin wrote there would be lost without a word.
final class LV2StatePaths {
    let map: UnsafeMutablePointer<LV2_State_Map_Path>
    let free: UnsafeMutablePointer<LV2_State_Free_Path>
    /// Absolute, without a "/" at their ends. The session's directory, and behind it those that it had before,
    /// whose files it took along.
    private(set) fileprivate var roots: [String]
    /// All files are named by absolute paths: what is written stands by itself.
    fileprivate var isByItself = false

    /// - Parameter directory: absolute, without a "/" at its end. nil: no file is named by a relative path.
    init(directory: String?) {
        roots = directory.flatMap { $0.hasPrefix("/") ? [$0] : nil } ?? []
        map = .allocate(capacity: 1)
        self.free = .allocate(capacity: 1)
        self.free.initialize(to: LV2_State_Free_Path(handle: nil, free_path: freePath))
        // SAFETY: plugins call it while they live, and the features, which own this, live longer.
        map.initialize(
            to: LV2_State_Map_Path(
                handle: Unmanaged.passUnretained(self).toOpaque(),
                abstract_path: abstractPath,
                absolute_path: absolutePath
            )
        )
    }

    deinit {
        map.deallocate()
        self.free.deallocate()
    }

    /// The session goes on in another directory, with the files that it has.
    func move(to directory: String) {
        roots.removeAll { $0 == directory }
        if directory.hasPrefix("/") { roots.insert(directory, at: 0) }
    }

    /// Has all files named by absolute paths while `body` runs.
    func byThemselves<Result>(
        _ body: () throws(HostError) -> Result
    ) throws(HostError) -> Result {
        isByItself = true
        defer { isByItself = false }
        return try body()
    }
}

/// The plugin frees it with `free`, or through the feature: so it is C's allocator that makes it.
@c private func abstractPath(
    _ paths: UnsafeMutableRawPointer?,
    _ path: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let path, let paths = statePaths(paths) else { return nil }
    let file = String(cString: path)
    guard !paths.isByItself, !file.split(separator: "/").contains(".."),
        let root = paths.roots.first(where: { file.hasPrefix($0 + "/") })
    else { return ob_lv2_copy_text(path) }
    return ob_lv2_copy_text(String(file.dropFirst(root.count + 1)))
}

@c private func absolutePath(
    _ paths: UnsafeMutableRawPointer?,
    _ path: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let path, let paths = statePaths(paths) else { return nil }
    guard let root = paths.roots.first else { return ob_lv2_copy_text(path) }
    let file = String(cString: path)
    guard !file.isEmpty, !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
        return ob_lv2_copy_text(path)
    }
    return ob_lv2_copy_text(root + "/" + file)
}

private func statePaths(_ handle: UnsafeMutableRawPointer?) -> LV2StatePaths? {
    // SAFETY: the handle is the feature's owner, which outlives the plugin that calls.
    handle.map { Unmanaged<LV2StatePaths>.fromOpaque($0).takeUnretainedValue() }
}

@c private func freePath(_ handle: UnsafeMutableRawPointer?, _ path: UnsafeMutablePointer<CChar>?) {
    ob_lv2_free_text(path)
}
