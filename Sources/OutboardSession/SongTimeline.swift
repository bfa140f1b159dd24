/// Where the song is at the engine's frames, as the render thread has last said.
struct SongTimeline: Equatable {
    /// The engine's frame from which this holds.
    private(set) var frame: Int64 = 0
    /// The song's frame then.
    private(set) var songFrame: Int64 = 0
    private(set) var isRolling = false

    /// What the news means for who follows the song.
    enum Turn: Equatable {
        /// It goes on where it was going.
        case none
        case began
        /// It stopped or jumped; until then it had rolled to a frame of its own.
        case ended(at: Int64)
        /// It stood, and stands or rolls elsewhere.
        case moved
    }

    /// Takes what the render thread says.
    mutating func note(frame: Int64, songFrame: Int64, isRolling: Bool) -> Turn {
        let expected = self.songFrame(at: frame)
        let wasRolling = self.isRolling
        self.frame = frame
        self.songFrame = songFrame
        self.isRolling = isRolling
        if wasRolling {
            return isRolling && expected == songFrame ? .none : .ended(at: expected)
        }
        if expected != songFrame { return .moved }
        return isRolling ? .began : .none
    }

    func songFrame(at frame: Int64) -> Int64 {
        isRolling ? songFrame + frame - self.frame : songFrame
    }
}
