import Foundation
import OutboardJSON
import OutboardStore

/// A journal as it is read again: what was done, in its order, each with the frame of the block that
/// took it up.
struct JournalFile {
    /// One thing that the control side did.
    struct Step {
        let line: JournalLine
        /// When it was done; it reads the time from here.
        let moment: JournalLine.Moment?
        /// The block in front of which it is to be done again.
        var frame: Int64
    }

    /// An event of the device.
    struct Event {
        let frame: Int64
        let port: Int
        let bytes: [UInt8]
    }

    let header: JournalHeader
    private(set) var steps: [Step] = []
    /// From which frame on a cycle had how many frames. Ascending.
    private(set) var cycles: [(frame: Int64, frames: Int)] = []
    private(set) var events: [Event] = []
    /// When which plan was taken up.
    private(set) var adoptions: [UInt64: Int64] = [:]
    /// The first frame that it knows nothing of.
    private(set) var endFrame: Int64
    /// It was ended in order, and not by a crash.
    private(set) var isComplete = false
    /// Events, cycles or frames of inputs that it could not take in.
    private(set) var lost = 0
    /// Frames of files that came too late to be heard.
    private(set) var late = 0

    /// - Throws: `StoreError` that names the line.
    init(directory: String) throws(StoreError) {
        let path = "\(directory)/\(Journal.fileName)"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StoreError(.notFound, subject: path, message: "there is no such journal")
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // Behind the last line feed is nothing, or what a crash cut short.
        lines.removeLast()
        guard let first = lines.first else {
            throw StoreError(.malformed, subject: path, message: "it is empty")
        }
        header = try Self.reading(path, 1) {
            try JournalHeader(
                reading: JSONField(JSONValue(parsing: Array(first), limits: .journal))
            )
        }
        endFrame = header.firstFrame
        var applied: [UInt64: Int64] = [:]
        for (index, line) in lines.enumerated().dropFirst() {
            let (line, moment) = try Self.reading(path, index + 1) {
                try JournalLine.read(JSONField(JSONValue(parsing: Array(line), limits: .journal)))
            }
            take(line, moment, &applied)
        }
        settle(applied)
    }

    private static func reading<Value>(
        _ path: String,
        _ number: Int,
        _ read: () throws -> Value
    ) throws(StoreError) -> Value {
        do {
            return try read()
        } catch {
            throw StoreError(.malformed, subject: "\(path):\(number)", message: "\(error)")
        }
    }

    private mutating func take(
        _ line: JournalLine,
        _ moment: JournalLine.Moment?,
        _ applied: inout [UInt64: Int64]
    ) {
        let frame = moment?.frame
        if let frame { endFrame = max(endFrame, frame) }
        switch line {
        case .applied(let id): if let frame { applied[id] = frame }
        case .adopted(let plan): if let frame { adoptions[plan] = frame }
        case .cycle(let frames): if let frame { cycles.append((frame, frames)) }
        case .event(let port, let bytes):
            if let frame { events.append(Event(frame: frame, port: port, bytes: bytes)) }
        case .reached(let lost, let late):
            self.lost = max(self.lost, lost)
            self.late = max(self.late, late)
        case .end: isComplete = true
        default: steps.append(Step(line: line, moment: moment, frame: .min))
        }
    }

    /// Finds the block of each step. What left no trace on the render thread, such as a plan that another
    /// took the place of before it was seen, goes with the step behind it.
    private mutating func settle(_ applied: [UInt64: Int64]) {
        var next = Int64.max
        for index in steps.indices.reversed() {
            let frame: Int64? =
                switch steps[index].line {
                case .send(let id, _): applied[id]
                case .plan(let number): adoptions[number]
                default: steps[index].moment?.frame
                }
            steps[index].frame = min(frame ?? next, next)
            next = steps[index].frame
        }
        // After a crash: what was on its way is not known to have been heard, or when.
        for step in steps where step.frame == .max && !isComplete {
            if let moment = step.moment { endFrame = min(endFrame, moment.frame) }
        }
    }
}
