import OutboardGraph
import OutboardHost
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// A live session and the renderer that plays it. The engine and offline rendering share it.
final class SessionPlayer {
    let session: LiveSession
    let renderer: Renderer
    private(set) var latencyFrames = 0
    private var channels = SessionGraph.DeviceChannels(inputs: 0, outputs: 2)

    /// - Parameter previous: whose frames and revisions go on; it is done playing.
    /// - Throws: `ENGINE_ERROR` when the session is larger than the renderer's memory.
    init(
        _ bundle: SessionBundle,
        hosts: [any PluginHost],
        sampleRateHertz: Int,
        isOffline: Bool,
        succeeding previous: SessionPlayer? = nil
    ) throws(RequestError) {
        var configuration = RendererConfiguration(sampleRateHertz: sampleRateHertz)
        configuration.firstFrame = previous?.renderer.frame ?? 0
        guard bundle.document.tracks.count < configuration.stripCapacity else {
            throw RequestError(
                .engineError,
                "A session may have \(configuration.stripCapacity - 1) tracks at the most."
            )
        }
        session = LiveSession(
            bundle,
            hosts: hosts,
            configuration: ProcessConfiguration(
                sampleRateHertz: sampleRateHertz,
                blockFramesMax: configuration.blockFramesMax,
                isOffline: isOffline
            ),
            revision: previous?.session.revision ?? 0
        )
        renderer = Renderer(configuration)
        for id in session.stripIDs {
            let gains = session.gains(of: id)
            renderer.standGains(session.stripSlot(of: id), left: gains.left, right: gains.right)
        }
    }

    /// Compiles the session for a device with these channels, and makes it what is rendered.
    func publish(for channels: SessionGraph.DeviceChannels) throws(RequestError) {
        self.channels = channels
        let description = SessionGraph.description(of: session, format: channels)
        do {
            let plan = try RenderPlan(compiling: description)
            try renderer.publish(plan, of: description, binding: session.binding)
            latencyFrames = plan.latencyFrames
        } catch {
            throw RequestError(.engineError, "The session cannot be rendered: \(error).")
        }
    }

    /// Takes in what a plugin now delays its signal by, and brings all paths level again.
    func compensate(processor slot: Int, latencyFrames: Int) throws(RequestError) {
        let insert = session.inserts.last { $0.firstSlot <= slot && !$0.lanes.isEmpty }
        guard let insert, insert.latencyFrames != latencyFrames else { return }
        insert.latencyFrames = latencyFrames
        try publish(for: channels)
    }
}
