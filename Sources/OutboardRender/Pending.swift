import OutboardRealtime
import Synchronization

package struct RecorderLane: BitwiseCopyable {
    @_noLocks
    mutating func write(
        _ channels: UnsafePointer<UnsafePointer<Float>>,
        frames: Int,
        frame: Int64
    ) {}
}
