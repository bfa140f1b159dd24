import OutboardModel
import OutboardProtocol
import OutboardRender

extension SessionPlayer {
    /// Before anything plays: the song stands at its start, and rolls if the document wants it to.
    func prepareSong() {
        for action in [loopAction, .standRolling(session.document.song.rollsAtOnce)] {
            _ = renderer.send(RenderCommand(sequence: 0, action: action))
        }
    }

    /// Brings loop and rolling to what the document says.
    var songActions: [RenderAction] {
        [loopAction, .setRolling(session.document.song.rollsAtOnce)]
    }

    var loopAction: RenderAction {
        let song = session.document.song
        let map = SongMap(song, sampleRateHertz: sampleRateHertz)
        let loop = song.loop ?? 0..<0
        return .setLoop(
            from: map.frame(atSeconds: loop.lowerBound),
            to: map.frame(atSeconds: loop.upperBound)
        )
    }

    /// Where the song is.
    var transport: TransportState {
        let (frame, isRolling) = renderer.song
        let map = SongMap(session.document.song, sampleRateHertz: sampleRateHertz)
        let position = map.position(atFrame: frame)
        return TransportState(
            isRolling: isRolling,
            seconds: Double(frame) / Double(sampleRateHertz),
            frame: frame,
            bar: position.bar,
            beat: position.beat,
            beatsPerMinute: position.beatsPerMinute
        )
    }

    /// What each plugin takes.
    var pluginLoads: [EngineHealth.PluginLoad] {
        session.loaded.orderedInserts.compactMap { strip, insert in
            let loads = insert.lanes.compactMap { renderer.load(ofProcessor: $0.slot.first) }
            guard !loads.isEmpty else { return nil }
            return EngineHealth.PluginLoad(
                track: strip,
                insert: insert.id,
                load: loads.reduce(0) { $0 + $1.mean },
                worstMicroseconds: loads.map(\.worstSeconds).max()! * 1e6
            )
        }
    }

    /// Which insert a processor belongs to.
    func insert(ofSlot slot: Int) -> InsertID? {
        session.loaded.inserts.values.first { insert in
            insert.lanes.contains { $0.slot.first == slot }
        }?.id
    }

    /// What the offline side has to do between two blocks.
    func takeReports() throws(RequestError) {
        var latencies: [(Int, Int)] = []
        renderer.drainReports {
            switch $0 {
            case .latencyChanged(let slot, let frames): latencies.append((Int(slot), Int(frames)))
            case .adopted(let plan, let frame): _ = noteAdoption(plan: plan, frame: frame)
            default: break
            }
        }
        for (slot, frames) in latencies { try compensate(processor: slot, latencyFrames: frames) }
        try advance()
    }
}
