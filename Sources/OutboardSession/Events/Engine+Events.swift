import Dispatch
import OutboardModel
import OutboardProtocol

/// Reads how the machine is: a sensor may take its time.
let probeQueue = DispatchQueue(label: "outboard-probe", qos: .utility)

/// What is told of people, jobs and the machine.
///
///     each second ─▶ latency_trace
///                └─▶ probe (a queue of its own) ─▶ system_metrics
///     each tick   ─▶ presence, chat_typing
extension Engine {
    private static let secondNanoseconds: Int64 = 1_000_000_000
    /// Presence is told no more often than that: a person who draws over many controls is one change.
    private static let presenceNanoseconds: Int64 = 50_000_000

    /// A reply that is measured on its way.
    func measured(
        _ reply: @escaping Reply,
        _ connection: String,
        _ id: String?,
        _ stamp: LatencyStamp
    ) -> PendingReply {
        var stamp = stamp
        stamp.takenAt = now()
        return PendingReply(requestID: id, connection: connection) { [latency, now, stamp] in
            reply($0)
            latency.note(stamp, answeredAt: now())
        }
    }

    // MARK: Telling

    /// Tells everybody who listens.
    func tell(_ event: Event) {
        tell(Broadcast(.event(event)), where: \.isKnown)
    }

    private func listens(anybodyTo topic: Topic) -> Bool {
        clients.values.contains { $0.isKnown && $0.topics.contains(topic) }
    }

    /// What was told before of the topics that a client listens to now and did not before.
    func tellHistories(to connection: String) {
        guard let client = clients[connection] else { return }
        let new = client.topics.subtracting(client.toldTopics)
        clients[connection]!.toldTopics = client.topics
        for topic in new.all {
            for event in history(of: topic) { client.tell(.event(event)) }
        }
    }

    private func history(of topic: Topic) -> [Event] {
        switch topic {
        case .activity:
            return [
                .history(
                    of: topic,
                    type: .activityLog,
                    items: events.activity.recent.map(\.json)
                )
            ]
        case .chat:
            let marks = events.chat.readMarks.sorted { $0.key < $1.key }
            return [.history(of: topic, type: .chatMessage, items: events.chat.recent.map(\.json))]
                + marks.map { .chatRead(user: $0.key, upToSequence: $0.value) }
        case .presence:
            return [.presence(PresenceChange(isWhole: true, people: events.presence.people))]
        case .latency:
            return [.history(of: topic, type: .latencyTrace, items: events.traces.map(\.json))]
        case .metrics:
            let items = events.samples.items.map(\.json)
            return [.history(of: topic, type: .systemMetrics, items: items)]
        case .workflow:
            return [
                .history(of: topic, type: .job, items: events.jobs.all.map(\.json)),
                .workflowStats(events.jobs.stats),
            ]
        default: return []
        }
    }

    // MARK: Time

    /// Called at each tick.
    func tickEvents() {
        let now = now()
        for user in events.chat.takeExpiredTyping(now: now) {
            tell(.chatTyping(user: user, isTyping: false))
        }
        if now >= events.presenceDueAt { tellPresence(now) }
        for note in parts.activity?.takeNotes() ?? [] { noteActivity(note) }
        guard now >= events.secondDueAt else { return }
        events.secondDueAt = now + Self.secondNanoseconds
        let trace = latency.takeTrace(time: parts.timeOfDay())
        events.remember(trace)
        tell(.latencyTrace(trace))
        probeQueue.async { [weak self] in
            let reading = SystemProbe().read(at: now)
            self?.onControlThread { $0.noteReading(reading) }
        }
    }

    private func tellPresence(_ now: Int64) {
        let newcomers =
            events.hasNewcomers
            ? clients.values.filter {
                $0.isKnown && $0.topics.contains(.presence) && !$0.toldTopics.contains(.presence)
            } : []
        events.hasNewcomers = false
        let change = events.presence.takeChange(now: now)
        if let change {
            events.presenceDueAt = now + Self.presenceNanoseconds
            for part in change.parts {
                tell(Broadcast(.event(.presence(part)))) {
                    $0.isKnown && $0.toldTopics.contains(.presence)
                }
            }
        }
        for client in newcomers {
            client.toldTopics.insert(.presence)
            for event in history(of: .presence) { client.tell(.event(event)) }
        }
    }

    /// A second is over: what the machine said of it, and what the engine knows.
    func noteReading(_ reading: SystemProbe.Reading) {
        var sample = SystemSample(timeMilliseconds: parts.timeOfDay(), seconds: 1)
        SystemProbe().fill(&sample, from: events.reading, to: reading)
        sample.loadP50 = watch.loadP50
        sample.loadP99 = watch.loadP99
        sample.loadWorst = watch.loadPeak
        let xruns = watch.xrunCount ?? events.xruns
        // A driver that begins anew counts anew.
        sample.xruns = Int(max(0, xruns - events.xruns))
        events.xruns = xruns
        let (old, counts) = (events.traffic, traffic.counts)
        sample.connections = counts.connections
        if let before = events.reading, reading.at > before.at {
            let seconds = Double(reading.at - before.at) / 1e9
            sample.bytesIn = Double(counts.bytesIn - old.bytesIn) / seconds
            sample.bytesOut = Double(counts.bytesOut - old.bytesOut) / seconds
            sample.messagesIn = Double(counts.messagesIn - old.messagesIn) / seconds
            sample.messagesOut = Double(counts.messagesOut - old.messagesOut) / seconds
        }
        events.traffic = counts
        events.reading = reading
        events.samples.add(sample)
        tell(.systemMetrics(sample))
    }

    /// The last sample of how the machine is. nil: there was none yet.
    package func lastSample() -> SystemSample? { events.samples.seconds.last }
}
