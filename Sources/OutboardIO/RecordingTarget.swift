/// Where a recorder's frames go: a file, or what a test puts in its place. One thread at a time.
/// [control]
protocol RecordingTarget: AnyObject {
    /// The frames that can be read back, once `finish` returned or threw.
    var writtenFrames: Int { get }

    /// Appends frames: `channels x frames`, 1.0 being full scale.
    func write(
        _ source: UnsafePointer<UnsafePointer<Float>>,
        frames: Int
    ) throws(AudioFileError)

    /// Makes what was written readable, should nothing else ever come.
    func updateHeader() throws(AudioFileError)

    /// Completes the file, and brings it to the disk. To be called once, after an error too.
    func finish() throws(AudioFileError)
}

extension AudioFileWriter: RecordingTarget {}
