import CLilv

/// How plugins write file names into their state: as they are.
///
/// A state is bytes that may travel without the files, so the host neither copies nor links them, and
/// it does not offer `makePath`: what a plugin wrote there would be lost without a word.
final class LV2StatePaths {
    let map: UnsafeMutablePointer<LV2_State_Map_Path>
    let free: UnsafeMutablePointer<LV2_State_Free_Path>

    init() {
        map = .allocate(capacity: 1)
        map.initialize(
            to: LV2_State_Map_Path(
                handle: nil,
                abstract_path: copyPath,
                absolute_path: copyPath
            )
        )
        self.free = .allocate(capacity: 1)
        self.free.initialize(to: LV2_State_Free_Path(handle: nil, free_path: freePath))
    }

    deinit {
        map.deallocate()
        self.free.deallocate()
    }
}

/// The plugin frees it with `free`, or through the feature: so it is C's allocator that makes it.
@c private func copyPath(
    _ handle: UnsafeMutableRawPointer?,
    _ path: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    path.flatMap { ob_lv2_copy_text($0) }
}

@c private func freePath(_ handle: UnsafeMutableRawPointer?, _ path: UnsafeMutablePointer<CChar>?) {
    ob_lv2_free_text(path)
}
