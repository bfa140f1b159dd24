import OutboardGraph
import OutboardModel

/// Builds the graph of a session.
///
///     source or sum ─▶ insert ─▶ … ─▶ fader ─▶ bus, master or device
///                               │       └─▶ send behind the fader ─▶ bus
///                               └─▶ send before the fader ─▶ bus
///
/// Where widths meet:
/// - a plugin with one input and one output runs once for each channel;
/// - any other gets the channels in order; one channel feeds both inputs of a stereo plugin, and a
///   plugin with less inputs than there are channels gets them folded;
/// - a side-chain goes to the inputs that the plugin says are for it, or else to those beyond the ones that
///   it has outputs for;
/// - behind a plugin the strip has as many channels as it has outputs, but not more than two or than
///   the strip had before; without outputs (an analyser) the signal passes by;
/// - a plugin that is bypassed is gone round, as late as it would be, unless it has a bypass of its own;
/// - into a bus, a channel goes to the one of the same number; where the bus has less, channel n goes to
///   n modulo their number, and those that meet are divided by their count. A mono strip is panned.
struct SessionGraph {
    private let session: LoadedSession
    private let device: DeviceChannels
    private let taps: [StripTap]
    private(set) var description = GraphDescription()
    /// What a strip gives before and behind its fader.
    private var before: [TrackID: [GraphTerm?]] = [:]
    private var behind: [TrackID: [GraphTerm?]] = [:]
    private var sums: [TrackID: Int] = [:]
    private var outputs: [[GraphTerm]]
    private var sideChains: [(node: Int, firstInput: Int, count: Int, from: SideChain)] = []

    /// How many channels the device has.
    struct DeviceChannels: Equatable {
        var inputs: Int
        var outputs: Int
    }

    /// Something that listens to a strip without changing it.
    struct StripTap {
        var strip: TrackID
        var kind: GraphNode.Kind
        /// nil: as many as the strip has.
        var channelCount: Int?
    }

    static func description(
        of session: LoadedSession,
        device: DeviceChannels,
        taps: [StripTap] = []
    ) -> GraphDescription {
        var graph = SessionGraph(session: session, device: device, taps: taps)
        graph.build()
        return graph.description
    }

    private init(session: LoadedSession, device: DeviceChannels, taps: [StripTap]) {
        self.session = session
        self.device = device
        self.taps = taps
        outputs = Array(repeating: [], count: device.outputs)
    }

    private mutating func build() {
        let document = session.document
        for (lane, track) in document.tracks.enumerated() {
            let (signal, events) = source(of: track, lane)
            buildStrip(track.id, signal, events: events, lane)
        }
        for (index, bus) in document.buses.enumerated() {
            buildBus(bus.id, bus.channelCount, document.tracks.count + index)
        }
        buildBus(.master, 2, document.tracks.count + document.buses.count)
        for id in document.stripIDs { connect(id) }
        for sideChain in sideChains { connect(sideChain) }
        for tap in taps { connect(tap) }
        for channel in outputs.indices {
            _ = description.add(.deviceOutput(channel: channel), inputs: [outputs[channel]])
        }
        let master = behind[.master] ?? []
        _ = description.add(
            .tap,
            inputs: (0..<2).map { channel in
                channel < master.count ? [master[channel]].compactMap { $0 } : []
            }
        )
    }

    // MARK: Heads

    private mutating func source(
        of track: Track,
        _ lane: Int
    ) -> (signal: [GraphTerm?], events: Int?) {
        guard let source = session.sources[track.id] else { return ([nil, nil], nil) }
        switch source.content {
        case .nothing: return (Array(repeating: nil, count: source.width), nil)
        case .device:
            guard case .input(let channels) = track.source else { return ([nil, nil], nil) }
            return (channels.prefix(source.width).map { deviceInput($0) }, nil)
        case .stream(let stream, let lease):
            let node = description.add(
                .stream(slot: lease.first),
                outputCount: stream.channelCount,
                lane: lane
            )
            return ((0..<stream.channelCount).map { GraphTerm(node: node, port: $0) }, nil)
        case .notes(_, let lease):
            let node = description.add(
                .eventSource(slot: lease.first),
                lane: lane,
                events: GraphEvents(sources: [], hasOutput: true)
            )
            return ([nil, nil], node)
        }
    }

