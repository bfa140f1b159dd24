import CLilv

/// How plugins write file names into their state: those beneath the session's directory by their paths in
/// it, so that the session may be moved, and all others as they are.
///
/// A state is bytes that may travel without the files, so the host neither copies nor links them, and
/// it does not offer `makePath`: what a plugin wrote there would be lost without a word.
final class LV2StatePaths {
    let map: UnsafeMutablePointer<LV2_State_Map_Path>
    let free: UnsafeMutablePointer<LV2_State_Free_Path>
    private let directory: UnsafeMutablePointer<CChar>?

    /// - Parameter directory: absolute, without a "/" at its end. nil: no file is named by a relative path.
    init(directory: String?) {
        let directory = directory.flatMap { $0.hasPrefix("/") ? makeCString($0) : nil }
        self.directory = directory
        map = .allocate(capacity: 1)
        map.initialize(
            to: LV2_State_Map_Path(
                handle: directory,
                abstract_path: abstractPath,
                absolute_path: absolutePath
            )
        )
        self.free = .allocate(capacity: 1)
        self.free.initialize(to: LV2_State_Free_Path(handle: nil, free_path: freePath))
    }

    deinit {
        map.deallocate()
        self.free.deallocate()
        directory?.deallocate()
    }
}

/// The plugin frees it with `free`, or through the feature: so it is C's allocator that makes it.
@c private func abstractPath(
    _ directory: UnsafeMutableRawPointer?,
    _ path: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let path else { return nil }
    guard let root = text(directory) else { return ob_lv2_copy_text(path) }
    let file = String(cString: path)
    guard file.hasPrefix(root + "/"), !file.split(separator: "/").contains("..") else {
        return ob_lv2_copy_text(path)
    }
    return ob_lv2_copy_text(String(file.dropFirst(root.count + 1)))
}

@c private func absolutePath(
    _ directory: UnsafeMutableRawPointer?,
    _ path: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let path else { return nil }
    guard let root = text(directory) else { return ob_lv2_copy_text(path) }
    let file = String(cString: path)
    guard !file.isEmpty, !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
        return ob_lv2_copy_text(path)
    }
    return ob_lv2_copy_text(root + "/" + file)
}

private func text(_ directory: UnsafeMutableRawPointer?) -> String? {
    // SAFETY: the handle is the text that the feature's owner keeps, or null.
    directory.map { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
}

@c private func freePath(_ handle: UnsafeMutableRawPointer?, _ path: UnsafeMutablePointer<CChar>?) {
    ob_lv2_free_text(path)
}
