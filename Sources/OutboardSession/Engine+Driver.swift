import Foundation
import OutboardIO
import OutboardProtocol
import OutboardRender
import OutboardStore

/// The driver that calls the renderer now.
struct DriverInUse {
    let kind: DriverKind
    let driver: any AudioDriver
    var format: DriverFormat
}

/// Opening a driver, falling back to the embedded clock when it is lost, and trying it again.
///
///     wanted opens ──────────────▶ running ── lost ──▶ fallback ── wanted opens ──▶ running
///     wanted does not open ──▶ fallback (the clock), tried again every two seconds
extension Engine {
    private var clock: DriverKind { parts.drivers.last! }

    private var candidates: [DriverKind] {
        switch configuration.driver {
        case .automatic: parts.drivers
        case .named(let name): parts.drivers.filter { $0.name == name }
        }
    }

    /// The driver's name that was asked for.
    var wantedDriver: String {
        switch configuration.driver {
        case .automatic: "auto"
        case .named(let name): name
        }
    }

    var isFallback: Bool { retryAt != nil }

    /// Opens the first driver that can be had, makes the session for its sample rate, and starts both.
    func startDriver(for bundle: SessionBundle) throws(RequestError) {
        var opened: DriverInUse?
        for kind in candidates where opened == nil {
            do throws(DriverError) {
                opened = try open(kind)
            } catch {
                noteFailure(of: kind, error)
            }
        }
        do throws(DriverError) {
            if opened == nil { opened = try open(clock) }
            try play(bundle, on: opened!)
        } catch {
            throw RequestError(.engineError, "No driver starts: \(error).")
        }
    }

    private func open(_ kind: DriverKind) throws(DriverError) -> DriverInUse {
        let driver = kind.make()
        var request = DriverRequest()
        request.device = configuration.device
        request.sampleRateHertz = sampleRateHertz
        request.quantumFrames = configuration.quantumFrames
        return DriverInUse(kind: kind, driver: driver, format: try driver.open(request))
    }

    /// A driver that was asked for and is not there will be tried again; one of several is passed over.
    private func noteFailure(of kind: DriverKind, _ error: DriverError) {
        switch configuration.driver {
        case .automatic:
            log.info(
                "driver passed over",
                metadata: ["driver": "\(kind.name)", "reason": "\(error)"]
            )
        case .named:
            driverMessage = "\(kind.name): \(error)"
            retryAt = now() + Int64(configuration.retryMilliseconds) * 1_000_000
            noteDriver(
                .warning,
                .driverMissing,
                "The embedded clock stands in for \(driverMessage)"
            )
            log.warning(
                "the driver is not there, the embedded clock stands in",
                metadata: ["driver": "\(kind.name)", "reason": "\(error)"]
            )
        }
    }

    /// Makes the player where there is none for this sample rate, and starts the driver.
    private func play(_ bundle: SessionBundle, on opened: DriverInUse) throws(DriverError) {
        do throws(RequestError) {
            let isNew = player == nil || opened.format.sampleRateHertz != sampleRateHertz
            if isNew {
                sampleRateHertz = opened.format.sampleRateHertz
                try makePlayer(bundle)
            }
            isPanicking = false
            noteDriverStart(opened.format)
            try player!.start(
                for: .init(
                    inputs: opened.format.inputChannels,
                    outputs: opened.format.outputChannels
                )
            )
            if isNew, player!.session.document.song.rollsAtOnce { beginWriting(by: .nobody) }
            beginSound()
        } catch {
            opened.driver.close()
            throw DriverError(.system, subject: opened.kind.name, message: error.message)
        }
        try opened.driver.start(player!.renderer.entry)
        driver = opened
        if let priority = opened.driver.status.priority {
            player!.renderer.setWorkerPriority(below: priority)
        }
        watch.noteDriverStart(frame: player!.renderer.frame, at: now())
        log.info(
            "driver runs",
            metadata: [
                "driver": "\(opened.kind.name)", "rate": "\(opened.format.sampleRateHertz)",
                "quantum": "\(opened.format.quantumFrames)",
            ]
        )
        if opened.driver.status.isRealtime == false {
            log.warning(
                "the render thread has no realtime priority, so xruns are likely; raise rtprio"
            )
        }
    }

