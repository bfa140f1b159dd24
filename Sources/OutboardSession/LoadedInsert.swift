import OutboardHost
import OutboardModel

/// An insert of a live session: its plugin, or the placeholder where that is missing.
///
/// A mono plugin on a stereo strip runs once for each side; the instances, its lanes, are set alike.
final class LoadedInsert {
    let insert: Insert
    let trackID: TrackID
    /// As the first lane says it is at this sample rate; nil for a placeholder.
    let descriptor: PluginDescriptor?
    let lanes: [any PluginInstance]
    /// The processor slot of the first lane; the others follow it.
    let firstSlot: Int
    /// Why there is no plugin.
    let placeholderReason: String?
    /// Plain values by the descriptor's order: what people set, and the render thread has or will have.
    private(set) var values: [Double]
    var latencyFrames: Int

    init(
        _ insert: Insert,
        on trackID: TrackID,
        lanes: [any PluginInstance],
        firstSlot: Int
    ) {
        self.insert = insert
        self.trackID = trackID
        self.lanes = lanes
        self.firstSlot = firstSlot
        placeholderReason = nil
        descriptor = lanes[0].descriptor
        latencyFrames = lanes[0].initialLatencyFrames
        let bank = lanes[0].processor.parameters
        values = (0..<bank.pointee.count).map { Double(bank.pointee.values[$0]) }
    }

    init(placeholderFor insert: Insert, on trackID: TrackID, firstSlot: Int, reason: String) {
        self.insert = insert
        self.trackID = trackID
        self.firstSlot = firstSlot
        lanes = []
        descriptor = nil
        values = []
        latencyFrames = 0
        placeholderReason = reason
    }

    /// Where a parameter stands in the descriptor and in the processor's bank.
    func index(of symbol: String) -> Int? {
        descriptor?.parameters.firstIndex { $0.symbol == symbol }
    }

    /// Notes the value that the render thread is sent.
    func note(_ value: Double, at index: Int) { values[index] = value }

    /// Writes a value where nothing renders yet.
    func stand(_ value: Double, at index: Int) {
        values[index] = value
        for lane in lanes { lane.processor.parameters.pointee.values[index] = Float(value) }
    }
}
