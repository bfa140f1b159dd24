import CRealtime
import Foundation
import OutboardHost
import OutboardIO
import OutboardModel
import OutboardProtocol
import OutboardRender
import OutboardStore

/// Renders what a journal says again, bit for bit: the same player is told the same things, and the render
/// thread takes each up in front of the same frame.
package final class Replay {
    private let directory: String
    private let journal: JournalFile
    private let library: PluginLibrary
    private let player: SessionPlayer
    private let driver = ManualDriver()
    /// Where the takes that were recorded are recorded again. nil: nowhere.
    package var takesDirectory: String?
    /// Gets every block, with the engine's frame of its first frame.
    package var consume: Consume?
    package typealias Consume = (
        _ outputs: UnsafePointer<UnsafePointer<Float>>, _ channels: Int, _ frames: Int,
        _ frame: Int64
    ) throws(AudioFileError) -> Void

    private var frame: Int64
    private var nextStep = 0
    private var nextCycle = 0
    private var nextEvent = 0
    private var outputChannels = 0
    private var isRunning = false
    private var inputs: AudioFileReader?
    private var interleaved: [Float] = []
    private var takes: [Int: (tap: LiveTap, recorder: FileRecorder)] = [:]
    private var finished: [RecordedTake] = []
    /// What the last verb asked of the render thread, and those that are taken back later.
    private var prepared: Prepared = .init(id: 0, actions: [])
    /// What the render thread calls the controls that were taken from their curves.
    private var held: [AutomationCurve.Target: [AutomationLane.Target]] = [:]
    private var undoable: [UInt64: any Verb] = [:]
    private let undone: Set<UInt64>
    private var nextSequence: UInt64 = 1

    private struct Prepared {
        let id: UInt64
        let actions: [RenderAction]
        /// The control that a verb moves.
        var moved: AutomationCurve.Target?
    }

    package struct Report: Sendable {
        package var firstFrame: Int64
        package var frames: Int
        package var problems: [String]
        package var takes: [RecordedTake]
    }

    /// - Parameter directory: of a journal.
    package init(directory: String, library: PluginLibrary) throws {
        self.directory = directory
        self.library = library
        journal = try JournalFile(directory: directory)
        let header = journal.header
        frame = header.firstFrame
        player = try SessionPlayer(
            header.bundle,
            library: library,
            sampleRateHertz: header.sampleRateHertz,
            isOffline: false,
            fadeFrames: header.fadeFrames,
            splitFrames: header.splitFrames,
            firstFrame: header.firstFrame,
            worksSynchronously: true
        )
        undone = Set(
            journal.steps.compactMap { if case .undo(let id) = $0.line { id } else { nil } }
        )
        player.holdPlans()
        player.prepareSong()
    }

    package var sampleRateHertz: Int { journal.header.sampleRateHertz }
    package var frames: Int { Int(journal.endFrame - journal.header.firstFrame) }
    /// Of the first driver.
    package var firstOutputChannels: Int {
        for step in journal.steps {
            if case .start(_, let outputs, _, _) = step.line { return outputs }
        }
        return 0
    }

    /// What may make the replay differ from what was heard.
    private var problems: [String] {
        var problems = player.session.problems
        if journal.lost > 0 {
            problems.append(
                "the journal is not whole: \(journal.lost) events or frames were lost"
            )
        }
        if journal.late > 0 {
            problems.append("\(journal.late) frames of files came too late then, and do not now")
        }
        if !journal.isComplete {
            problems.append("the journal has no end: the program crashed, or still runs")
        }
        return problems
    }

    /// - Parameter progress: called with the frames done so far; false ends early.
    package func render(progress: (Int) -> Bool = { _ in true }) throws -> Report {
        defer { if isRunning { stopDriver() } }
        while frame < journal.endFrame {
            try takeSteps()
            guard isRunning, frame < journal.endFrame else { break }
            try renderPiece()
            if !progress(Int(frame - journal.header.firstFrame)) { break }
        }
        for take in takes.values { finished.append(take.recorder.finish()) }
        return Report(
            firstFrame: journal.header.firstFrame,
            frames: Int(frame - journal.header.firstFrame),
            problems: problems,
            takes: finished
        )
    }

    // MARK: Rendering

    /// Renders to the end of a cycle, or to where something is to be done before.
    private func renderPiece() throws {
        while nextCycle + 1 < journal.cycles.count, journal.cycles[nextCycle + 1].frame <= frame {
            nextCycle += 1
        }
        guard nextCycle < journal.cycles.count else {
            throw RequestError(.engineError, "The journal does not say how long a cycle is.")
        }
        let cycle = journal.cycles[nextCycle]
        let intoCycle = Int(frame - cycle.frame) % cycle.frames
        var end = frame + Int64(cycle.frames - intoCycle)
        end = min(end, journal.endFrame)
        if nextCycle + 1 < journal.cycles.count {
            end = min(end, journal.cycles[nextCycle + 1].frame)
        }
        if nextStep < journal.steps.count { end = min(end, journal.steps[nextStep].frame) }
        try driver.advance(frames: Int(end - frame))
        frame = end
        try takeReports()
        for take in takes.values { while take.recorder.work() {} }
    }

    private func takeReports() throws(RequestError) {
        var fault: RequestError?
        player.renderer.drainReports { report in
            switch report {
            case .adopted(let plan, let frame):
                if let known = journal.adoptions[plan], known != frame {
                    fault = RequestError(
                        .engineError,
                        "Plan \(plan) is heard at frame \(frame), and was at \(known): this is not "
                            + "what was played."
                    )
                }
                _ = player.noteAdoption(plan: plan, frame: frame)
            default: break
            }
        }
        if let fault { throw fault }
    }

    // MARK: Doing it again

    private func takeSteps() throws {
        while nextStep < journal.steps.count, journal.steps[nextStep].frame <= frame {
            let step = journal.steps[nextStep]
            nextStep += 1
            try player.pinned(at: step.moment ?? player.moment) { () throws(RequestError) in
                do {
                    try take(step.line)
                } catch let error as RequestError {
                    throw error
                } catch {
                    throw RequestError(.engineError, "\(error)")
                }
            }
        }
    }

    private func take(_ line: JournalLine) throws {
        switch line {
        case .start(let inputs, let outputs, let inputFile, let rises):
            try start(inputs, outputs, inputFile, rises: rises)
        case .verb(let id, let request):
            var verb = try verb(journaled: request, in: player.session)
            let actions = try verb.prepare(player, context).actions
            prepared = Prepared(id: id, actions: actions, moved: verb.moved?.target)
            if undone.contains(id) { undoable[id] = verb }
        case .outputGain(let id, let gain, let rampFrames):
            let action = RenderAction.setOutputGain(Float(gain), rampFrames: UInt32(rampFrames))
            prepared = Prepared(id: id, actions: [action])
        case .hold(let id, let target, let value):
            let moves = player.actions(
                sending: target,
                to: value,
                rampFrames: UInt32(journal.header.rampFrames)
            )
            prepared = Prepared(id: id, actions: holds(target) + moves)
        case .release(let id, let target, let glideFrames):
            let releases = (held[target] ?? []).map { address -> RenderAction in
                .release(address, glideFrames: UInt32(glideFrames))
            }
            prepared = Prepared(id: id, actions: releases)
        case .send(let id, let isHolding):
            guard prepared.id == id else {
                throw RequestError(.engineError, "\(id) is sent and was not prepared.")
            }
            let taken = isHolding ? prepared.moved.map(holds) ?? [] : []
            try send(taken + prepared.actions)
        case .undo(let id):
            if var inverse = undoable.removeValue(forKey: id)?.inverse {
                _ = try inverse.prepare(player, context)
            }
        case .plan(let number):
            let published = try player.publishNext()
            guard published == number else {
                throw RequestError(
                    .engineError,
                    "Plan \(published) comes where \(number) was: this is not what was played."
                )
            }
        case .change: _ = try player.change()
        case .latency(let insert, let frames):
            try player.compensate(insert, latencyFrames: frames)
        case .moved(let insert, let moves): player.note(moves, of: insert)
        case .told(let insert, let uri, let value): player.note(value, of: uri, of: insert)
        case .restart(let insert): try player.restart(insert)
        case .tails: try player.endTails()
        case .record(let id, let take): try record(id, take)
        case .recordEnd(let id):
            if let take = takes[id] { player.untap(take.tap) }
        case .applied, .adopted, .cycle, .event, .reached, .end: break
        }
    }

    /// Takes a control from its curve.
    private func holds(_ target: AutomationCurve.Target) -> [RenderAction] {
        let addresses = AutomationCompiler.addresses(of: target, in: player.session.loaded)
        held[target] = addresses
        return addresses.map { .hold($0) }
    }

    private var context: EditContext {
        EditContext(
            rampFrames: UInt32(journal.header.rampFrames),
            presets: [],
            budget: LoadBudget(limit: .infinity)
        )
    }

    private func send(_ actions: [RenderAction]) throws {
        let commands = actions.map { action in
            defer { nextSequence += 1 }
            return RenderCommand(sequence: nextSequence, action: action)
        }
        guard player.renderer.send(commands) else {
            throw RequestError(.engineError, "More is asked for at once than was.")
        }
    }

    private func record(_ id: Int, _ take: JournaledTake) throws {
        guard let takesDirectory else { return }
        try FileManager.default.createDirectory(
            atPath: takesDirectory,
            withIntermediateDirectories: true
        )
        let name = (take.file as NSString).lastPathComponent
        let recorder = try FileRecorder(
            path: "\(takesDirectory)/\(name)",
            encoding: take.format.encoding,
            sampleRateHertz: sampleRateHertz,
            channelCount: take.channelCount
        )
        takes[id] = (player.tap(take.track, with: recorder, format: take.format), recorder)
    }

    // MARK: Driver

    private func start(_ inputs: Int, _ outputs: Int, _ inputFile: String?, rises: Bool) throws {
        if isRunning { stopDriver() }
        outputChannels = outputs
        self.inputs = try inputFile.map { file in
            try AudioFileReader(path: "\(directory)/\((file as NSString).lastPathComponent)")
        }
        _ = try driver.open(
            DriverRequest(
                sampleRateHertz: sampleRateHertz,
                quantumFrames: 8_192,
                inputChannels: inputs,
                outputChannels: outputs
            )
        )
        driver.prepare = { [unowned self] (channels, frames) throws(AudioFileError) in
            try fill(channels, inputs, frames)
        }
        driver.events = { [unowned self] frames in events(frames) }
        driver.consume = { [unowned self] (channels, frames) throws(AudioFileError) in
            try consume?(channels, outputChannels, frames, frame)
        }
        try player.start(for: .init(inputs: inputs, outputs: outputs))
        if rises { player.renderer.standOutputGain(0) }
        try driver.start(player.renderer.entry)
        isRunning = true
    }

    private func stopDriver() {
        driver.stop()
        driver.close()
        isRunning = false
    }

    private func fill(
        _ channels: UnsafePointer<UnsafeMutablePointer<Float>>,
        _ count: Int,
        _ frames: Int
    ) throws(AudioFileError) {
        for stream in player.session.streams { stream.fill() }
        guard let inputs else { return }
        let width = inputs.format.channelCount
        if interleaved.count < frames * width {
            interleaved = Array(repeating: 0, count: frames * width)
        }
        let read = try interleaved.withUnsafeMutableBufferPointer { buffer throws(AudioFileError) in
            try inputs.read(into: buffer.baseAddress!, frames: frames)
        }
        for channel in 0..<min(count, width) {
            for offset in 0..<read {
                channels[channel][offset] = interleaved[offset * width + channel]
            }
        }
    }

    private func events(_ frames: Int) -> [ob_event] {
        var list: [ob_event] = []
        while nextEvent < journal.events.count,
            journal.events[nextEvent].frame < frame + Int64(frames)
        {
            let event = journal.events[nextEvent]
            nextEvent += 1
            guard event.frame >= frame else { continue }
            var made = ob_event()
            made.frame = UInt32(event.frame - frame)
            made.port = UInt8(event.port)
            made.size = UInt8(min(event.bytes.count, Int(OB_EVENT_SIZE_MAX)))
            withUnsafeMutableBytes(of: &made.bytes) {
                $0.copyBytes(from: event.bytes.prefix($0.count))
            }
            list.append(made)
        }
        return list
    }
}
