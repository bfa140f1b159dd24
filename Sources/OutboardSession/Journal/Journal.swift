import CRealtime
import Foundation
import OutboardIO
import OutboardJSON
import OutboardProtocol
import Synchronization

/// Writes down what is done to a session and when the render thread took it up, so that `Replay` can
/// render it again.
///
///     control thread ── note ─▶ [lines] ── handOver, at each tick ─▶ [bytes] ── disk thread ─▶ file
///
/// It begins with its player, whose plugins are new then, and ends with it.
final class Journal: DiskWork, @unchecked Sendable {
    // SAFETY: `lines` and what follows it belong to the control thread; `waiting`, `file` and `problem` are
    // behind their locks, and the rest does not change.

    let directory: String
    private var lines: [String] = []
    /// Commands by verb, oldest first, that have not been applied.
    private var sent: [Range<UInt64>] = []
    /// Of recorders that run, by their tap.
    private var takes: [ObjectIdentifier: Int] = [:]
    private var takeCount = 0
    private var recorders: [FileRecorder] = []
    private var isEnded = false
    private let waiting = Mutex<[UInt8]>([])
    /// Locked for as long as bytes are taken and written, so that they keep their order.
    private let file: Mutex<FileHandle>
    private let problem = Mutex<String?>(nil)

    static let fileName = "journal.ndjson"

    /// Begins a journal in a new directory beneath `root`.
    init(in root: String, name: String, header: JournalHeader) throws {
        var directory = "\(root)/\(name)"
        var count = 1
        while FileManager.default.fileExists(atPath: directory) {
            count += 1
            directory = "\(root)/\(name)-\(count)"
        }
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        let path = "\(directory)/\(Self.fileName)"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        self.file = Mutex(file)
        self.directory = directory
        lines = [header.text]
        handOver()
        _ = work()
    }

    /// Why nothing is written any more.
    var failure: String? { problem.withLock { $0 } }

    // MARK: Lines

    func note(_ line: JournalLine, at moment: JournalLine.Moment? = nil) {
        lines.append(line.text(at: moment))
    }

    /// Where the next line comes, until lines are handed over.
    var mark: Int { lines.count }

    /// Puts a line in front of those that were noted since.
    func insert(_ line: JournalLine, at moment: JournalLine.Moment, mark: Int) {
        lines.insert(line.text(at: moment), at: mark)
    }

    /// Forgets what was noted since.
    func rewind(to mark: Int) { lines.removeSubrange(mark...) }

    /// An event of the device.
    func note(_ event: ob_event, frame: Int64) {
        let bytes = withUnsafeBytes(of: event.bytes) { Array($0.prefix(Int(event.size))) }
        note(.event(port: Int(event.port), bytes: bytes), at: .init(frame: frame))
    }

    // MARK: Commands

    /// The commands of a verb were sent, numbered from its own number on.
    func noteSent(_ id: UInt64, count: Int, holds: Bool = false) {
        guard count > 0 else { return }
        note(.send(id, holds: holds))
        sent.append(id..<id + UInt64(count))
    }

    /// A command was applied: all those of its verb were, at the same frame.
    func noteApplied(_ sequence: UInt64, frame: Int64) {
        guard let index = sent.firstIndex(where: { $0.contains(sequence) }) else { return }
        note(.applied(sent[index].lowerBound), at: .init(frame: frame))
        // They are applied in their order.
        sent.removeSubrange(...index)
    }

    // MARK: Takes

    func noteRecorder(
        _ tap: LiveTap,
        _ recorder: FileRecorder,
        _ format: RecordRequest.Format,
        at moment: JournalLine.Moment
    ) {
        takeCount += 1
        takes[ObjectIdentifier(tap)] = takeCount
        let take = JournaledTake(
            track: tap.strip,
            file: (recorder.path as NSString).lastPathComponent,
            format: format,
            channelCount: recorder.channelCount
        )
        note(.record(takeCount, take), at: moment)
    }

    func noteEnd(of tap: LiveTap, at moment: JournalLine.Moment) {
        guard let take = takes.removeValue(forKey: ObjectIdentifier(tap)) else { return }
        note(.recordEnd(take), at: moment)
    }

    // MARK: Inputs

    /// Makes a file for the device's inputs.
    func inputRecorder(channelCount: Int, sampleRateHertz: Int) throws -> FileRecorder {
        let recorder = try FileRecorder(
            path: "\(directory)/inputs-\(recorders.count + 1).wav",
            encoding: .wavFloat,
            sampleRateHertz: sampleRateHertz,
            channelCount: channelCount
        )
        recorders.append(recorder)
        return recorder
    }

    /// Frames of inputs that did not get to the disk.
    var droppedFrames: Int { recorders.reduce(0) { $0 + $1.lane.pointee.droppedFrames } }

    // MARK: Disk

    /// Gives what was noted to the disk thread.
    func handOver() {
        guard !lines.isEmpty else { return }
        let text = lines.joined(separator: "\n") + "\n"
        lines.removeAll(keepingCapacity: true)
        waiting.withLock { $0 += text.utf8 }
    }

    var isPressing: Bool { false }

    func work() -> Bool {
        file.withLock { file in
            let bytes = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            guard !bytes.isEmpty, failure == nil else { return }
            do {
                try file.write(contentsOf: bytes)
            } catch {
                problem.withLock { $0 = "\(error.localizedDescription)" }
            }
        }
        return false
    }

    /// Completes it. The disk thread has let go of it, and no driver runs.
    func end(at frame: Int64, lost: Int, late: Int) {
        guard !isEnded else { return }
        isEnded = true
        note(.reached(lost: lost + droppedFrames, late: late), at: .init(frame: frame))
        note(.end, at: .init(frame: frame))
        handOver()
        _ = work()
        for recorder in recorders { _ = recorder.finish() }
        file.withLock { try? $0.synchronize() }
    }
}
