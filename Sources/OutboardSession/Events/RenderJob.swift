import Foundation
import Glibc
import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardScan
import OutboardStore
import Synchronization

/// Renders a session to a file while another plays: on a thread of its own, with plugins of its own, which
/// are made, used and freed there.
///
/// The thread runs when nothing else wants to (SCHED_IDLE), so what plays loses nothing but memory and cache.
/// The file is written under another name and gets its own when it is complete: who sees it sees all of it.
final class RenderJob: Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        case completed(frames: Int, problems: [String])
        case cancelled
        case failed(String)
    }

    let id: String
    private let bundle: SessionBundle
    private let frames: Range<Int>
    private let encoding: AudioFileEncoding
    private let path: String
    private let isCancelled = Atomic(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// SCHED_IDLE, which glibc's headers hide from Swift.
    private static let idlePolicy: Int32 = 5
    /// Progress is told no more often than that.
    private static let tellNanoseconds: UInt64 = 250_000_000

    /// - Parameter frames: of the song. What sounds before it is rendered too, so that echoes of it are heard.
    init(
        id: String,
        bundle: SessionBundle,
        frames: Range<Int>,
        encoding: AudioFileEncoding,
        path: String
    ) {
        self.id = id
        self.bundle = bundle
        self.frames = frames
        self.encoding = encoding
        self.path = path
    }

    /// Has it end within some blocks, as cancelled. [any]
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Waits until the plugins are freed; no longer than is sensible where one of them hangs.
    func waitForEnd() { _ = hasEnded.wait(timeout: .now() + .seconds(5)) }

    /// - Parameters:
    ///   - makeHosts: called on the job's thread.
    ///   - progress: 0...1, on the job's thread.
    ///   - end: called once, on the job's thread, when the plugins are freed.
    func start(
        makeHosts: @escaping @Sendable () -> [any PluginHost],
        scan: PluginScan?,
        progress: @escaping @Sendable (Double) -> Void,
        end: @escaping @Sendable (Outcome) -> Void
    ) {
        let thread = Thread { [self] in
            var parameters = sched_param()
            sched_setscheduler(0, Self.idlePolicy, &parameters)
            let outcome = render(makeHosts, scan, progress)
            hasEnded.signal()
            end(outcome)
        }
        thread.name = "ob-render-job"
        // As the control thread has it.
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func render(
        _ makeHosts: () -> [any PluginHost],
        _ scan: PluginScan?,
        _ progress: @escaping (Double) -> Void
    ) -> Outcome {
        let part = path + ".part"
        defer { unlink(part) }
        do {
            var rendering = OfflineRendering(bundle: bundle, lengthFrames: frames.count)
            rendering.skippedFrames = frames.lowerBound
            let writer = try AudioFileWriter(
                path: part,
                encoding: encoding,
                sampleRateHertz: bundle.document.sampleRateHertz,
                channelCount: 2
            )
            let library = PluginLibrary(makeHosts())
            library.index = scan?.index
            var toldAt = DispatchTime.now().uptimeNanoseconds
            let total = Double(frames.upperBound)
            let report = try rendering.render(library: library, to: writer) { [self] done in
                let now = DispatchTime.now().uptimeNanoseconds
                if now - toldAt >= Self.tellNanoseconds {
                    toldAt = now
                    progress(min(1, Double(done) / total))
                }
                return !isCancelled.load(ordering: .relaxed)
            }
            try writer.finish()
            if isCancelled.load(ordering: .relaxed) { return .cancelled }
            // Its own name beside the other, which goes. Fails where a file of that name has come meanwhile.
            guard link(part, path) == 0 else {
                return .failed("\(path): " + String(cString: strerror(errno)))
            }
            return .completed(frames: writer.writtenFrames, problems: report.problems)
        } catch {
            return .failed("\(error)")
        }
    }
}
