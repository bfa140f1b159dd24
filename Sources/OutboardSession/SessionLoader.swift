import OutboardHost
import OutboardIO
import OutboardModel
import OutboardStore

/// Makes the plugins and streams that a document names. What is missing becomes a placeholder or
/// silence, with the reason, and the rest plays.
struct SessionLoader {
    let hosts: [any PluginHost]
    let configuration: ProcessConfiguration

    /// What was made of a document.
    struct Loaded {
        var inserts: [LoadedInsert] = []
        /// By track. A track whose file could not be opened has none.
        var streams: [TrackID: FileStream] = [:]
        /// What could not be made, for the log and `/health`.
        var problems: [String] = []
    }

    func load(_ bundle: SessionBundle) -> Loaded {
        var loaded = Loaded()
        for track in bundle.document.tracks {
            let width = openSource(of: track, in: bundle, into: &loaded)
            loadInserts(of: track.strip, on: track.id, width: width, bundle, into: &loaded)
        }
        loadInserts(of: bundle.document.master, on: .master, width: 2, bundle, into: &loaded)
        return loaded
    }

    /// Returns the track's channels.
    private func openSource(
        of track: Track,
        in bundle: SessionBundle,
        into loaded: inout Loaded
    ) -> Int {
        switch track.source {
        case .none: return 2
        case .input(let channels): return min(2, max(1, channels.count))
        case .file(let path, let loops):
            do {
                let stream = try FileStream(
                    path: try bundle.path(of: path),
                    sampleRateHertz: configuration.sampleRateHertz,
                    loops: loops
                )
                loaded.streams[track.id] = stream
                return stream.channelCount
            } catch {
                loaded.problems.append("track \(track.id) is silent: \(error)")
                return 2
            }
        }
    }

    private func loadInserts(
        of strip: Strip,
        on trackID: TrackID,
        width: Int,
        _ bundle: SessionBundle,
        into loaded: inout Loaded
    ) {
        var width = width
        for insert in strip.inserts {
            let slot = loaded.inserts.last.map { $0.firstSlot + $0.lanes.count } ?? 0
            let made = load(insert, on: trackID, width: width, slot: slot, bundle, &loaded.problems)
            loaded.inserts.append(made)
            width = made.outputWidth(forInputWidth: width)
        }
    }

    private func load(
        _ insert: Insert,
        on trackID: TrackID,
        width: Int,
        slot: Int,
        _ bundle: SessionBundle,
        _ problems: inout [String]
    ) -> LoadedInsert {
        do {
            let first = try instantiate(insert.plugin)
            var lanes = [first]
            if first.descriptor.isMono && width == 2 {
                lanes.append(try instantiate(insert.plugin))
            }
            if let path = insert.statePath {
                let state = try bundle.readState(at: path)
                for lane in lanes { try lane.restoreState(state) }
            }
            let loaded = LoadedInsert(insert, on: trackID, lanes: lanes, firstSlot: slot)
            standParameters(of: loaded, &problems)
            for lane in lanes { try lane.activate() }
            return loaded
        } catch {
            problems.append("insert \(insert.id) on \(trackID) is a placeholder: \(error)")
            return LoadedInsert(
                placeholderFor: insert,
                on: trackID,
                firstSlot: slot,
                reason: "\(error)"
            )
        }
    }

    private func instantiate(_ id: PluginID) throws(HostError) -> any PluginInstance {
        guard let host = hosts.first(where: { $0.format == id.format }) else {
            throw HostError(
                .notInstalled,
                subject: id.text,
                message: "this build hosts no \(id.format.rawValue) plugins"
            )
        }
        return try host.instantiate(id, configuration: configuration)
    }

    /// Sets what the document says, as far as the plugin knows it.
    private func standParameters(of loaded: LoadedInsert, _ problems: inout [String]) {
        for (symbol, value) in loaded.insert.parameters.sorted(by: { $0.key < $1.key }) {
            guard let index = loaded.index(of: symbol) else {
                problems.append("insert \(loaded.insert.id) has no parameter \(symbol)")
                continue
            }
            let parameter = loaded.descriptor!.parameters[index]
            let allowed = min(max(value, parameter.minimum), parameter.maximum)
            if allowed != value {
                problems.append(
                    "insert \(loaded.insert.id): \(symbol) = \(value) is out of range, "
                        + "\(allowed) taken"
                )
            }
            loaded.stand(parameter.settled(allowed), at: index)
        }
    }
}

extension PluginDescriptor {
    var isMono: Bool { audioInputs == 1 && audioOutputs == 1 }
}

extension LoadedInsert {
    /// Channels of the strip behind this insert.
    func outputWidth(forInputWidth width: Int) -> Int {
        guard let descriptor, descriptor.audioOutputs > 0 else { return width }
        return min(2, descriptor.audioOutputs * lanes.count)
    }
}
