import Dispatch
import OutboardIO
import OutboardJSON
import OutboardProtocol
import OutboardStore

/// Writes the choice of a device, one after the other: a disk may take its time.
private let choosingQueue = DispatchQueue(label: "outboard-device-choice", qos: .utility)

/// Going over to another device while the session lives on. `ENGINE_DEVICE`, `ENGINE_DEVICES`
///
///     is it in use? ─ yes ─▶ settled
///         │ no
///     opened beside the one that plays ── busy, and the same driver ──┐   ┌─ the same device
///         │ opens                │ does not: the next, or refused     ▼   ▼
///     last sound ─▶ the one before closes ─▶ first sound      last sound ─▶ closes ─▶ opens ─▶ first sound
///                                                                                └─ does not: as it was, or
///                                                                                   the clock stands in
extension Engine {
    // MARK: Listing

    var deviceInUse: DeviceInUse {
        DeviceInUse(
            driver: driver?.kind.name ?? "none",
            device: driver?.device ?? "",
            sampleRateHertz: sampleRateHertz,
            quantumFrames: driver?.format.quantumFrames ?? 0
        )
    }

    /// Drivers and devices, with what is in use. Takes as long as drivers do, up to a limit, and holds up
    /// nobody else.
    package func deviceListing() async -> JSONObject {
        let lister = devices.lister
        let listings = await withCheckedContinuation { continuation in
            lister.list { continuation.resume(returning: $0) }
        }
        let used = deviceInUse
        var object = used.json
        object["drivers"] = .array(listings.map { DriverSummary($0, $1, with: used).json })
        return object
    }

    // MARK: Changing

    func useDevice(_ request: DeviceRequest, _ reply: PendingReply) throws(RequestError) {
        let wish = try wish(for: request)
        guard devices.change == nil else {
            throw RequestError(
                .conflict,
                "Somebody else is changing the device.",
                hint: "engine_state says how it ends. Ask again then."
            )
        }
        try refuseWhileRecording()
        devices.lastChange += 1
        devices.change = DeviceChange(
            id: devices.lastChange,
            wish: wish,
            kinds: wish.candidates(of: parts.drivers)[...],
            reply: reply,
            author: changedBy(reply.connection)
        )
        tryNextKind()
    }

    private func wish(for request: DeviceRequest) throws(RequestError) -> DeviceWish {
        var wish = devices.wish
        if request.driver == DeviceRequest.automatic {
            guard request.device == nil else {
                throw RequestError(
                    .invalidParameter,
                    "A device belongs to a driver, and auto is none.",
                    hint: "Name the driver, or leave the device out.",
                    field: "device"
                )
            }
            wish.choice = .automatic
            wish.device = nil
        } else {
            guard let kind = parts.drivers.first(where: { $0.name == request.driver }) else {
                let names = [DeviceRequest.automatic] + parts.drivers.map(\.name)
                throw RequestError(
                    .invalidParameter,
                    "There is no driver \"\(request.driver)\".",
                    hint: "It is one of \(names.joined(separator: ", ")).",
                    field: "driver"
                )
            }
            wish.choice = .named(kind.name)
            wish.device = request.device ?? knownDevice(of: kind)
            if !kind.hasDevices, let device = wish.device, device != kind.defaultDevice {
                throw RequestError(
                    .invalidParameter,
                    "\(kind.name) has no device \"\(device)\": it has no devices.",
                    hint: "Leave the device out.",
                    field: "device"
                )
            }
        }
        wish.sampleRateHertz = request.sampleRateHertz ?? wish.sampleRateHertz
        wish.quantumFrames = request.quantumFrames ?? wish.quantumFrames
        return wish
    }

    /// The one that a driver has in use, or would have if it were there.
    private func knownDevice(of kind: DriverKind) -> String? {
        if devices.wish.driver == kind.name { return devices.wish.device }
        return driver?.kind.name == kind.name ? driver?.request.device : nil
    }

