/// What became of a recording.
///
/// The render thread offered `writtenFrames + droppedFrames + discardedFrames`.
package struct RecordedTake: Sendable, Equatable {
    package var path: String
    /// Frames that the file holds.
    package var writtenFrames: Int
    /// Frames that found no room in the ring, because the disk was too slow. The frames after them
    /// follow at once: nothing stands in their place.
    package var droppedFrames: Int
    /// Frames that came after `failure`, or were lost with it.
    package var discardedFrames: Int
    /// The engine's time of the first frame; nil when there was none.
    package var firstFrame: Int64?
    /// The first error. What was written before it is kept and readable.
    package var failure: AudioFileError?
}
