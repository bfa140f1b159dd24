import OutboardJSON
import OutboardModel

@testable import OutboardProtocol

/// One of each notification, with all that it may have.
enum NotificationSamples {
    private static let track = TrackID("vox")
    private static let insert = InsertID("comp")
    private static let session = SessionID("demo")
    private static let origin = ChangeOrigin(
        session: session,
        revision: 7,
        changedBy: ChangedBy(user: "ana", connection: "c1"),
        requestID: "c1-42"
    )
    private static let byItself = ChangeOrigin(
        session: session,
        revision: 8,
        changedBy: .plugin,
        requestID: nil
    )

    static let all: [Notification] = connection + changes + states + events

    private static let connection: [Notification] = [
        .hello(
            Hello(
                version: outboardVersion,
                connection: "c1",
                epoch: "5f2b",
                needsToken: true,
                heartbeatMilliseconds: 20_000,
                messageBytesMax: 65_536,
                messagesPerSecond: 100,
                requestsInFlight: 256
            )
        ),
        .identified(
            Identified(
                connection: "c1",
                user: "ana",
                role: .engineer,
                epoch: "5f2b",
                revision: 7,
                isResumed: false
            )
        ), .stateSnapshot(StateSnapshot(epoch: "5f2b", revision: 7, session: snapshot)),
        .stateDelta(
            StateDelta(
                session: session,
                from: 6,
                to: 8,
                patch: JSONPatch([
                    .replace(JSONPointer(["tracks", "vox", "pan"]), 0.5),
                    .add(JSONPointer(["buses", "fx"]), ["id": "fx"]),
                    .remove(JSONPointer(["buses", "old"])),
                ]),
                changes: [
                    .init(
                        revision: 7,
                        changedBy: ChangedBy(user: "ana", connection: "c1"),
                        requestID: "c1-42",
                        type: "TRACK_PAN"
                    ), .init(revision: 8, changedBy: .plugin),
                ]
            )
        ),
        .metersConfig(
            MetersConfig(stream: 1, rateHertz: 30, strips: [.init(track: track, channels: 2)])
        ),
    ]

    private static let changes: [Notification] = [
        .pluginParameterChanged(
            ParameterChange(
                track: track,
                insert: insert,
                parameter: "threshold",
                value: -18,
                normalizedValue: 0.4,
                text: "-18 dB",
                origin: origin
            )
        ),
        .pluginPropertyChanged(
            PluginPropertyRequest(
                track: track,
                insert: insert,
                property: "urn:x",
                value: .boolean(true)
            ),
            byItself
        ),
        .presetLoaded(
            PresetChange(
                track: track,
                insert: insert,
                preset: PresetID("warm"),
                parameters: ["threshold": -18],
                origin: origin
            )
        ),
        .trackChanged(
            TrackChange(
                track: track,
                levelDecibels: -.infinity,
                pan: 1,
                isMuted: false,
                isSoloed: true,
                origin: origin
            )
        ),
        .sendChanged(
            SendRequest(track: track, send: SendID("s"), levelDecibels: -6, pan: 0, isMuted: true),
            origin
        ),
        .sessionEdited(.rename(track, "Lead"), origin), .transportChanged(origin),
        .sessionSwitched(to: session, origin), .sessionSaved(origin),
        .libraryChanged(
            LibraryChange(
                .preset,
                "warm",
                .added,
                name: "Warm",
                changedBy: origin.changedBy,
                requestID: origin.requestID
            )
        ),
        .libraryChanged(
            LibraryChange(.session, "old", .removed, changedBy: .nobody, requestID: nil)
        ),
        .notePlayed(track: track, bytes: [144, 60, 100], origin),
    ]

    private static let states: [Notification] = [
        .transport(
            TransportState(
                isRolling: true,
                seconds: 1.5,
                frame: 72_000,
                bar: 0,
                beat: 3,
                beatsPerMinute: 120
            )
        ),
        .loudness(
            LoudnessReading(
                track: .master,
                momentaryLUFS: -14,
                shortTermLUFS: -15,
                integratedLUFS: -.infinity,
                rangeLU: .nan,
                truePeakDecibels: -1,
                correlation: nil
            )
        ),
        .recording(
            RecordingState(
                track: track,
                path: "takes/vox.wav",
                isRunning: false,
                frames: 48_000,
                droppedFrames: 0,
                firstFrame: 96_000,
                error: "the disk is full"
            )
        ),
        .pluginScan(
            ScanState(isRunning: true, done: 1, total: 3, module: "/x.so", problem: "it ended")
        ),
        .engineState(
            EngineState(
                state: .fallback,
                driver: "clock",
                device: "clock",
                message: "JACK is gone",
                sampleRateHertz: 48_000,
                quantumFrames: 64,
                load: 0.25,
                xruns: 3
            )
        ),
    ]
}
