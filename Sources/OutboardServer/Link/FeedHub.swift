import OutboardSession
import Synchronization

/// Hands the engine's meters and sound to the connections that want them, and has the engine make them
/// only while any does.
final class FeedHub: Sendable {
    private struct Subscribers {
        var meters: [String: @Sendable (MeterReading) -> Void] = [:]
        var listeners: [String: @Sendable (ListenBlock) -> Void] = [:]
    }

    private let engine: Engine
    private let subscribers = Mutex(Subscribers())

    init(engine: Engine) { self.engine = engine }

    func addMeters(_ connection: String, _ sink: @escaping @Sendable (MeterReading) -> Void) {
        let isFirst = subscribers.withLock {
            $0.meters[connection] = sink
            return $0.meters.count == 1
        }
        guard isFirst else { return }
        engine.feedMeters { [self] reading in
            for sink in subscribers.withLock({ Array($0.meters.values) }) { sink(reading) }
        }
    }

    func removeMeters(_ connection: String) {
        let wasLast = subscribers.withLock {
            $0.meters.removeValue(forKey: connection) != nil && $0.meters.isEmpty
        }
        if wasLast { engine.feedMeters(to: nil) }
    }

    func addListener(_ connection: String, _ sink: @escaping @Sendable (ListenBlock) -> Void) {
        let isFirst = subscribers.withLock {
            $0.listeners[connection] = sink
            return $0.listeners.count == 1
        }
        guard isFirst else { return }
        engine.feedListeners { [self] block in
            for sink in subscribers.withLock({ Array($0.listeners.values) }) { sink(block) }
        }
    }

    func removeListener(_ connection: String) {
        let wasLast = subscribers.withLock {
            $0.listeners.removeValue(forKey: connection) != nil && $0.listeners.isEmpty
        }
        if wasLast { engine.feedListeners(to: nil) }
    }

    func remove(_ connection: String) {
        removeMeters(connection)
        removeListener(connection)
    }
}
