import Foundation
import OutboardIO
import OutboardProtocol
import OutboardRender
import OutboardStore

/// Keeping a journal of what is done, where somebody wants one.
extension Engine {
    /// Begins a journal with a player that was just made.
    func beginJournal(of player: SessionPlayer, _ bundle: SessionBundle) {
        guard let root = configuration.journalDirectory else { return }
        let header = JournalHeader(
            bundle: bundle.readingStates,
            sampleRateHertz: sampleRateHertz,
            fadeFrames: player.renderer.configuration.fadeFrames,
            rampFrames: Int(editContext.rampFrames),
            splitFrames: configuration.splitFrames,
            firstFrame: player.renderer.frame
        )
        do {
            let journal = try Journal(
                in: root,
                name: "\(bundle.document.id)-\(Self.stamp())",
                header: header
            )
            player.journal = journal
            disk?.add(journal)
            log.info("a journal is kept", metadata: ["directory": "\(journal.directory)"])
        } catch {
            journalFailure = "\(error.localizedDescription)"
            log.error("no journal is kept", metadata: ["reason": "\(error)"])
        }
    }

    /// A driver is about to start: what it gives is written down, too.
    func noteDriverStart(_ format: DriverFormat) {
        guard let player, let journal = player.journal else { return }
        if let old = inputRecorder {
            disk?.remove(old)
            _ = old.finish()
        }
        inputRecorder = nil
        if format.inputChannels > 0, !format.hasSilentInputs {
            do {
                let recorder = try journal.inputRecorder(
                    channelCount: format.inputChannels,
                    sampleRateHertz: format.sampleRateHertz
                )
                disk?.add(recorder)
                inputRecorder = recorder
            } catch {
                journalFailure = "\(error)"
                log.error("inputs are not journaled", metadata: ["reason": "\(error)"])
            }
        }
        player.renderer.openJournal(inputs: inputRecorder?.lane)
        journal.note(
            .start(
                inputs: format.inputChannels,
                outputs: format.outputChannels,
                inputFile: inputRecorder.map { ($0.path as NSString).lastPathComponent },
                rises: configuration.fadesDrivers
            ),
            at: player.moment
        )
    }

    /// Sends the gain of all outputs on its way.
    func sendOutputGain(_ gain: Float, rampFrames: UInt32) {
        guard let player else { return }
        let sequence = nextSequence
        nextSequence += 1
        player.journal?.note(
            .outputGain(sequence, gain: Double(gain), rampFrames: Int(rampFrames)),
            at: player.moment
        )
        let action = RenderAction.setOutputGain(gain, rampFrames: rampFrames)
        if player.renderer.send(RenderCommand(sequence: sequence, action: action)) {
            player.journal?.noteSent(sequence, count: 1)
        }
    }

    /// [control] Once a second: says how far the engine is, and whether the journal is whole.
    func watchJournal() {
        guard let player, let journal = player.journal else { return }
        journal.note(
            .reached(
                lost: player.renderer.journalLosses + journal.droppedFrames,
                late: Int(watch.statistics?.streamUnderrunFrames ?? 0)
            ),
            at: .init(frame: player.renderer.frame)
        )
        if let failure = journal.failure, journalFailure == nil {
            journalFailure = failure
            log.error("the journal cannot be written", metadata: ["reason": "\(failure)"])
        }
    }

    /// For `/health`.
    var journalProblems: [String] { journalFailure.map { ["the journal: \($0)"] } ?? [] }

    /// Completes the journal of a player that renders no more.
    func endJournal() {
        guard let player, let journal = player.journal else { return }
        player.renderer.drainReports { report in
            switch report {
            case .applied(let sequence, let frame, _):
                journal.noteApplied(sequence, frame: frame)
            case .adopted(let plan, let frame):
                journal.note(.adopted(plan: plan), at: .init(frame: frame))
            case .cycleLength(let frames, let frame):
                journal.note(.cycle(frames: Int(frames)), at: .init(frame: frame))
            case .deviceEvent(let event, let frame): journal.note(event, frame: frame)
            default: break
            }
        }
        disk?.remove(journal)
        if let inputRecorder { disk?.remove(inputRecorder) }
        journal.end(
            at: player.renderer.frame,
            lost: player.renderer.journalLosses,
            late: Int(player.renderer.takeStatistics().streamUnderrunFrames)
        )
        inputRecorder = nil
        player.journal = nil
    }
}
