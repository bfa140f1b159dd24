/// What an instance may rely on for its whole life.
package struct ProcessConfiguration: Sendable, Equatable {
    package var sampleRateHertz: Int
    /// No call to process has more frames than this.
    package var blockFramesMax: Int
    /// Nobody waits for a deadline.
    package var isOffline: Bool
    /// Work that a plugin would hand to another thread is done at once, so that the same input gives the
    /// same output every time.
    package var worksSynchronously: Bool
    /// Files beneath it are named by their paths in it wherever a plugin's state names them, so that the
    /// state may move with them. nil: all are named by their absolute paths.
    package var directory: String?

    /// - Parameter worksSynchronously: nil: it does offline.
    package init(
        sampleRateHertz: Int,
        blockFramesMax: Int,
        isOffline: Bool,
        worksSynchronously: Bool? = nil
    ) {
        self.worksSynchronously = worksSynchronously ?? isOffline
        self.sampleRateHertz = sampleRateHertz
        self.blockFramesMax = blockFramesMax
        self.isOffline = isOffline
    }
}
