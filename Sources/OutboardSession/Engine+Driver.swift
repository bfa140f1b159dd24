import Foundation
import OutboardIO
import OutboardProtocol
import OutboardRender
import OutboardStore

/// The driver that calls the renderer now.
struct DriverInUse {
    let kind: DriverKind
    let driver: any AudioDriver
    /// What it was opened with.
    let request: DriverRequest
    var format: DriverFormat

    /// The driver's name for the device.
    var device: String { request.device ?? kind.defaultDevice }
}

/// Opening a driver, falling back to the embedded clock when it is lost, and trying it again.
///
///     wanted opens ──────────────▶ running ── lost ──▶ fallback ── wanted opens ──▶ running
///     wanted does not open ──▶ fallback (the clock), tried again every two seconds
///
/// What is wanted may become another: see Engine+Devices.
extension Engine {
    private var clock: DriverKind { parts.drivers.last! }

    private var candidates: [DriverKind] { devices.wish.candidates(of: parts.drivers) }

    /// The driver's name that was asked for.
    var wantedDriver: String { devices.wish.driver }

    var isFallback: Bool { retryAt != nil }

    /// Opens the first driver that can be had, makes the session for its sample rate, and starts both.
    func startDriver() throws(RequestError) {
        var opened: DriverInUse?
        for kind in candidates where opened == nil {
            do throws(DriverError) {
                opened = try open(kind)
            } catch {
                noteFailure(of: kind, error)
            }
        }
        do throws(DriverError) {
            if opened == nil { opened = try openClock() }
            try play(on: opened!)
        } catch {
            throw RequestError(.engineError, "No driver starts: \(error).")
        }
    }

    /// - Parameter request: nil: as it is wanted.
    func open(
        _ kind: DriverKind,
        _ request: DriverRequest? = nil
    ) throws(DriverError) -> DriverInUse {
        let driver = kind.make()
        let request = request ?? devices.wish.request(sampleRateHertz: sampleRateHertz)
        return DriverInUse(
            kind: kind,
            driver: driver,
            request: request,
            format: try driver.open(request)
        )
    }

    /// It stands in for devices, and has none of their names.
    private func openClock() throws(DriverError) -> DriverInUse {
        var request = devices.wish.request(sampleRateHertz: sampleRateHertz)
        request.device = nil
        return try open(clock, request)
    }

    /// A driver that was asked for and is not there will be tried again; one of several is passed over.
    private func noteFailure(of kind: DriverKind, _ error: DriverError) {
        switch devices.wish.choice {
        case .automatic:
            log.info(
                "driver passed over",
                metadata: ["driver": "\(kind.name)", "reason": "\(error)"]
            )
        case .named:
            awaitDriver(kind, error)
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

    private func awaitDriver(_ kind: DriverKind, _ error: DriverError) {
        driverMessage = kind.words(for: error)
        retryAt = now() + Int64(configuration.retryMilliseconds) * 1_000_000
    }

    /// Makes the player where there is none for this sample rate, and starts the driver.
    func play(on opened: DriverInUse) throws(DriverError) {
        do throws(RequestError) {
            let isNew = player == nil || opened.format.sampleRateHertz != sampleRateHertz
            var place: SongPlace?
            if isNew {
                place = leavePlayer()
                try makePlayer(liveBundle(), sampleRateHertz: opened.format.sampleRateHertz)
            }
            noteDriverStart(opened.format)
            try player!.start(
                for: .init(
                    inputs: opened.format.inputChannels,
                    outputs: opened.format.outputChannels
                )
            )
            noteGraphStart()
            if let place {
                goOn(from: place)
            } else if isNew, player!.session.document.song.rollsAtOnce {
                beginWriting(by: .nobody)
            }
            beginSound()
        } catch {
            opened.driver.close()
            throw DriverError(.system, subject: opened.kind.name, message: error.message)
        }
        do throws(DriverError) {
            try opened.driver.start(player!.renderer.entry)
        } catch {
            opened.driver.close()
            throw error
        }
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

    /// The first sound of a driver rises, unless somebody has silenced everything.
    private func beginSound() {
        guard let player else { return }
        if isPanicking { return player.renderer.standOutputGain(0) }
        guard configuration.fadesDrivers else { return }
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

    private func makePlayer(
        _ bundle: SessionBundle,
        sampleRateHertz rate: Int
    ) throws(RequestError) {
        let made = try SessionPlayer(
            bundle,
            library: library!,
            sampleRateHertz: rate,
            isOffline: false,
            fadeFrames: rate * configuration.rampMilliseconds / 1_000,
            threadCount: configuration.threadCount
                ?? min(4, ProcessInfo.processInfo.activeProcessorCount),
            disk: disk,
            splitFrames: configuration.splitFrames,
            succeeding: player
        )
        endJournal()
        noteRate(rate, from: player?.renderer.frame ?? 0)
        for problem in made.session.problems { log.warning("\(problem)") }
        if feeds.listen != nil { made.renderer.openTap() }
        player = made
        made.prepareSong()
        automation = automation.succeeding
        faults = [:]
        watch.statistics = nil
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
        standIn(for: lost.kind, error)
        announceState()
    }

    /// The embedded clock plays while a driver is not there.
    func standIn(for kind: DriverKind, _ error: DriverError) {
        awaitDriver(kind, error)
        retryKind = kind
        noteDriver(.error, .driverLost, "The embedded clock stands in for \(driverMessage)")
        startClock()
    }

    private func startClock() {
        do throws(DriverError) {
            try play(on: openClock())
        } catch {
            driverMessage = clock.words(for: error)
            log.critical("not even the embedded clock starts", metadata: ["reason": "\(error)"])
        }
    }

    /// A sound server that hangs is not to hold up who plays on: it is opened elsewhere.
    private func retryWantedDriver() {
        guard let kind = retryKind ?? candidates.first else {
            retryAt = nil
            return
        }
        guard !isRetrying else { return }
        isRetrying = true
        devices.opener.open(
            kind,
            devices.wish.request(sampleRateHertz: sampleRateHertz),
            limitMilliseconds: configuration.deviceOpenMilliseconds
        ) { [weak self] result in
            guard let self else {
                if case .success(let opened) = result { opened.inUse.driver.close() }
                return
            }
            onControlThread { $0.noteRetry(of: kind, result) }
        }
    }

    private func noteRetry(of kind: DriverKind, _ result: Result<OpenedDriver, DriverError>) {
        isRetrying = false
        let isWanted = retryAt != nil && (retryKind ?? candidates.first)?.name == kind.name
        do throws(DriverError) {
            let opened = try result.get()
            // Somebody has chosen another device meanwhile, or is about to.
            guard isWanted, devices.change == nil else { return opened.inUse.driver.close() }
            endSound()
            closeDriver()
            try play(on: opened.inUse)
            noteDriverIsThere()
            noteDriver(.success, .driverBack, "\(kind.name) is back.")
        } catch {
            guard isWanted else { return }
            awaitDriver(kind, error)
            if driver == nil { startClock() }
        }
        announceState()
    }

    /// What plays is what was asked for.
    func noteDriverIsThere() {
        retryAt = nil
        retryKind = nil
        driverMessage = ""
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
