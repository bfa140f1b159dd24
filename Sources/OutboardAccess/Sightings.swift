/// When tokens were seen last, and when that is worth writing down: one that was never seen at once, and all
/// others once a minute, so that a box with a card for a disk does not wear it out.
struct Sightings: Sendable {
    static let writeSeconds: Int64 = 60

    /// In seconds since 1970, UTC.
    private(set) var times: [String: Int64]
    private var written: Set<String>
    private var writtenAt: Int64 = 0
    private var hasNews = false

    init(_ times: [String: Int64] = [:]) {
        self.times = times
        written = Set(times.keys)
    }

    mutating func note(_ name: String, now: Int64) {
        guard times[name] != now else { return }
        times[name] = now
        hasNews = true
    }

    /// What to write now. nil: nothing.
    ///
    /// - Parameter known: those that still count; the others are forgotten.
    mutating func takeNews(now: Int64, known: @autoclosure () -> Set<String>?) -> [String: Int64]? {
        guard hasNews else { return nil }
        let isNew = !times.keys.allSatisfy(written.contains)
        guard isNew || now - writtenAt >= Self.writeSeconds else { return nil }
        if let known = known() { times = times.filter { known.contains($0.key) } }
        hasNews = false
        written = Set(times.keys)
        writtenAt = now
        return times
    }
}
