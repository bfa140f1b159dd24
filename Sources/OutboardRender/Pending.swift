import OutboardRealtime
import Synchronization

package struct LoudnessProbe: BitwiseCopyable {
    @_noLocks
    mutating func process(_ channels: UnsafePointer<UnsafePointer<Float>>, frames: Int) {}
}

package struct RecorderLane: BitwiseCopyable {
    @_noLocks
    mutating func write(
        _ channels: UnsafePointer<UnsafePointer<Float>>,
        frames: Int,
        frame: Int64
    ) {}
}
