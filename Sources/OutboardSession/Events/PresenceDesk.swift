import OutboardModel
import OutboardProtocol

/// Who is here, where, and with a hand on what. Time is the caller's, in nanoseconds.
///
///     joins ─▶ here ── a request within 30 s: stays ──▶ silent for 30 s ─▶ gone ── a request ──▶ here
///                └── its connection ends ───────────────────────────────▶ gone
struct PresenceDesk {
    typealias Hold = PresenceEntry.Hold

    static let silenceNanoseconds: Int64 = 30_000_000_000
    /// How long a hand that did not say that it takes hold counts as on the control.
    static let leaseNanoseconds: Int64 = 3_000_000_000
    /// Controls that one device can have a hand on.
    static let holdsMax = 32

    private struct Device {
        var entry: PresenceEntry
        var expiresAt: Int64
        var isHere = true
        /// When a hand is off again by itself. nil: the person says so.
        var holds: [Hold: Int64?] = [:]
    }

    private var devices: [String: Device] = [:]
    /// Who has a hand on what: so that a hand that moves costs the same, however many are here.
    private var holders: [Hold: String] = [:]
    /// Devices of whom the others are to be told.
    private var changed: Set<String> = []
    /// Nobody falls silent and no hand is off by itself before that. What is renewed moves away, so it may be too
    /// early, and never too late.
    private var firstEnd = Int64.max

    /// A device that is here, or is again.
    mutating func join(
        _ connection: String,
        user: String,
        role: Role,
        now: Int64,
        time: Int64
    ) {
        if var device = devices[connection] {
            let isOther = device.entry.user != user || device.entry.role != role
            (device.entry.user, device.entry.role) = (user, role)
            if isOther { changed.insert(connection) }
            devices[connection] = device
        } else {
            let entry = PresenceEntry(
                connection: connection,
                user: user,
                role: role,
                place: PresencePlace(),
                sinceMilliseconds: time,
                holds: []
            )
            devices[connection] = Device(entry: entry, expiresAt: 0)
            changed.insert(connection)
        }
        renew(connection, now: now)
    }

    /// It said something.
    mutating func renew(_ connection: String, now: Int64) {
        guard let device = devices[connection] else { return }
        devices[connection]!.expiresAt = now + Self.silenceNanoseconds
        firstEnd = min(firstEnd, now + Self.silenceNanoseconds)
        guard !device.isHere else { return }
        devices[connection]!.isHere = true
        changed.insert(connection)
    }

    mutating func set(_ place: PresencePlace, of connection: String) {
        guard let device = devices[connection], device.entry.place != place else { return }
        devices[connection]!.entry.place = place
        changed.insert(connection)
    }

    mutating func leave(_ connection: String) {
        guard let device = devices.removeValue(forKey: connection) else { return }
        for hold in device.holds.keys { holders[hold] = nil }
        if device.isHere { changed.insert(connection) } else { changed.remove(connection) }
    }

    /// A hand is on a control. Of several the last one has it.
    ///
    /// - Parameter isSaid: the person said so, and says when it ends.
    mutating func hold(_ hold: Hold, by connection: String, isSaid: Bool, now: Int64) {
        if let index = devices.index(forKey: connection),
            let held = devices.values[index].holds.index(forKey: hold)
        {
            // It has it already, as long as it says or for a while from now on.
            guard devices.values[index].holds.values[held] != nil else { return }
            let end = isSaid ? nil : now + Self.leaseNanoseconds
            devices.values[index].holds.values[held] = end
            return
        }
        firstEnd = min(firstEnd, now + Self.leaseNanoseconds)
        if let other = holders[hold], other != connection { release(hold, by: other) }
        guard let count = devices[connection]?.holds.count, count < Self.holdsMax else { return }
        devices[connection]!.holds[hold] = .some(isSaid ? nil : now + Self.leaseNanoseconds)
        holders[hold] = connection
        changed.insert(connection)
    }

    mutating func release(_ hold: Hold, by connection: String) {
        guard devices[connection]?.holds.removeValue(forKey: hold) != nil else { return }
        holders[hold] = nil
        changed.insert(connection)
    }

    /// A hand that did not say so is on the control for a while yet; one that did is off at once.
    mutating func endGesture(_ hold: Hold, by connection: String) {
        if case .some(.none) = devices[connection]?.holds[hold] { release(hold, by: connection) }
    }

    private mutating func expire(now: Int64) {
        guard now >= firstEnd else { return }
        for (connection, device) in devices {
            if device.isHere, device.expiresAt <= now {
                devices[connection]!.isHere = false
                devices[connection]!.holds = [:]
                for hold in device.holds.keys { holders[hold] = nil }
                changed.insert(connection)
            }
            for (hold, end) in device.holds {
                if let end, end <= now { release(hold, by: connection) }
            }
        }
        firstEnd = devices.values.reduce(Int64.max) { first, device in
            let holds = device.holds.values.lazy.compactMap(\.self).min() ?? .max
            return min(first, holds, device.isHere ? device.expiresAt : .max)
        }
    }

    /// All who are here, by their connection.
    var people: [PresenceEntry] { devices.keys.sorted().compactMap(entry) }

    private func entry(_ connection: String) -> PresenceEntry? {
        guard let device = devices[connection], device.isHere else { return nil }
        var entry = device.entry
        entry.holds = device.holds.keys.sorted { $0.sortKey < $1.sortKey }
        return entry
    }

    /// What the others are to be told. nil: nothing.
    mutating func takeChange(now: Int64) -> PresenceChange? {
        expire(now: now)
        guard !changed.isEmpty else { return nil }
        let connections = changed.sorted()
        changed = []
        return PresenceChange(
            isWhole: false,
            people: connections.compactMap(entry),
            gone: connections.filter { entry($0) == nil }
        )
    }
}

extension AutomationCurve.Target {
    fileprivate var sortKey: String {
        switch self {
        case .fader(let strip): "\(strip)\u{0}0"
        case .pan(let strip): "\(strip)\u{0}1"
        case .parameter(let track, let insert, let symbol): "\(track)\u{0}2\(insert)\u{0}\(symbol)"
        }
    }
}
