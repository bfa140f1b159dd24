import OutboardProtocol

/// The chat's rules: numbers, retries, limits, and who writes. Time is the caller's, in nanoseconds.
struct ChatDesk {
    /// Messages that a person may send within `windowNanoseconds`.
    static let burst = 5
    static let windowNanoseconds: Int64 = 2_000_000_000
    static let typingNanoseconds: Int64 = 5_000_000_000
    /// Messages that a page opened late begins with.
    static let recentMax = ChatRequest.pageMax
    /// Messages whose retries are known for what they are.
    static let noncesMax = 1_000

    private struct Nonce: Hashable {
        let user: String
        let nonce: String
    }

    private var last: Int64 = 0
    /// The oldest first.
    private(set) var recent: [ChatMessage] = []
    private(set) var readMarks: [String: Int64] = [:]
    private var known: [Nonce: ChatMessage] = [:]
    private var nonces: [Nonce] = []
    /// When a person sent the last messages.
    private var sentAt: [String: [Int64]] = [:]
    private var typingUntil: [String: Int64] = [:]

    init(_ beginning: ActivityBeginning = ActivityBeginning()) {
        last = beginning.lastMessage
        readMarks = beginning.readMarks
        for message in beginning.messages.suffix(Self.noncesMax) { remember(message) }
        recent = beginning.messages.suffix(Self.recentMax)
    }

    /// - Parameter time: the time of day, in milliseconds since 1970 in UTC.
    /// - Returns: the message, and whether it had been sent before.
    mutating func send(
        _ text: String,
        nonce: String,
        by user: String,
        now: Int64,
        time: Int64
    ) throws(RequestError) -> (message: ChatMessage, isDuplicate: Bool) {
        if let message = known[Nonce(user: user, nonce: nonce)] { return (message, true) }
        try admit(user, now)
        last += 1
        let message = ChatMessage(
            sequence: last,
            user: user,
            text: text,
            timeMilliseconds: time,
            nonce: nonce
        )
        remember(message)
        recent.append(message)
        if recent.count > Self.recentMax { recent.removeFirst() }
        return (message, false)
    }

    private mutating func admit(_ user: String, _ now: Int64) throws(RequestError) {
        sentAt = sentAt.filter { $0.value.last! + Self.windowNanoseconds > now }
        var times = (sentAt[user] ?? []).filter { $0 + Self.windowNanoseconds > now }
        guard times.count < Self.burst else {
            let wait = times[0] + Self.windowNanoseconds - now
            throw RequestError(
                .rateLimited,
                "More than \(Self.burst) messages in 2 s.",
                retryAfterMilliseconds: Int((wait + 999_999) / 1_000_000)
            )
        }
        times.append(now)
        sentAt[user] = times
    }

    private mutating func remember(_ message: ChatMessage) {
        let nonce = Nonce(user: message.user, nonce: message.nonce)
        if known.updateValue(message, forKey: nonce) == nil { nonces.append(nonce) }
        if nonces.count > Self.noncesMax { known[nonces.removeFirst()] = nil }
    }

    /// - Returns: whether the others are to be told: the person did not write before.
    mutating func noteTyping(_ user: String, now: Int64) -> Bool {
        let isNew = typingUntil[user] == nil
        typingUntil[user] = now + Self.typingNanoseconds
        return isNew
    }

    /// A message was sent, or the person is gone.
    ///
    /// - Returns: whether the person was writing.
    mutating func endTyping(_ user: String) -> Bool {
        typingUntil.removeValue(forKey: user) != nil
    }

    /// Who does not write any more.
    mutating func takeExpiredTyping(now: Int64) -> [String] {
        guard !typingUntil.isEmpty else { return [] }
        let users = typingUntil.filter { $0.value <= now }.keys.sorted()
        for user in users { typingUntil[user] = nil }
        return users
    }

    /// Marks only go forward, and not beyond the last message.
    ///
    /// - Returns: whether the mark moved.
    mutating func noteRead(_ user: String, upTo sequence: Int64) throws(RequestError) -> Bool {
        guard sequence <= last else {
            throw RequestError(
                .invalidParameter,
                "up_to_seq is \(sequence); the last message is \(last).",
                field: "up_to_seq",
                details: ["minimum": 0, "maximum": .integer(last)]
            )
        }
        guard sequence > readMarks[user] ?? 0 else { return false }
        readMarks[user] = sequence
        return true
    }
}
