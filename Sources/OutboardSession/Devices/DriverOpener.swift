import Dispatch
import OutboardIO
import Synchronization

/// Opens drivers while another one plays and the control thread goes on.
///
/// A sound server that is frozen lets whoever knocks wait. So that this is not the control thread, a driver is
/// opened on a queue of its own and handed over; one that opens when nobody waits any more is closed again.
final class DriverOpener: Sendable {
    /// Drivers that are being opened, by name.
    private let opening = Mutex<Set<String>>([])

    /// - Parameter done: is called once, on any thread. [any]
    func open(
        _ kind: DriverKind,
        _ request: DriverRequest,
        limitMilliseconds: Int,
        _ done: @escaping @Sendable (Result<OpenedDriver, DriverError>) -> Void
    ) {
        guard opening.withLock({ $0.insert(kind.name).inserted }) else {
            return done(
                .failure(
                    DriverError(
                        .busy,
                        subject: kind.name,
                        message:
                            "it has still not answered when it was asked before; if it hangs, end "
                            + "it and ask again"
                    )
                )
            )
        }
        let isAnswered = Flag()
        DispatchQueue(label: "outboard-open-\(kind.name)", qos: .userInitiated).async { [self] in
            let driver = kind.make()
            let result: Result<OpenedDriver, DriverError>
            do throws(DriverError) {
                result = .success(
                    OpenedDriver(
                        inUse: DriverInUse(
                            kind: kind,
                            driver: driver,
                            request: request,
                            format: try driver.open(request)
                        )
                    )
                )
            } catch {
                result = .failure(error)
            }
            _ = opening.withLock { $0.remove(kind.name) }
            if isAnswered.raise() { return done(result) }
            if case .success(let opened) = result { opened.inUse.driver.close() }
        }
        DispatchQueue.global(qos: .utility)
            .asyncAfter(deadline: .now() + .milliseconds(limitMilliseconds)) {
                guard isAnswered.raise() else { return }
                done(
                    .failure(
                        DriverError(
                            .gone,
                            subject: kind.name,
                            message:
                                "it has not answered within \(limitMilliseconds) ms; if it hangs, "
                                + "end it and ask again"
                        )
                    )
                )
            }
    }
}

/// A driver that was opened for the control thread, and nobody calls meanwhile.
struct OpenedDriver: @unchecked Sendable {
    // SAFETY: who opened it forgets it when it hands it over, and drivers belong to no thread.
    let inUse: DriverInUse
}

/// Raised once.
private final class Flag: Sendable {
    private let isRaised = Atomic(false)

    /// Whether this is the first time.
    func raise() -> Bool { !isRaised.exchange(true, ordering: .acquiringAndReleasing) }
}
