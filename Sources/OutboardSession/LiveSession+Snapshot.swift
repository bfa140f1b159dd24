import OutboardModel
import OutboardProtocol

extension LiveSession {
    /// - Parameters:
    ///   - latencies: of each strip behind its fader.
    ///   - latencyFrames: of the whole session.
    func snapshot(
        sampleRateHertz: Int,
        latencies: [TrackID: Int],
        latencyFrames: Int
    ) -> SessionSnapshot {
        SessionSnapshot(
            id: document.id.text,
            name: document.name,
            revision: revision,
            sampleRateHertz: sampleRateHertz,
            tracks: document.tracks.map {
                strip($0.id, name: $0.name, source: $0.source, latencies)
            },
            buses: document.buses.map { strip($0.id, name: $0.name, source: nil, latencies) },
            master: strip(.master, name: "Master", source: nil, latencies),
            song: document.song,
            automation: document.automation,
            latencyFrames: latencyFrames
        )
    }

    private func strip(
        _ id: TrackID,
        name: String,
        source: TrackSource?,
        _ latencies: [TrackID: Int]
    ) -> StripSnapshot {
        let strip = document.strip(id)!
        let width = loaded.sources[id]?.width ?? loaded.strips[id]?.junction?.count
        return StripSnapshot(
            id: id,
            name: name,
            channels: width ?? 2,
            source: source,
            levelDecibels: strip.faderDecibels,
            pan: strip.pan,
            isMuted: strip.isMuted,
            isSoloed: id == .master ? nil : strip.isSoloed,
            inserts: inserts(of: id).map { $0.plugin.snapshot(of: $0.insert) },
            sends: strip.sends,
            output: strip.output,
            latencyFrames: latencies[id] ?? 0
        )
    }
}

extension LoadedInsert {
    func snapshot(of insert: Insert) -> InsertSnapshot {
        InsertSnapshot(
            id: insert.id,
            name: insert.name,
            plugin: insert.plugin,
            placeholderReason: placeholderReason,
            latencyFrames: latencyFrames,
            isBypassed: insert.isBypassed,
            sideChain: insert.sideChain,
            parameters: parameterSnapshots,
            properties: propertySnapshots.filter(\.descriptor.isWritable)
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

    /// With what the plugin has, as far as it or its state told.
    var propertySnapshots: [PropertySnapshot] {
        let known = lanes.first?.instance.knownProperties ?? [:]
        return (descriptor?.properties ?? []).map {
            PropertySnapshot(descriptor: $0, value: known[$0.uri])
        }
    }

    func valueSnapshot(at index: Int, plain: Double) -> ParameterSnapshot.Value {
        ParameterSnapshot.Value(
            plain: plain,
            normalized: descriptor!.parameters[index].normalized(plain: plain),
            text: lanes[0].instance.text(of: index, value: plain)
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
