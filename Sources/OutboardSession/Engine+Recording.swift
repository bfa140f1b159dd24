import Foundation
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender

/// A strip that is being written to a file.
struct Recording {
    let recorder: FileRecorder
    let tap: LiveTap
    /// Who asked for the end, and the graph without the recorder that has to be heard before.
    var ending: (reply: PendingReply, ticket: UInt64)?
}

extension Engine {
    /// Begins to write a strip to a new file. The answer names it, and the frame of its first frame.
    func startRecording(_ request: RecordRequest, _ reply: PendingReply) throws(RequestError) {
        guard let player else { return }
        try player.session.checkTrack(request.track)
        guard recordings[request.track] == nil else {
            throw RequestError(
                .invalidParameter,
                "\"\(request.track)\" is being recorded.",
                hint: "End it with RECORD_STOP.",
                field: "track_id"
            )
        }
        guard let directory = configuration.recordingsDirectory else {
            throw RequestError(
                .engineError,
                "There is no directory for recordings.",
                hint: "Start the server with --recordings and a directory."
            )
        }
        let channelCount = player.session.loaded.strips[request.track]?.width ?? 2
        let recorder: FileRecorder
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
            recorder = try FileRecorder(
                path: try path(for: request, in: directory),
                encoding: request.format.encoding,
                sampleRateHertz: sampleRateHertz,
                channelCount: channelCount
            )
        } catch let error as RequestError {
            throw error
        } catch {
            throw RequestError(.engineError, "The recording cannot begin: \(error).")
        }
        let tap = player.tap(request.track, with: recorder, format: request.format)
        recordings[request.track] = Recording(recorder: recorder, tap: tap)
        disk?.add(recorder)
        perform(StartRecording(track: request.track, path: recorder.path), [reply])
    }

    private func path(
        for request: RecordRequest,
        in directory: String
    ) throws(RequestError) -> String {
        let name = request.name ?? "\(request.track)-\(Self.stamp())"
        let isPlain = !name.hasPrefix(".") && !name.contains("/") && !name.utf8.contains(0)
        guard isPlain, !name.isEmpty else {
            throw RequestError(
                .invalidParameter,
                "name must be a file's name, without a path.",
                field: "name"
            )
        }
        return "\(directory)/\(name).\(request.format.encoding.isWAV ? "wav" : "flac")"
    }

    /// The time, as it can stand in a file's name.
    static func stamp() -> String {
        var time = time(nil)
        var parts = tm()
        gmtime_r(&time, &parts)
        return String(unsafeUninitializedCapacity: 32) { text in
            text.withMemoryRebound(to: CChar.self) { text in
                strftime(text.baseAddress!, text.count, "%Y%m%dT%H%M%SZ", &parts)
            }
        }
    }

    /// Ends a recording. The answer comes when the file is complete on the disk.
    func stopRecording(_ track: TrackID, _ reply: PendingReply) throws(RequestError) {
        guard let player, let recording = recordings[track], recording.ending == nil else {
            throw RequestError(
                .invalidParameter,
                "\"\(track)\" is not being recorded.",
                field: "track_id"
            )
        }
        player.untap(recording.tap)
        recordings[track]!.ending = (reply, try player.changeTaps())
    }

    /// The graph without a recorder is rendered: what the recorder got is all that it will get.
    func finishRecordings(ticket: UInt64) { endRecordings { $0.ending?.ticket == ticket } }

    /// Completes files that nothing comes to any more, and answers who waits for that.
    func endRecordings(where isOver: (Recording) -> Bool) {
        for (track, recording) in recordings where isOver(recording) {
            recordings[track] = nil
            disk?.remove(recording.recorder)
            let take = recording.recorder.finish()
            let state = recording.state(of: track, isRunning: false)
            var ack = Ack(.accepted)
            for (key, value) in state.json.members { ack.extra[key] = value }
            if let failure = take.failure {
                recording.ending?.reply.send(
                    .failure(
                        RequestError(
                            .engineError,
                            "The recording ended before its time: \(failure).",
                            details: state.json
                        )
                    )
                )
            } else {
                recording.ending?.reply.send(.success(ack))
            }
            tellAll(.recording(state))
            note(state)
        }
    }

    /// Ends all recordings without waiting for a graph: nothing renders any more.
    func abandonRecordings() {
        for recording in recordings.values {
            disk?.remove(recording.recorder)
            _ = recording.recorder.finish()
        }
        recordings = [:]
    }
}

extension Recording {
    func state(of track: TrackID, isRunning: Bool) -> RecordingState {
        let lane = recorder.lane
        return RecordingState(
            track: track,
            path: recorder.path,
            isRunning: isRunning,
            frames: Int64(lane.pointee.acceptedFrames),
            droppedFrames: Int64(lane.pointee.droppedFrames),
            firstFrame: lane.pointee.firstFrame,
            error: recorder.failure.map { "\($0)" }
        )
    }
}

extension RecordRequest.Format {
    var encoding: AudioFileEncoding {
        switch self {
        case .wav16: .wav16
        case .wav24: .wav24
        case .wav32Float: .wavFloat
        case .flac16: .flac16
        case .flac24: .flac24
        }
    }
}
