import CRealtime
import Foundation
import OutboardHost
import OutboardIO
import OutboardMIDI
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// Makes what a document names and is not there yet. What is missing becomes a placeholder or silence,
/// with the reason, and the rest plays.
struct SessionLoader {
    let library: PluginLibrary
    let configuration: ProcessConfiguration
    let slots: Slots
    var bundle: SessionBundle
    /// Whether plugins are tried before they are heard.
    var measuresLoad = false
    /// Reads files while they play; nil where whoever renders does it between two blocks.
    var disk: DiskThread?
    /// Where the song is: streams begin there.
    var songFrame: Int64 = 0

    /// What a document needs, with everything that `present` has already.
    ///
    /// - Throws: `ENGINE_ERROR` when the engine's fixed memory does not suffice.
    func load(
        _ document: SessionDocument,
        reusing present: LoadedSession?
    ) throws(RequestError) -> LoadedSession {
        var loaded = LoadedSession(document: document)
        loaded.ringing = (present?.ringing ?? []).filter { ringing in
            document.strip(ringing.strip) != nil && document.place(of: ringing.plugin.id) == nil
        }
        for track in document.tracks {
            let source = source(
                of: track,
                song: document.song,
                present?.sources[track.id]
            )
            loaded.sources[track.id] = source
            try loadStrip(track.id, headWidth: source.width, isBus: false, present, &loaded)
        }
        for bus in document.buses {
            try loadStrip(bus.id, headWidth: bus.channelCount, isBus: true, present, &loaded)
        }
        try loadStrip(.master, headWidth: 2, isBus: true, present, &loaded)
        return loaded
    }

    /// The part of the song that is repeated.
    private func loopFrames(_ song: Song) -> Range<Int64>? {
        song.loop.map { loop in
            let map = SongMap(song, sampleRateHertz: configuration.sampleRateHertz)
            return map.frame(atSeconds: loop.lowerBound)..<map.frame(atSeconds: loop.upperBound)
        }
    }

    // MARK: Strips

    private func loadStrip(
        _ id: TrackID,
        headWidth: Int,
        isBus: Bool,
        _ present: LoadedSession?,
        _ loaded: inout LoadedSession
    ) throws(RequestError) {
        let strip = loaded.document.strip(id)!
        var width = headWidth
        for insert in strip.inserts {
            let made = load(insert, on: id, width: width, present?.inserts[insert.id], &loaded)
            loaded.inserts[insert.id] = made
            width = made.outputWidth(forInputWidth: width)
        }
        let old = present?.strips[id]
        let faderWidth = Self.faderWidth(width, to: destinationWidth(strip.output, loaded.document))
        var sends: [SendID: LoadedSend] = [:]
        for send in strip.sends {
            let from = send.isPreFader ? width : faderWidth
            let bus = loaded.document.buses.first { $0.id == send.bus }?.channelCount ?? 2
            let to = Self.faderWidth(from, to: bus)
            if let known = old?.sends[send.id], known.bus == send.bus, known.width == to,
                known.sourceWidth == from
            {
                sends[send.id] = known
            } else {
                sends[send.id] = LoadedSend(
                    bus: send.bus,
                    sourceWidth: from,
                    width: to,
                    gains: try leaseGains(to)
                )
            }
        }
        if let old, old.chainWidth == width, old.width == faderWidth,
            old.junction?.count ?? 0 == (isBus ? headWidth : 0),
            old.sends.mapValues(\.gains.first) == sends.mapValues(\.gains.first)
        {
            loaded.strips[id] = old
            return
        }
        let isSame = old?.width == faderWidth && old?.chainWidth == width
        loaded.strips[id] = LoadedStrip(
            chainWidth: width,
            width: faderWidth,
            gains: isSame ? old!.gains : try leaseGains(faderWidth),
            junction: isBus ? old?.junction ?? slots.junctions.lease(headWidth) : nil,
            sends: sends
        )
    }

    private static func faderWidth(_ width: Int, to destination: Int) -> Int {
        width == 1 && destination != 1 ? 2 : width
    }

    private func destinationWidth(_ output: StripOutput, _ document: SessionDocument) -> Int {
        guard case .bus(let id) = output else { return 2 }
        return document.buses.first { $0.id == id }?.channelCount ?? 2
    }

    private func leaseGains(_ width: Int) throws(RequestError) -> SlotLease {
        // Commands set two at a time.
        guard let lease = slots.gains.lease(max(2, (width + 1) / 2 * 2)) else {
            throw RequestError(
                .engineError,
                "The session has more strips and sends than the engine has gains for.",
                hint: "Remove some that are not in use."
            )
        }
        return lease
    }

    // MARK: Sources

    private func source(
        of track: Track,
        song: Song,
        _ present: LoadedSource?
    ) -> LoadedSource {
        if let present, present.source == track.source { return present }
        switch track.source {
        case .none: return LoadedSource(.none, .nothing, width: 2)
        case .input(let channels):
            return LoadedSource(track.source, .device, width: min(64, max(1, channels.count)))
        case .file(let path, let loops):
            do {
                let stream = try FileStream(
                    path: try bundle.path(of: path),
                    sampleRateHertz: configuration.sampleRateHertz,
                    loops: loops,
                    startFrame: songFrame,
                    loop: loopFrames(song)
                )
                return LoadedSource(
                    track.source,
                    .stream(stream, slots.streams.lease()!),
                    width: stream.channelCount,
                    startFrame: songFrame,
                    disk: disk
                )
            } catch {
                return LoadedSource(
                    track.source,
                    .nothing,
                    width: 2,
                    problem: "track \(track.id) is silent: \(error)"
                )
            }
        case .notes(let channels, let path):
            var mask: UInt16 = 0
            for channel in channels where (1...16).contains(channel) { mask |= 1 << (channel - 1) }
            var problem: String?
            let events = path.map { songEvents($0, track.id, song, &problem) } ?? []
            let made = EventSource.allocate(deviceChannels: mask, song: events)
            return LoadedSource(
                track.source,
                .notes(
                    Owned(made, freedBy: EventSource.deallocate),
                    slots.eventSources.lease()!
                ),
                width: 2,
                problem: problem
            )
        }
    }

