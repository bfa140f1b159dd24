import OutboardGraph
import OutboardModel

/// Builds the graph of a live session.
///
///     source ─▶ insert ─▶ … ─▶ fader L ─┐
///                          └─▶ fader R ─┤ sum of all tracks ─▶ inserts ─▶ faders ─▶ device, tap
///
/// A strip is one or two channels wide. Where a plugin's ports do not match the width:
/// - a mono plugin on a stereo strip runs once a side;
/// - a stereo plugin on a mono strip gets the channel on both inputs, and the strip is stereo from there;
/// - one input with several outputs gets the sum of both sides;
/// - inputs beyond the second (side-chains) are silent, outputs beyond the second are dropped;
/// - without outputs (an analyser) the signal passes by.
struct SessionGraph {
    let session: LiveSession
    let format: DeviceChannels
    private(set) var description = GraphDescription()

    /// How many channels the device has.
    struct DeviceChannels: Equatable {
        var inputs: Int
        var outputs: Int
    }

    static func description(of session: LiveSession, format: DeviceChannels) -> GraphDescription {
        var graph = SessionGraph(session: session, format: format)
        graph.build()
        return graph.description
    }

    private init(session: LiveSession, format: DeviceChannels) {
        self.session = session
        self.format = format
    }

    private mutating func build() {
        var sum: (left: [GraphSource], right: [GraphSource]) = ([], [])
        for track in session.document.tracks {
            let signal = insertChain(of: track.id, input: source(of: track))
            let faded = faders(of: track.id, signal)
            sum.left.append(faded[0])
            sum.right.append(faded[1])
        }
        let master = faders(
            of: .master,
            insertChain(of: .master, inputs: [sum.left, sum.right])
        )
        output(master)
    }

    private mutating func source(of track: Track) -> [GraphSource] {
        switch track.source {
        case .none: return []
        case .input(let channels):
            return channels.prefix(2).compactMap { channel in
                guard channel < format.inputs else { return nil }
                return GraphSource(
                    node: description.add(.deviceInput(channel: channel), outputCount: 1)
                )
            }
        case .file:
            guard let slot = session.streamSlot(of: track.id) else { return [] }
            let count = session.streams[slot].channelCount
            let node = description.add(.stream(slot: slot), outputCount: count)
            return (0..<count).map { GraphSource(node: node, port: $0) }
        }
    }

    private mutating func insertChain(
        of trackID: TrackID,
        input: [GraphSource]
    ) -> [[GraphSource]] {
        insertChain(of: trackID, inputs: input.isEmpty ? [[], []] : input.map { [$0] })
    }

    /// The signal behind the inserts: for each channel, what is to be summed.
    private mutating func insertChain(
        of trackID: TrackID,
        inputs: [[GraphSource]]
    ) -> [[GraphSource]] {
        var signal = inputs
        for insert in session.inserts(of: trackID) {
            guard let descriptor = insert.descriptor else { continue }
            if insert.lanes.count == 2 {
                signal = (0..<2).map { lane in
                    [GraphSource(node: addProcessor(insert, lane: lane, inputs: [signal[lane]]))]
                }
                continue
            }
            let node = addProcessor(
                insert,
                lane: 0,
                inputs: fit(signal, toInputs: descriptor.audioInputs)
            )
            if descriptor.audioOutputs > 0 {
                signal = (0..<min(2, descriptor.audioOutputs)).map {
                    [GraphSource(node: node, port: $0)]
                }
            }
        }
        return signal
    }

    private func fit(_ signal: [[GraphSource]], toInputs count: Int) -> [[GraphSource]] {
        if count == 1 { return [Array(signal.joined())] }
        return (0..<count).map { port in
            if port < signal.count { signal[port] } else if port == 1 { signal[0] } else { [] }
        }
    }

    private mutating func addProcessor(
        _ insert: LoadedInsert,
        lane: Int,
        inputs: [[GraphSource]]
    ) -> Int {
        description.add(
            .processor(slot: insert.firstSlot + lane),
            inputs: inputs,
            outputCount: insert.descriptor!.audioOutputs,
            latencyFrames: insert.latencyFrames
        )
    }

    /// Two faders, left and right, each with its meter.
    private mutating func faders(of trackID: TrackID, _ signal: [[GraphSource]]) -> [GraphSource] {
        let slot = session.stripSlot(of: trackID)
        return (0..<2).map { side in
            GraphSource(
                node: description.add(
                    .fader(gainSlot: slot + side, meterSlot: slot + side),
                    inputs: [signal[min(side, signal.count - 1)]],
                    outputCount: 1
                )
            )
        }
    }

    /// Channels of the device beyond the second are silent; a mono device gets the sum.
    private mutating func output(_ master: [GraphSource]) {
        for channel in 0..<format.outputs {
            let sources: [GraphSource] =
                if format.outputs == 1 { master } else if channel < 2 { [master[channel]] } else {
                    []
                }
            _ = description.add(.deviceOutput(channel: channel), inputs: [sources])
        }
        _ = description.add(.tap, inputs: master.map { [$0] })
    }
}
