import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardStore

/// What can be asked without changing anything.
extension Engine {
    /// With everything that is done by now.
    package func snapshot(of id: SessionID) throws(RequestError) -> StateSnapshot {
        flushState()
        guard let state, state.mirror.session.id == id else { throw noSuchSession(id) }
        return state.snapshot
    }

    /// All sessions on the disk, and the live one, by the name that it has now. A disk may take its time,
    /// and holds up nobody else.
    nonisolated package func sessions() async -> [SessionSummary] {
        let live = await liveSummary
        let stored = parts.sessions.list().map {
            $0.id == live?.id ? live! : SessionSummary(id: $0.id, name: $0.name, isLive: false)
        }
        guard let live, !stored.contains(where: \.isLive) else { return stored }
        return stored + [live]
    }

    private var liveSummary: SessionSummary? {
        player.map {
            let document = $0.session.document
            return SessionSummary(id: document.id, name: document.name, isLive: true)
        }
    }

    /// All presets that are files of ours. One that another of the same id is taken for is listed as such.
    nonisolated package func presets() -> [PresetSummary] {
        var taken: [PresetID: String] = [:]
        return parts.presets.flatMap { store in
            store.list().map { id, result in
                let content: PresetSummary.Content
                if let other = taken[id] {
                    content = .unreadable("the preset of that id of \"\(other)\" is taken for it")
                } else {
                    taken[id] = store.source
                    switch result {
                    case .success(let preset):
                        content = .preset(
                            name: preset.name,
                            plugin: preset.plugin,
                            parameterCount: preset.parameters.count
                        )
                    case .failure(let error): content = .unreadable(error.message)
                    }
                }
                return PresetSummary(id: id, source: store.source, content: content)
            }
        }
    }

    /// The presets for a plugin: our own, and those that came with it. The first call for a plugin reads
    /// their files, and holds up nobody else.
    nonisolated package func presets(of id: String) async throws(RequestError) -> [PresetSummary] {
        guard let installed = await catalog.presets(of: id) else {
            throw RequestError(.pluginNotFound, "There is no plugin \"\(id)\".")
        }
        let own = presets().filter {
            if case .preset(_, installed.plugin, _) = $0.content { true } else { false }
        }
        return own
            + installed.presets.map {
                PresetSummary(
                    id: $0.id,
                    source: installed.plugin.format.rawValue,
                    content: .installed(name: $0.name, plugin: installed.plugin)
                )
            }
    }

    /// All installed plugins. Where they are not scanned, the first call takes seconds, and holds up nobody
    /// else.
    package func plugins() async -> PluginListing {
        let state = scanDesk.state
        return PluginListing(
            plugins: await catalog.all(),
            blocked: (parts.scan?.index.blocked ?? []).map(\.summary),
            scan: state
        )
    }

    /// An insert of the live session by its id, or an installed plugin by its own.
    package func plugin(_ id: String) async throws(RequestError) -> PluginDetail {
        if let session = player?.session, let insert = session.insert(InsertID(id)),
            let place = session.document.place(of: insert.id)
        {
            return try detail(of: insert, on: place.strip)
        }
        guard let found = await catalog.descriptor(of: id) else {
            let blocked = parts.scan?.index.blocked.first { $0.id?.text == id }
            if let blocked {
                throw RequestError(.pluginBlocked, "\"\(id)\" is blocked: \(blocked.failure).")
            }
            throw RequestError(.pluginNotFound, "There is no plugin \"\(id)\".")
        }
        return PluginDetail(
            summary: found.summary,
            parameters: found.parameters.map { ParameterSnapshot(descriptor: $0, value: nil) },
            properties: found.properties.map { PropertySnapshot(descriptor: $0, value: nil) }
        )
    }

    private func detail(
        of insert: LoadedInsert,
        on strip: TrackID
    ) throws(RequestError) -> PluginDetail {
        guard let descriptor = insert.descriptor else {
            throw RequestError(
                .pluginNotFound,
                "\"\(insert.id)\" is a placeholder: \(insert.placeholderReason ?? "")"
            )
        }
        return PluginDetail(
            summary: descriptor.summary,
            parameters: insert.parameterSnapshots(of: insert.values),
            properties: insert.propertySnapshots,
            insert: insert.id,
            track: strip
        )
    }

    /// The strips in the order of meter readings.
    package func meterStrips() -> [MetersConfig.Strip] { player?.meterStrips ?? [] }

    package func health() -> EngineHealth {
        if let player { noteStatistics(player.renderer.takeStatistics()) }
        let statistics = watch.statistics
        let session = player?.session
        return EngineHealth(
            state: engineState(),
            wantedDriver: wantedDriver,
            frame: player?.renderer.frame ?? 0,
            isRealtime: driver?.driver.status.isRealtime,
            isMemoryLocked: isMemoryLocked,
            droppedCommands: player?.renderer.refusedCommandCount ?? 0,
            streamUnderrunFrames: statistics?.streamUnderrunFrames ?? 0,
            droppedEvents: droppedEvents,
            containedBlocks: statistics?.containedBlocks ?? 0,
            faults: faults,
            loadP50: watch.loadP50,
            loadP99: watch.loadP99,
            overruns: statistics?.overruns ?? 0,
            lastXrunSecondsAgo: watch.xrunAt.map { Double(now() - $0) / 1e9 },
            threads: player.map {
                let threads = $0.renderer.threads
                return .init(
                    count: threads.count,
                    areRealtime: threads.areRealtime,
                    parallelBlocks: threads.parallelBlocks,
                    blocks: statistics?.blocks ?? 0
                )
            },
            pluginLoads: player?.pluginLoads ?? [],
            transport: player?.transport,
            session: session?.document.id,
            placeholders: (session?.loaded.orderedInserts ?? []).compactMap { strip, insert in
                insert.placeholderReason.map {
                    .init(track: strip, insert: insert.id, plugin: insert.plugin, reason: $0)
                }
            },
            problems: (session?.problems ?? []) + journalProblems + eventProblems
                + scanProblems
        )
    }

    /// On all of their ways.
    private var droppedEvents: Int {
        let inserts = player?.session.loaded.inserts.values ?? [:].values
        let ofPlugins = inserts.flatMap(\.lanes).reduce(0) { $0 + $1.instance.droppedEvents }
        return ofPlugins + Int(watch.statistics?.droppedEvents ?? 0)
            + (driver?.driver.status.droppedEvents ?? 0)
    }

    private var eventProblems: [String] {
        (driver?.driver.status.eventProblem).map { ["no MIDI from the device: \($0)"] } ?? []
    }

    /// Where the song is.
    package func transport() -> TransportState {
        player?.transport
            ?? TransportState(
                isRolling: false,
                seconds: 0,
                frame: 0,
                bar: 0,
                beat: 0,
                beatsPerMinute: 0
            )
    }

    package var sampleRate: Int { sampleRateHertz }
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
