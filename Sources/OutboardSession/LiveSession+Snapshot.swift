import OutboardModel
import OutboardProtocol

extension LiveSession {
    func snapshot(sampleRateHertz: Int) -> SessionSnapshot {
        SessionSnapshot(
            id: document.id.text,
            name: document.name,
            revision: revision,
            sampleRateHertz: sampleRateHertz,
            tracks: document.tracks.map { track in
                StripSnapshot(
                    id: track.id,
                    name: track.name,
                    channels: sourceWidth(of: track),
                    source: track.source,
                    levelDecibels: track.strip.faderDecibels,
                    pan: track.strip.pan,
                    isMuted: track.strip.isMuted,
                    isSoloed: track.strip.isSoloed,
                    inserts: inserts(of: track.id).map(\.snapshot)
                )
            },
            master: StripSnapshot(
                id: .master,
                name: "Master",
                channels: 2,
                source: nil,
                levelDecibels: document.master.faderDecibels,
                pan: document.master.pan,
                isMuted: document.master.isMuted,
                isSoloed: nil,
                inserts: inserts(of: .master).map(\.snapshot)
            )
        )
    }
}

extension LoadedInsert {
    var snapshot: InsertSnapshot {
        InsertSnapshot(
            id: insert.id,
            name: insert.name,
            plugin: insert.plugin,
            placeholderReason: placeholderReason,
            latencyFrames: latencyFrames,
            parameters: parameterSnapshots
        )
    }

    var parameterSnapshots: [ParameterSnapshot] {
        (descriptor?.parameters ?? []).enumerated().map { index, parameter in
            ParameterSnapshot(
                descriptor: parameter,
                value: valueSnapshot(at: index, plain: values[index])
            )
        }
    }

    func valueSnapshot(at index: Int, plain: Double) -> ParameterSnapshot.Value {
        ParameterSnapshot.Value(
            plain: plain,
            normalized: descriptor!.parameters[index].normalized(plain: plain),
            text: lanes[0].text(of: index, value: plain)
        )
    }
}

extension PluginDescriptor {
    var summary: PluginSummary {
        PluginSummary(
            id: id,
            name: name,
            vendor: vendor,
            kind: kind,
            audioInputs: audioInputs,
            audioOutputs: audioOutputs,
            parameterCount: parameters.count
        )
    }
}
