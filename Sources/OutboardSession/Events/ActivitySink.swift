import OutboardProtocol

/// Where the activity log and the chat are kept, and searched. The engine numbers and folds entries; a sink
/// keeps what it is given, and nobody waits for it.
///
/// Every requirement may be called on every thread, and returns at once. Answers come on a thread of the
/// sink's own. [any]
package protocol ActivitySink: AnyObject, Sendable {
    /// What was kept before: to be asked for once, first of all. The only call that waits for the disk.
    func begin() -> ActivityBeginning

    /// Keeps an entry, in the place of one with the same number.
    func keep(_ entry: ActivityEntry)
    func keep(_ message: ChatMessage)
    /// Keeps how far a person has read the chat.
    func keepReadMark(of user: String, _ sequence: Int64)

    func search(
        _ query: ActivityQuery,
        answer: @escaping @Sendable (Result<ActivityPage, RequestError>) -> Void
    )
    /// - Parameter before: the messages older than that one. nil: the newest.
    func chat(
        before: Int64?,
        limit: Int,
        answer: @escaping @Sendable (Result<ChatPage, RequestError>) -> Void
    )

    /// What has gone wrong with the keeping since the last call, or right again: to be noted itself.
    func takeNotes() -> [ActivityNote]
    /// Writes what waits, and lets go of the disk. Nothing may be kept afterwards.
    func end()
}

/// What a sink kept before.
package struct ActivityBeginning: Sendable {
    /// The last number that an entry had, and a message. 0: there was none.
    package var lastEntry: Int64 = 0
    package var lastMessage: Int64 = 0
    /// The newest, the oldest of them first.
    package var entries: [ActivityEntry] = []
    package var messages: [ChatMessage] = []
    package var readMarks: [String: Int64] = [:]

    package init() {}
}
