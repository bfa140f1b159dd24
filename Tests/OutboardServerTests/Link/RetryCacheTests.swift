import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardServer

struct RetryCacheTests {
    private func key(_ id: String, client: String = "box", user: String = "ana") -> RetryCache.Key {
        RetryCache.Key(user: user, client: client, id: id)
    }

    private enum Outcome: Equatable { case new, known(Ack), refused(ErrorCode), onItsWay }

    private func begin(
        _ cache: RetryCache,
        _ key: RetryCache.Key,
        _ kind: Request.Kind = .trackMute,
        at now: Int64 = 0,
        waiter: @escaping @Sendable (RetryCache.Answer) -> Void = { _ in }
    ) -> Outcome {
        switch cache.begin(key, kind, now: now, waiter: waiter) {
        case .isNew: .new
        case .isKnown(.success(let ack)): .known(ack)
        case .isKnown(.failure(let error)): .refused(error.code)
        case .isOnItsWay: .onItsWay
        }
    }

    private let ack = Ack(.applied, revision: 7, appliedAtFrame: 64)
    private var duplicate: Ack {
        Ack(.applied, revision: 7, appliedAtFrame: 64, extra: ["duplicate": true])
    }

    @Test func theSameRequestGetsTheFirstAnswer() {
        let cache = RetryCache()
        #expect(begin(cache, key("1")) == .new)
        cache.finish(key("1"), .success(ack))
        #expect(begin(cache, key("1")) == .known(duplicate))
        #expect(begin(cache, key("2")) == .new)
        #expect(begin(cache, key("1", client: "phone")) == .new)
        #expect(begin(cache, key("1", user: "jo")) == .new)
    }

    @Test func whoAsksWhileItIsOnItsWayGetsTheSameAnswer() {
        let cache = RetryCache()
        let answers = Mutex<[Ack]>([])
        #expect(begin(cache, key("1")) == .new)
        for _ in 0..<2 {
            let outcome = begin(cache, key("1")) { answer in
                answers.withLock { $0.append(try! answer.get()) }
            }
            #expect(outcome == .onItsWay)
        }
        #expect(answers.withLock(\.self).isEmpty)
        cache.finish(key("1"), .success(ack))
        #expect(answers.withLock(\.self) == [duplicate, duplicate])
    }

    @Test func whatWasRefusedMayBeAskedAgain() {
        let cache = RetryCache()
        let codes = Mutex<[ErrorCode]>([])
        _ = begin(cache, key("1"))
        _ = begin(cache, key("1")) { answer in
            if case .failure(let error) = answer { codes.withLock { $0.append(error.code) } }
        }
        cache.finish(key("1"), .failure(RequestError(.engineBusy, "Full.")))
        #expect(codes.withLock(\.self) == [.engineBusy])
        #expect(cache.count == 0)
        #expect(begin(cache, key("1")) == .new)
    }

    @Test func anIDIsForOneRequest() {
        let cache = RetryCache()
        _ = begin(cache, key("1"), .trackMute)
        #expect(begin(cache, key("1"), .trackSolo) == .refused(.conflict))
        cache.finish(key("1"), .success(ack))
        #expect(begin(cache, key("1"), .trackSolo) == .refused(.conflict))
    }

    @Test func answersAreKeptForFiveMinutes() {
        let cache = RetryCache()
        _ = begin(cache, key("1"))
        cache.finish(key("1"), .success(ack))
        #expect(begin(cache, key("1"), at: RetryCache.lifetimeNanoseconds) == .known(duplicate))
        #expect(begin(cache, key("1"), at: RetryCache.lifetimeNanoseconds + 1) == .new)
    }

    @Test func theOldestOfAClientGoesFirst() {
        let cache = RetryCache(perClient: 3, inAll: 100)
        _ = begin(cache, key("other", client: "phone"))
        cache.finish(key("other", client: "phone"), .success(ack))
        for id in ["1", "2", "3"] {
            _ = begin(cache, key(id))
            cache.finish(key(id), .success(ack))
        }
        #expect(begin(cache, key("1")) == .known(duplicate))
        _ = begin(cache, key("4"))
        #expect(begin(cache, key("2")) == .known(duplicate))
        #expect(begin(cache, key("other", client: "phone")) == .known(duplicate))
        #expect(begin(cache, key("1")) == .new)
    }

    @Test func theOldestOfAllGoesFirst() {
        let cache = RetryCache(perClient: 100, inAll: 2)
        for client in ["a", "b", "c"] {
            _ = begin(cache, key("1", client: client))
            cache.finish(key("1", client: client), .success(ack))
        }
        #expect(cache.count == 2)
        #expect(begin(cache, key("1", client: "b")) == .known(duplicate))
        #expect(begin(cache, key("1", client: "a")) == .new)
    }

    /// A second answer for what is being done would be a second doing.
    @Test func whatIsOnItsWayIsNotForgotten() {
        let cache = RetryCache(perClient: 2, inAll: 100)
        for id in ["1", "2", "3", "4"] { #expect(begin(cache, key(id)) == .new) }
        for id in ["1", "2", "3", "4"] { #expect(begin(cache, key(id)) == .onItsWay) }
    }

    @Test func placesOfWhatIsGoneAreForgottenToo() {
        let cache = RetryCache(perClient: 8, inAll: 16)
        for turn in 0..<50_000 {
            let key = key("\(turn)", client: "c\(turn % 5)")
            _ = begin(cache, key)
            let isRefused = turn % 3 == 0
            cache.finish(key, isRefused ? .failure(RequestError(.conflict, "")) : .success(ack))
        }
        #expect(cache.count <= 16)
        #expect(cache.placeCount <= 2 * (2 * 16 + 64 * 6))
    }
}