    /// A channel of the device, once for all who read it.
    private mutating func deviceInput(_ channel: Int) -> GraphTerm? {
        guard channel < device.inputs else { return nil }
        let kind = GraphNode.Kind.deviceInput(channel: channel)
        if let known = description.nodes.firstIndex(where: { $0.kind == kind }) {
            return GraphTerm(node: known)
        }
        return GraphTerm(node: description.add(kind, outputCount: 1))
    }

    private mutating func buildBus(_ id: TrackID, _ channelCount: Int, _ lane: Int) {
        let node = description.add(
            .junction(slot: session.strips[id]!.junction!.first),
            inputs: Array(repeating: [], count: channelCount),
            outputCount: channelCount,
            lane: lane
        )
        sums[id] = node
        buildStrip(id, (0..<channelCount).map { GraphTerm(node: node, port: $0) }, lane)
    }

    // MARK: Strips

    private mutating func buildStrip(
        _ id: TrackID,
        _ head: [GraphTerm?],
        events: Int? = nil,
        _ lane: Int
    ) {
        let strip = session.document.strip(id)!
        let loaded = session.strips[id]!
        var signal = head
        var events = events
        for insert in strip.inserts {
            guard let plugin = session.inserts[insert.id], plugin.descriptor != nil else {
                continue
            }
            signal = process(signal, insert, plugin, &events, lane)
        }
        before[id] = signal
        behind[id] = fader(
            loaded.gains.first,
            signal,
            loaded.width,
            lane,
            beside: tails(of: id, loaded.width, lane)
        )
        for send in strip.sends {
            let gains = loaded.sends[send.id]!
            let from = send.isPreFader ? signal : behind[id]!
            let faded = fader(gains.gains.first, from, gains.width, lane)
            pendingSends.append((faded, send.bus))
        }
    }

    private var pendingSends: [(signal: [GraphTerm?], bus: TrackID)] = []

    /// A fader of `width` channels. A narrower signal feeds all of them.
    private mutating func fader(
        _ slot: Int,
        _ signal: [GraphTerm?],
        _ width: Int,
        _ lane: Int,
        beside others: [[GraphTerm]] = []
    ) -> [GraphTerm?] {
        let node = description.add(
            .fader(slot: slot),
            inputs: (0..<width).map { channel in
                let rest = channel < others.count ? others[channel] : []
                guard !signal.isEmpty, let term = signal[min(channel, signal.count - 1)] else {
                    return rest
                }
                return [term] + rest
            },
            outputCount: width,
            lane: lane
        )
        return (0..<width).map { GraphTerm(node: node, port: $0) }
    }

    /// What plugins still give that were taken out: they get nothing any more.
    private mutating func tails(of id: TrackID, _ width: Int, _ lane: Int) -> [[GraphTerm]] {
        var sums = [[GraphTerm]](repeating: [], count: width)
        for ringing in session.ringing where ringing.strip == id {
            let inputs = ringing.plugin.descriptor!.audioInputs
            for (index, _) in ringing.plugin.lanes.enumerated() {
                let silence = Array(repeating: [GraphTerm](), count: inputs)
                let node = add(ringing.plugin, lane: index, silence, events: nil, lane)
                let count = ringing.plugin.descriptor!.audioOutputs
                for port in 0..<count where index + port < width || count == 1 {
                    let channels =
                        count == 1 && ringing.plugin.lanes.count == 1
                        ? Array(0..<width) : [index + port].filter { $0 < width }
                    for channel in channels {
                        sums[channel].append(GraphTerm(node: node, port: port))
                    }
                }
            }
        }
        return sums
    }

    private mutating func process(
        _ signal: [GraphTerm?],
        _ insert: Insert,
        _ plugin: LoadedInsert,
        _ events: inout Int?,
        _ lane: Int
    ) -> [GraphTerm?] {
        let descriptor = plugin.descriptor!
        var wet: [GraphTerm?] = []
        let given = events
        if plugin.isPerChannel {
            for channel in signal.indices where channel < plugin.lanes.count {
                let inputs = [[signal[channel]].compactMap { $0 }]
                let node = add(plugin, lane: channel, inputs, events: given, lane)
                wet.append(GraphTerm(node: node))
                if descriptor.eventOutputs > 0, channel == 0 { events = node }
            }
        } else {
            let main = mainInputs(insert, descriptor)
            var inputs = fit(signal, to: main)
            inputs += Array(repeating: [], count: descriptor.audioInputs - main)
            let node = add(plugin, lane: 0, inputs, events: given, lane)
            if let from = insert.sideChain, main < descriptor.audioInputs {
                sideChains.append((node, main, descriptor.audioInputs - main, from))
            }
            if descriptor.eventOutputs > 0 { events = node }
            let width = plugin.outputWidth(forInputWidth: signal.count)
            wet =
                descriptor.audioOutputs == 0
                ? signal : (0..<width).map { GraphTerm(node: node, port: $0) }
        }
        guard insert.isBypassed, !plugin.bypassesItself else { return wet }
        return wet.indices.map { channel in
            guard !signal.isEmpty, var dry = signal[min(channel, signal.count - 1)] else {
                return nil
            }
            dry.latencyFrames += plugin.latencyFrames
            return dry
        }
    }

