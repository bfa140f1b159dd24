import NIOCore
import OutboardProtocol

/// What waits to be sent to one client, bounded whatever the client does.
///
///     reliable     ─▶ in its place, and counted: too much of it ends the connection
///     conflated    ─▶ the older one of its key is taken out, the newer one goes to the end
///     recoverable  ─▶ too much of it is all dropped, and a snapshot is wanted instead
///     droppable    ─▶ is not kept: see `Connection`
///
/// One queue for all, so that what arrives is in the order of revisions. A newer value goes to the end and
/// not to the older one's place, because it may speak of what a message between them has made.
///
/// A state beyond the one that an ack tells of is held back until that ack is there, and then goes to the end. What
/// is held back counts as the rest does.
struct Outbox {
    /// Bytes that may wait of what is reliable or conflated, the snapshot not counted.
    private let bytesMax: Int
    /// Bytes of state deltas that may wait.
    private let recoverableBytesMax: Int

    private enum Class: Equatable {
        case reply
        case reliable
        case conflated(ConflationKey)
        case recoverable
        case snapshot
    }

    private struct Entry {
        let bytes: [UInt8]
        let kind: Class
    }

    /// nil: taken out.
    private var entries = CircularBuffer<Entry?>()
    /// The serial number of the first entry.
    private var firstSerial = 0
    private var serials: [ConflationKey: Int] = [:]
    private var removedCount = 0
    /// Of all that waits or is held back.
    private var keptCount = 0
    /// Deltas, and a snapshot before them, that are held back.
    private var held: [Entry] = []
    /// Of what is reliable or conflated.
    private(set) var bytes = 0
    private(set) var recoverableBytes = 0
    /// Replies that wait.
    private(set) var replyCount = 0
    /// What is to make up for deltas that were dropped.
    private var missing = Missing.nothing

    private enum Missing { case nothing, snapshot, snapshotThatWasAskedFor }

    init(bytesMax: Int, recoverableBytesMax: Int) {
        self.bytesMax = bytesMax
        self.recoverableBytesMax = recoverableBytesMax
    }

    var isEmpty: Bool { entries.count == removedCount }
    /// Whether nothing waits, nothing is held back and nothing is missing: what comes now could go out at once.
    var isIdle: Bool { keptCount == 0 && missing == .nothing }
    var count: Int { entries.count - removedCount }
    /// With the holes that older values left.
    var slotCount: Int { entries.count }

    /// - Returns: false where the client has let too much lie, and is to be closed.
    mutating func post(reply bytes: [UInt8]) -> Bool { append(Entry(bytes: bytes, kind: .reply)) }

    /// - Parameters:
    ///   - text: the broadcast's.
    ///   - isHeld: whether a state is held back.
    /// - Returns: as above.
    mutating func post(_ broadcast: Broadcast, text: [UInt8], isHeld: Bool = false) -> Bool {
        if case .stateSnapshot = broadcast.notification {
            post(snapshot: text, isHeld: isHeld)
            return true
        }
        switch broadcast.delivery {
        case .reliable: return append(Entry(bytes: text, kind: .reliable))
        case .recoverable:
            post(recoverable: text, isHeld: isHeld)
            return true
        case .droppable: return true
        case .conflated(let key):
            if let serial = serials[key] { takeOut(serial) }
            serials[key] = firstSerial + entries.count
            return append(Entry(bytes: text, kind: .conflated(key)))
        }
    }

    /// One snapshot at most waits: it replaces an older one, and deltas that came before it.
    mutating func post(snapshot text: [UInt8], isHeld: Bool = false) {
        takeOutAll { $0 == .recoverable || $0 == .snapshot }
        missing = .nothing
        append(state: Entry(bytes: text, kind: .snapshot), isHeld)
    }

    mutating func post(recoverable text: [UInt8], isHeld: Bool = false) {
        guard missing == .nothing else { return }
        guard recoverableBytes + text.count <= recoverableBytesMax else {
            return dropRecoverable()
        }
        append(state: Entry(bytes: text, kind: .recoverable), isHeld)
    }

    /// Sends what was held back.
    mutating func release() {
        entries.append(contentsOf: held.map(Optional.some))
        held = []
    }

    /// Deltas were dropped, and nobody has asked for the snapshot that makes up for them.
    var mustAskForSnapshot: Bool { missing == .snapshot }

    mutating func noteAsked() { missing = .snapshotThatWasAskedFor }

    /// Takes out all deltas, and takes none until a snapshot has come.
    private mutating func dropRecoverable() {
        takeOutAll { $0 == .recoverable }
        missing = .snapshot
    }

    /// The next message to send.
    mutating func next() -> [UInt8]? {
        while let front = entries.popFirst() {
            firstSerial += 1
            guard let entry = front else {
                removedCount -= 1
                continue
            }
            forget(entry)
            return entry.bytes
        }
        return nil
    }

    // MARK: In

    private mutating func append(_ entry: Entry) -> Bool {
        entries.append(entry)
        count(entry)
        return bytes <= bytesMax
    }

    private mutating func append(state entry: Entry, _ isHeld: Bool) {
        // Behind what is held back already, too.
        if isHeld || !held.isEmpty { held.append(entry) } else { entries.append(entry) }
        count(entry)
    }

    private mutating func count(_ entry: Entry) {
        keptCount += 1
        switch entry.kind {
        case .reply:
            bytes += entry.bytes.count
            replyCount += 1
        case .reliable, .conflated: bytes += entry.bytes.count
        case .recoverable: recoverableBytes += entry.bytes.count
        case .snapshot: break
        }
    }

    // MARK: Out

    private mutating func forget(_ entry: Entry) {
        keptCount -= 1
        switch entry.kind {
        case .reply:
            bytes -= entry.bytes.count
            replyCount -= 1
        case .reliable: bytes -= entry.bytes.count
        case .conflated(let key):
            bytes -= entry.bytes.count
            serials[key] = nil
        case .recoverable: recoverableBytes -= entry.bytes.count
        case .snapshot: break
        }
    }

    private mutating func takeOut(_ serial: Int) {
        let index = entries.index(entries.startIndex, offsetBy: serial - firstSerial)
        guard let entry = entries[index] else { return }
        forget(entry)
        entries[index] = nil
        removedCount += 1
        if removedCount > entries.count / 2 + 32 { compact() }
    }

    private mutating func takeOutAll(_ isMeant: (Class) -> Bool) {
        for index in entries.indices {
            guard let entry = entries[index], isMeant(entry.kind) else { continue }
            forget(entry)
            entries[index] = nil
            removedCount += 1
        }
        compact()
        for entry in held where isMeant(entry.kind) { forget(entry) }
        held.removeAll { isMeant($0.kind) }
    }

    /// One key that changes all the time would leave a hole behind each time.
    private mutating func compact() {
        let kept = entries.compactMap(\.self)
        entries.removeAll(keepingCapacity: true)
        removedCount = 0
        firstSerial = 0
        for (serial, entry) in kept.enumerated() {
            entries.append(entry)
            if case .conflated(let key) = entry.kind { serials[key] = serial }
        }
    }
}