    /// A MIDI file's events at frames of the song. They keep their beats: the song's tempo is what counts,
    /// not the file's.
    private func songEvents(
        _ path: String,
        _ track: TrackID,
        _ song: Song,
        _ problem: inout String?
    ) -> [EventSource.SongEvent] {
        do {
            let file = try MIDIFile(reading: try bundle.readState(at: path))
            let map = SongMap(song, sampleRateHertz: configuration.sampleRateHertz)
            return file.events().map { event in
                var message = ob_event()
                message.size = UInt8(clamping: event.bytes.size)
                message.bytes.0 = event.bytes.status
                message.bytes.1 = event.bytes.data1
                message.bytes.2 = event.bytes.data2
                return EventSource.SongEvent(
                    frame: Int64(map.frame(atBeat: event.beat).rounded()),
                    event: message
                )
            }
        } catch {
            problem = "track \(track) plays no file: \(path): \(error)"
            return []
        }
    }

    // MARK: Inserts

    private func load(
        _ insert: Insert,
        on strip: TrackID,
        width: Int,
        _ present: LoadedInsert?,
        _ loaded: inout LoadedSession
    ) -> LoadedInsert {
        do {
            let made: LoadedInsert
            if let present, present.plugin == insert.plugin {
                made = present
            } else {
                made = try instantiate(insert)
            }
            while made.isPerChannel, made.lanes.count < width {
                let lane = try makeLane(insert, state: made.currentState())
                made.add(lane)
                try lane.instance.activate()
                made.expectedLoad *= Double(made.lanes.count) / Double(made.lanes.count - 1)
            }
            return made
        } catch {
            return LoadedInsert(
                placeholderFor: insert.id,
                plugin: insert.plugin,
                reason: "\(error)",
                isBlocked: (error as? HostError)?.code == .blocked
            )
        }
    }

    private func instantiate(_ insert: Insert) throws -> LoadedInsert {
        let lane = try makeLane(insert, state: bundle.state(of: insert))
        let loaded = LoadedInsert(insert.id, plugin: insert.plugin, lane: lane)
        standParameters(insert, of: loaded)
        loaded.parameterProblems += propertyProblems(insert, loaded.descriptor!)
        _ = loaded.enable(!insert.isBypassed)
        loaded.latencyFrames = lane.instance.initialLatencyFrames
        try lane.instance.activate()
        if measuresLoad { loaded.expectedLoad = PluginTrial.load(of: lane.instance, configuration) }
        return loaded
    }

    /// The session's, as plugins are told of it.
    var directory: String { URL(fileURLWithPath: bundle.directory).standardized.path }

    private func makeLane(_ insert: Insert, state: [UInt8]?) throws -> LoadedInsert.Lane {
        var configuration = configuration
        configuration.directory = directory
        let instance = try library.instantiate(insert.plugin, configuration: configuration)
        if let state { try instance.restoreState(state) }
        standProperties(insert, of: instance)
        return LoadedInsert.Lane(instance: instance, slot: slots.processors.lease()!)
    }

    /// Sends what the document says of properties and the plugin does not have already; what it cannot have
    /// is told by `propertyProblems`.
    private func standProperties(_ insert: Insert, of instance: any PluginInstance) {
        for (uri, value) in insert.properties.sorted(by: { $0.key < $1.key }) {
            guard let property = instance.descriptor.properties.first(where: { $0.uri == uri }),
                let sent = try? bundle.sent(value, to: property),
                sent != instance.knownProperties[uri],
                let count = try? instance.send(sent, to: uri)
            else { continue }
            instance.processor.admittedMessages?.pointee = count
        }
    }

    private func propertyProblems(_ insert: Insert, _ descriptor: PluginDescriptor) -> [String] {
        insert.properties.keys.sorted().compactMap { uri -> String? in
            guard let property = descriptor.properties.first(where: { $0.uri == uri }) else {
                return "insert \(insert.id) has no property \(uri)"
            }
            do throws(RequestError) {
                _ = try bundle.sent(insert.properties[uri]!, to: property)
                return nil
            } catch {
                return "insert \(insert.id): \(error.message)"
            }
        }
    }

    /// Sets what the document says, as far as the plugin knows it.
    private func standParameters(_ insert: Insert, of loaded: LoadedInsert) {
        for (symbol, value) in insert.parameters.sorted(by: { $0.key < $1.key }) {
            guard let index = loaded.index(of: symbol) else {
                loaded.parameterProblems.append("insert \(insert.id) has no parameter \(symbol)")
                continue
            }
            let parameter = loaded.descriptor!.parameters[index]
            let allowed = min(max(value, parameter.minimum), parameter.maximum)
            if allowed != value {
                loaded.parameterProblems.append(
                    "insert \(insert.id): \(symbol) = \(value) is out of range, \(allowed) taken"
                )
            }
            loaded.stand(parameter.settled(allowed), at: index)
        }
    }
}
