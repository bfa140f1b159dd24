import OutboardModel

@testable import OutboardProtocol

extension NotificationSamples {
    private static let now: Int64 = 1_763_668_800_123

    static let events: [Notification] = [
        .activity(
            ActivityEntry(
                sequence: 57,
                timeMilliseconds: now,
                lastMilliseconds: now,
                count: 2,
                note: ActivityNote(
                    .warning,
                    .engine,
                    .joined,
                    "So it is.",
                    actor: "ana",
                    subject: .track(TrackID("vox")),
                    link: "/chain/vox",
                    details: ["load": 0.5]
                )
            )
        ), .chatMessage(message), .chatTyping(user: "ana", isTyping: true),
        .chatRead(user: "ana", upToSequence: 12),
        .presence(
            PresenceChange(
                isWhole: false,
                people: [
                    PresenceEntry(
                        connection: "c1",
                        user: "ana",
                        role: .musician,
                        place: PresencePlace(
                            place: "/chain/vox",
                            focus: .init(
                                track: TrackID("vox"),
                                insert: InsertID("comp"),
                                parameter: "threshold"
                            ),
                            status: .away
                        ),
                        sinceMilliseconds: now,
                        holds: [.fader(TrackID("vox")), curve, .pan(.master)]
                    )
                ],
                gone: ["c2"]
            )
        ), .job(job), .workflowStats(stats), .latencyTrace(trace),
        .systemMetrics(SystemSample(timeMilliseconds: now, seconds: 10)),
        .history(of: .chat, type: .chatMessage, items: [message.json]),
    ].map { .event($0) }

    private static let curve = PresenceEntry.Hold.parameter(
        track: TrackID("vox"),
        insert: InsertID("comp"),
        symbol: "threshold"
    )
    private static let message = ChatMessage(
        sequence: 12,
        user: "ana",
        text: "More vocals, please",
        timeMilliseconds: now,
        nonce: "7f3a"
    )
    private static var job: JobState {
        var job = JobState(
            id: "job-1",
            kind: .render,
            title: "render",
            user: "ana",
            queuedMilliseconds: now
        )
        job.startedMilliseconds = now
        job.endedMilliseconds = now
        job.file = "mix.wav"
        job.frames = 48_000
        job.error = "the disk is full"
        job.problems = ["no such file"]
        return job
    }
    private static var stats: WorkflowStats {
        var stats = WorkflowStats()
        stats.active = 1
        stats.current = job
        return stats
    }
    private static var trace: LatencyTrace {
        let spread = LatencyTrace.Spread(count: 3, p50: 20, p99: 31.5, longest: 40)
        let row = LatencyTrace.Row(kind: "PING", stages: [.receive: spread, .total: spread])
        return LatencyTrace(timeMilliseconds: now, lastSecond: [row], totals: [row])
    }
}