    private func refuseWhileRecording() throws(RequestError) {
        guard !recordings.isEmpty else { return }
        let tracks = recordings.keys.map(\.text).sorted()
        throw RequestError(
            .conflict,
            "\(tracks.map { "\"\($0)\"" }.joined(separator: ", ")) would be recorded with a gap.",
            hint: "End it with RECORD_STOP, and ask again.",
            details: ["recording": .array(tracks.map { .string($0) })]
        )
    }

    private func tryNextKind() {
        guard let change = devices.change else { return }
        guard let kind = devices.change?.kinds.popFirst() else {
            return refuse(change, change.refusals.joined(separator: "; "))
        }
        let request = change.wish.request(sampleRateHertz: sampleRateHertz)
        if let used = driver, used.kind.name == kind.name,
            used.device == request.device ?? kind.defaultDevice
        {
            if used.gives(request) { return settle(change) }
            return reopen(kind, request, change)
        }
        devices.opener.open(
            kind,
            request,
            limitMilliseconds: configuration.deviceOpenMilliseconds
        ) { [weak self] result in
            guard let self else {
                if case .success(let opened) = result { opened.inUse.driver.close() }
                return
            }
            onControlThread { $0.noteOpening(of: kind, request, change.id, result) }
        }
    }

    /// A driver was opened beside the one that plays, or was not.
    private func noteOpening(
        of kind: DriverKind,
        _ request: DriverRequest,
        _ id: UInt64,
        _ result: Result<OpenedDriver, DriverError>
    ) {
        guard let change = devices.change, change.id == id else {
            // The engine is shutting down.
            if case .success(let opened) = result { opened.inUse.driver.close() }
            return
        }
        switch result {
        case .success(let opened):
            do throws(RequestError) {
                try refuseWhileRecording()
            } catch {
                opened.inUse.driver.close()
                devices.change = nil
                return change.reply.send(.failure(error))
            }
            exchange(change) { () throws(DriverError) in opened.inUse }
        case .failure(let error) where error.code == .busy && driver?.kind.name == kind.name:
            // It may be ours: the same card by another of its names.
            reopen(kind, request, change)
        case .failure(let error):
            devices.change?.refusals.append(kind.words(for: error))
            tryNextKind()
        }
    }

    /// For a device that has to be given back first.
    private func reopen(_ kind: DriverKind, _ request: DriverRequest, _ change: DeviceChange) {
        exchange(change) { () throws(DriverError) in try open(kind, request) }
    }

    /// Ends the driver that plays, and begins with another; where that fails, with the same again.
    private func exchange(
        _ change: DeviceChange,
        _ next: () throws(DriverError) -> DriverInUse
    ) {
        let former = driver
        flushAllHeld()
        endSound()
        closeDriver()
        do throws(DriverError) {
            try play(on: next())
            return settle(change)
        } catch {
            log.warning("a driver does not start", metadata: ["reason": "\(error)"])
            if let former {
                do throws(DriverError) {
                    try play(on: open(former.kind, former.request))
                } catch {
                    standIn(for: former.kind, error)
                }
            }
            refuse(change, "\(error)")
        }
    }

    // MARK: Answers

    private func settle(_ change: DeviceChange) {
        devices.change = nil
        devices.wish = change.wish
        noteDriverIsThere()
        let used = deviceInUse
        noteActivity(
            ActivityNote(
                .success,
                .engine,
                .driverChanged,
                "The engine plays through \(used.driver) (\(used.device)) at "
                    + "\(used.sampleRateHertz) Hz, \(used.quantumFrames) frames a cycle.",
                actor: change.author.user,
                link: "/engine",
                details: used.json
            )
        )
        announceState()
        keep(change.wish) { problem in
            var ack = Ack(.accepted, extra: used.json)
            ack.extra["problem"] = problem.map(JSONValue.string)
            change.reply.send(.success(ack))
        }
    }

    private func refuse(_ change: DeviceChange, _ reason: String) {
        devices.change = nil
        let used = deviceInUse
        let goesOn = "\(used.driver) (\(used.device)) goes on"
        noteActivity(
            ActivityNote(
                .warning,
                .engine,
                .driverRefused,
                "\(reason). \(goesOn).",
                actor: change.author.user,
                link: "/engine"
            )
        )
        announceState()
        change.reply.send(
            .failure(
                RequestError(
                    .engineError,
                    "The device does not open: \(reason). \(goesOn).",
                    hint: "ENGINE_DEVICES lists what there is.",
                    details: used.json
                )
            )
        )
    }

    /// The engine ends: nobody waits for devices any more.
    func endDeviceChange() {
        guard let change = devices.change else { return }
        devices.change = nil
        change.reply.send(
            .failure(RequestError(.engineError, "The engine is shutting down."))
        )
    }

    /// Writes the choice for the next start.
    ///
    /// - Parameter done: is called on the control thread, with why that failed.
    private func keep(_ wish: DeviceWish, _ done: @escaping @Sendable (String?) -> Void) {
        guard let path = configuration.deviceChoicePath else { return done(nil) }
        choosingQueue.async { [self] in
            var problem: String?
            do throws(StoreError) {
                if let choice = DeviceChoice(wish) {
                    try choice.write(path)
                } else {
                    try DeviceChoice.forget(path)
                }
            } catch {
                problem = "The choice is not kept for the next start: \(error)."
            }
            onControlThread { [problem] engine in
                if let problem {
                    engine.log.warning("\(problem)")
                    engine.noteDriver(.warning, .driverChanged, problem)
                }
                done(problem)
            }
        }
    }
}

extension DriverInUse {
    /// Whether it is already what is asked for, as far as that is for whoever opens it to say.
    fileprivate func gives(_ wanted: DriverRequest) -> Bool {
        kind.decidesFormat
            || format.sampleRateHertz == wanted.sampleRateHertz
                && format.quantumFrames == wanted.quantumFrames
            || request == wanted
    }
}

extension DeviceChoice {
    /// nil: whatever opens, which is what is done where nobody has chosen.
    fileprivate init?(_ wish: DeviceWish) {
        guard case .named(let name) = wish.choice else { return nil }
        self.init(
            driver: name,
            device: wish.device,
            sampleRateHertz: wish.sampleRateHertz,
            quantumFrames: wish.quantumFrames
        )
    }
}

extension DriverSummary {
    /// - Parameter used: is among its devices, even where the driver does not list it.
    fileprivate init(_ name: String, _ listing: DriverListing, with used: DeviceInUse) {
        var devices = listing.devices.map {
            Device(
                id: $0.id,
                name: $0.name,
                inputs: $0.inputs,
                outputs: $0.outputs,
                isDefault: $0.isDefault,
                sampleRateHertz: $0.sampleRateHertz,
                quantumFrames: $0.quantumFrames
            )
        }
        if used.driver == name, !devices.contains(where: { $0.id == used.device }) {
            devices.append(Device(id: used.device, name: used.device))
        }
        self.init(
            name: name,
            isRunning: listing.isRunning || used.driver == name,
            problem: used.driver == name ? nil : listing.problem,
            devices: devices
        )
    }
}
