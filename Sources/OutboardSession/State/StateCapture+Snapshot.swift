import OutboardModel
import OutboardProtocol

extension StateCapture {
    /// As clients are to know it. Places, and texts of values that are the same, stay as they were.
    func snapshot(after previous: SessionSnapshot?, _ known: [InsertID: LoadedInsert])
        -> SessionSnapshot
    {
        let document = loaded.document
        let builder = SnapshotBuilder(capture: self, previous: previous, known: known)
        let curves = document.automation.map { ($0.target.key, $0) }
        let curveOrders = FractionalOrder.orders(
            of: curves.map(\.0),
            keeping: previous?.automation.mapValues(\.order) ?? [:]
        )
        let trackOrders = FractionalOrder.orders(
            of: document.tracks.map(\.id),
            keeping: previous?.tracks.mapValues(\.order) ?? [:]
        )
        let busOrders = FractionalOrder.orders(
            of: document.buses.map(\.id),
            keeping: previous?.buses.mapValues(\.order) ?? [:]
        )
        var tracks: [TrackID: StripSnapshot] = [:]
        for track in document.tracks {
            tracks[track.id] = builder.strip(
                track.id,
                track.name,
                trackOrders[track.id]!,
                track.source,
                track.strip
            )
        }
        var buses: [TrackID: StripSnapshot] = [:]
        for bus in document.buses {
            buses[bus.id] = builder.strip(bus.id, bus.name, busOrders[bus.id]!, nil, bus.strip)
        }
        return SessionSnapshot(
            id: document.id,
            name: document.name,
            sampleRateHertz: sampleRateHertz,
            tracks: tracks,
            buses: buses,
            master: builder.strip(.master, "Master", 0, nil, document.master),
            song: document.song,
            automation: Dictionary(
                uniqueKeysWithValues: curves.map { key, curve in
                    (key, CurveSnapshot(curve: curve, order: curveOrders[key]!))
                }
            ),
            latencyFrames: latencyFrames
        )
    }
}

private struct SnapshotBuilder {
    let capture: StateCapture
    let previous: SessionSnapshot?
    /// The plugins that the texts in `previous` are of.
    let known: [InsertID: LoadedInsert]

    func strip(
        _ id: TrackID,
        _ name: String,
        _ order: Double,
        _ source: TrackSource?,
        _ strip: Strip
    ) -> StripSnapshot {
        let loaded = capture.loaded
        let before = previous?.strip(id)
        let insertOrders = FractionalOrder.orders(
            of: strip.inserts.map(\.id),
            keeping: before?.inserts.mapValues(\.order) ?? [:]
        )
        let sendOrders = FractionalOrder.orders(
            of: strip.sends.map(\.id),
            keeping: before?.sends.mapValues(\.order) ?? [:]
        )
        let inserts = strip.inserts.compactMap { insert -> (InsertID, InsertSnapshot)? in
            guard let plugin = loaded.inserts[insert.id] else { return nil }
            return (insert.id, self.insert(insert, plugin, insertOrders[insert.id]!, before))
        }
        return StripSnapshot(
            id: id,
            name: name,
            order: order,
            channels: loaded.sources[id]?.width ?? loaded.strips[id]?.junction?.count ?? 2,
            source: source,
            levelDecibels: strip.faderDecibels,
            pan: strip.pan,
            isMuted: strip.isMuted,
            isSoloed: id == .master ? nil : strip.isSoloed,
            inserts: Dictionary(uniqueKeysWithValues: inserts),
            sends: Dictionary(
                uniqueKeysWithValues: strip.sends.map {
                    ($0.id, SendSnapshot(send: $0, order: sendOrders[$0.id]!))
                }
            ),
            output: strip.output,
            latencyFrames: capture.latencies[id] ?? 0
        )
    }

    private func insert(
        _ insert: Insert,
        _ plugin: LoadedInsert,
        _ order: Double,
        _ before: StripSnapshot?
    ) -> InsertSnapshot {
        let isSame = known[insert.id] === plugin
        let old = isSame ? before?.inserts[insert.id] : nil
        return InsertSnapshot(
            id: insert.id,
            name: insert.name,
            order: order,
            plugin: insert.plugin,
            placeholderReason: plugin.placeholderReason,
            latencyFrames: capture.insertLatencies[insert.id] ?? 0,
            isBypassed: insert.isBypassed,
            sideChain: insert.sideChain,
            parameters: plugin.parameterSnapshots(
                of: capture.values[insert.id] ?? plugin.values,
                old?.parameters
            ),
            properties: plugin.writableProperties
        )
    }
}

extension LoadedInsert {
    /// - Parameter known: of the same plugin; what has not changed is taken from there.
    func parameterSnapshots(
        of values: [Double],
        _ known: [ParameterSnapshot]? = nil
    ) -> [ParameterSnapshot] {
        (descriptor?.parameters ?? []).enumerated().map { index, parameter in
            if let known, known[index].value?.plain == values[index] { return known[index] }
            return ParameterSnapshot(
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

    var writableProperties: [PropertySnapshot] { propertySnapshots.filter(\.descriptor.isWritable) }

    /// The same for who tells of it, and keeps it for `toldSnapshot`.
    func noteSnapshot(at index: Int, plain: Double) -> ParameterSnapshot.Value {
        let snapshot = valueSnapshot(at: index, plain: plain)
        toldSnapshots[index] = snapshot
        return snapshot
    }

    /// What was told of that value last, where it was the last.
    func toldSnapshot(at index: Int, plain: Double) -> ParameterSnapshot.Value? {
        toldSnapshots[index].flatMap { $0.plain == plain ? $0 : nil }
    }

    func valueSnapshot(at index: Int, plain: Double) -> ParameterSnapshot.Value {
        ParameterSnapshot.Value(
            plain: plain,
            normalized: parameters[index].normalized(plain: plain),
            text: lanes[0].instance.text(of: index, value: plain)
        )
    }
}