    /// The inputs that the strip's own signal goes to.
    private func mainInputs(_ insert: Insert, _ descriptor: PluginDescriptor) -> Int {
        if descriptor.sideChainInputs > 0 {
            return descriptor.audioInputs - descriptor.sideChainInputs
        }
        guard insert.sideChain != nil, descriptor.audioOutputs > 0 else {
            return descriptor.audioInputs
        }
        return min(descriptor.audioInputs, descriptor.audioOutputs)
    }

    private mutating func add(
        _ plugin: LoadedInsert,
        lane pluginLane: Int,
        _ inputs: [[GraphTerm]],
        events: Int?,
        _ lane: Int
    ) -> Int {
        let descriptor = plugin.descriptor!
        return description.add(
            .processor(slot: plugin.lanes[pluginLane].slot.first),
            inputs: inputs,
            outputCount: descriptor.audioOutputs,
            latencyFrames: plugin.latencyFrames,
            lane: lane,
            events: GraphEvents(
                sources: descriptor.eventInputs > 0 ? [events].compactMap { $0 } : [],
                hasOutput: descriptor.eventOutputs > 0
            )
        )
    }

    private func fit(_ signal: [GraphTerm?], to count: Int) -> [[GraphTerm]] {
        if signal.count == 1, count == 2 { return [signal, signal].map { $0.compactMap { $0 } } }
        return folded(signal, to: count)
    }

    // MARK: Connections

    /// Brings a signal to another number of channels: see above.
    private func folded(_ signal: [GraphTerm?], to count: Int) -> [[GraphTerm]] {
        guard count > 0 else { return [] }
        return (0..<count).map { channel in
            let meeting = stride(from: channel, to: signal.count, by: count).map { signal[$0] }
            return meeting.compactMap { term in
                guard var term else { return nil }
                if meeting.count > 1 { term.gain /= Float(meeting.count) }
                return term
            }
        }
    }

    private mutating func connect(_ id: TrackID) {
        let signal = behind[id]!
        switch session.document.strip(id)!.output {
        case .master: add(signal, to: sums[.master]!)
        case .bus(let bus): if let sum = sums[bus] { add(signal, to: sum) }
        case .device(let first): addToDevice(signal, from: first)
        case .none: break
        }
        guard id == session.document.stripIDs.first else { return }
        for send in pendingSends { if let sum = sums[send.bus] { add(send.signal, to: sum) } }
    }

    private mutating func add(_ signal: [GraphTerm?], to sum: Int) {
        let terms = folded(signal, to: description.nodes[sum].inputs.count)
        for (channel, terms) in terms.enumerated() {
            description.nodes[sum].inputs[channel] += terms
        }
    }

    /// A strip keeps its channels; a device that has only one left gets them folded.
    private mutating func addToDevice(_ signal: [GraphTerm?], from first: Int) {
        guard first >= 0, first < outputs.count else { return }
        let count = min(signal.count, outputs.count - first)
        for (channel, terms) in folded(signal, to: count).enumerated() {
            outputs[first + channel] += terms
        }
    }

    private mutating func connect(
        _ sideChain: (node: Int, firstInput: Int, count: Int, from: SideChain)
    ) {
        let tap = sideChain.from.isPreFader ? before : behind
        guard let signal = tap[sideChain.from.strip] else { return }
        for (channel, terms) in fit(signal, to: sideChain.count).enumerated() {
            description.nodes[sideChain.node].inputs[sideChain.firstInput + channel] = terms
        }
    }

    private mutating func connect(_ tap: StripTap) {
        guard let signal = behind[tap.strip] else { return }
        let count = tap.channelCount ?? signal.count
        _ = description.add(
            tap.kind,
            inputs: folded(signal, to: count),
            lane: session.document.stripIDs.firstIndex(of: tap.strip) ?? 0
        )
    }
}
