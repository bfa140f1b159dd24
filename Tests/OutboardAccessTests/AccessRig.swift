import Foundation
import OutboardJSON
import OutboardModel
import OutboardProtocol
import Synchronization

@testable import OutboardAccess

/// Access in a directory of its own, with clocks that stand until a test moves them.
final class AccessRig: Sendable {
    let files: AccessFiles
    let key: BoxKey
    private let wall = Atomic<Int64>(1_800_000_000)
    private let monotonic = Atomic<Int64>(1)

    init() throws {
        files = AccessFiles(
            directory: NSTemporaryDirectory() + "outboard-access-" + UUID().uuidString
        )
        key = try files.key()
    }

    deinit { try? FileManager.default.removeItem(atPath: files.directory) }

    var now: Int64 { wall.load(ordering: .relaxed) }

    func advance(seconds: Int64) {
        wall.add(seconds, ordering: .relaxed)
        monotonic.add(seconds * 1_000_000_000, ordering: .relaxed)
    }

    func control(
        sharedToken: String? = nil,
        keySet: (path: String, rules: TokenClaims.Rules)? = nil
    ) throws -> AccessControl {
        var sources = AccessControl.Sources()
        sources.sharedToken = sharedToken
        sources.files = files
        sources.keySet = keySet
        return try AccessControl(
            sources,
            AccessControl.Clocks(
                wallSeconds: { self.wall.load(ordering: .relaxed) },
                monotonicNanoseconds: { self.monotonic.load(ordering: .relaxed) }
            )
        )
    }

    /// What a good token of the box has.
    var payload: JSONObject {
        [
            "iss": "outboard", "aud": "outboard", "sub": "ana", "role": "engineer",
            "exp": .integer(now + 3_600),
        ]
    }

    var header: JSONObject { ["alg": "HS256", "typ": "JWT", "kid": .string(key.name)] }

    /// A token of the box with these members in the places of the good ones; null takes one away.
    func token(_ changes: JSONObject = [:], header changedHeader: JSONObject = [:]) throws -> String
    {
        let secret = try files.read(files.secret, bytesMax: 64, isSecret: true) ?? []
        return TokenText.make(
            header: Self.changed(header, changedHeader),
            payload: Self.changed(payload, changes)
        ) { hmacSHA256($0, key: secret) }
    }

    static func changed(_ object: JSONObject, _ changes: JSONObject) -> JSONObject {
        var object = object
        for (key, value) in changes.members {
            object[key] = value == .null ? JSONValue?.none : value
        }
        return object
    }
}

/// Why a token is refused; nil: it is taken.
func fault(_ control: AccessControl, _ token: String) async -> TokenFault? {
    do {
        _ = try await control.claims(of: token)
        return nil
    } catch {
        return error
    }
}