    /// The first sound of a driver rises.
    private func beginSound() {
        guard let player, configuration.fadesDrivers else { return }
        player.renderer.standOutputGain(0)
        sendOutputGain(1, rampFrames: editContext.rampFrames)
    }

    /// The last sound of a driver falls. Waits for that as long as is sensible.
    func endSound() {
        guard let player, configuration.fadesDrivers, driver?.driver.status.isRealtime != nil else {
            return
        }
        let ramp = editContext.rampFrames
        sendOutputGain(0, rampFrames: ramp)
        let quantum = Int64(driver?.format.quantumFrames ?? 0)
        let end = player.renderer.frame + Int64(ramp) + 2 * quantum
        let limit = ContinuousClock.now + .milliseconds(100)
        while player.renderer.frame < end, ContinuousClock.now < limit {
            ControlThread.nap(milliseconds: 1)
        }
    }

    private func makePlayer(_ bundle: SessionBundle) throws(RequestError) {
        endJournal()
        let made = try SessionPlayer(
            bundle,
            library: library!,
            sampleRateHertz: sampleRateHertz,
            isOffline: false,
            fadeFrames: sampleRateHertz * configuration.rampMilliseconds / 1_000,
            threadCount: configuration.threadCount
                ?? min(4, ProcessInfo.processInfo.activeProcessorCount),
            disk: disk,
            splitFrames: configuration.splitFrames,
            succeeding: player
        )
        for problem in made.session.problems { log.warning("\(problem)") }
        if feeds.listen != nil { made.renderer.openTap() }
        player = made
        made.prepareSong()
        automation = AutomationDesk()
        beginJournal(of: made, bundle)
        beginState(of: made)
        measureMaster()
    }

    /// [control] Called at each tick.
    func superviseDriver() {
        while let event = driver?.driver.pollEvent() {
            switch event {
            case .lost(let error): loseDriver(error)
            case .quantumChanged(let frames): driver?.format.quantumFrames = frames
            case .sampleRateChanged(let hertz):
                loseDriver(
                    DriverError(
                        .gone,
                        subject: driver!.kind.name,
                        message: "its sample rate changed to \(hertz) Hz"
                    )
                )
            }
        }
        if let at = retryAt, now() >= at { retryWantedDriver() }
    }

    private func loseDriver(_ error: DriverError) {
        guard let lost = driver else { return }
        log.error(
            "the driver is lost, the embedded clock stands in",
            metadata: ["driver": "\(lost.kind.name)", "reason": "\(error)"]
        )
        closeDriver()
        driverMessage = "\(lost.kind.name): \(error)"
        retryKind = lost.kind
        retryAt = now() + Int64(configuration.retryMilliseconds) * 1_000_000
        noteDriver(.error, .driverLost, "The embedded clock stands in for \(driverMessage)")
        startClock()
        announceState()
    }

    private func startClock() {
        do throws(DriverError) {
            try play(liveBundle(), on: open(clock))
        } catch {
            driverMessage = "\(clock.name): \(error)"
            log.critical("not even the embedded clock starts", metadata: ["reason": "\(error)"])
        }
    }

    private func retryWantedDriver() {
        guard let kind = retryKind ?? candidates.first else {
            retryAt = nil
            return
        }
        do throws(DriverError) {
            let opened = try open(kind)
            endSound()
            closeDriver()
            try play(liveBundle(), on: opened)
            retryAt = nil
            driverMessage = ""
            noteDriver(.success, .driverBack, "\(kind.name) is back.")
        } catch {
            driverMessage = "\(kind.name): \(error)"
            retryAt = now() + Int64(configuration.retryMilliseconds) * 1_000_000
            if driver == nil { startClock() }
        }
        announceState()
    }

    /// The live session as it is now, for making it anew at another sample rate.
    private func liveBundle() -> SessionBundle {
        player?.session.bundleNow ?? bundle!
    }

    func closeDriver() {
        guard let closing = driver else { return }
        driver = nil
        closing.driver.stop()
        closing.driver.close()
    }
}
