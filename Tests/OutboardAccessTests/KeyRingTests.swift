import Foundation
import OutboardJSON
import OutboardProtocol
import Synchronization
import Testing

@testable import OutboardAccess

/// Keys of an identity provider, and tokens that are signed with them.
struct KeyRingTests {
    private static let second: Int64 = 1_000_000_000
    /// Of the size of a modulus; it need not be one to be looked up.
    private static let modulus = base64URL([0xC1] + [UInt8](repeating: 0x5A, count: 255))

    private static func entry(_ name: String, _ changes: JSONObject = [:]) -> JSONValue {
        let good: JSONObject = [
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(name),
            "n": .string(modulus), "e": "AQAB",
        ]
        return .object(AccessRig.changed(good, changes))
    }

    private static func set(_ entries: [JSONValue]) -> [UInt8] {
        let value: JSONValue = ["keys": .array(entries)]
        return Array(value.compactText.utf8)
    }

    @Test func onlyKeysForTheseSignaturesAreTaken() throws {
        func names(_ entries: JSONValue...) -> [String]? {
            KeyRing.keys(in: Self.set(entries))?.keys.sorted()
        }
        #expect(names(Self.entry("a"), Self.entry("b")) == ["a", "b"])
        #expect(names(Self.entry("a", ["use": .null, "alg": .null])) == ["a"])
        let short = JSONValue.string(base64URL([0xC1] + [UInt8](repeating: 1, count: 254)))
        let long = JSONValue.string(base64URL([0xC1] + [UInt8](repeating: 1, count: 1_024)))
        let longest = JSONValue.string(base64URL([0xC1] + [UInt8](repeating: 1, count: 1_023)))
        #expect(names(Self.entry("a", ["n": longest])) == ["a"])
        for changes: JSONObject in [
            ["kty": "oct", "k": "c2VjcmV0"], ["kty": "EC"], ["use": "enc"], ["alg": "HS256"],
            ["alg": "RS512"], ["alg": "none"], ["kid": .null], ["n": short], ["n": long], ["n": ""],
            ["n": "+++"], ["e": "AQ"], ["e": "Ag"], ["e": ""], ["e": "AQAAAAE"], ["e": .null],
        ] { #expect(names(Self.entry("a", changes)) == [], "\(changes)") }
        // Which of two is meant is nobody's to guess.
        #expect(names(Self.entry("a"), Self.entry("a")) == nil)
        for text in ["", "{}", "[]", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "null"] {
            #expect(KeyRing.keys(in: Array(text.utf8)) == nil, "\(text)")
        }
        let many = (0...KeyRing.keysMax).map { Self.entry("\($0)") }
        #expect(KeyRing.keys(in: Self.set(many)) == nil)
        #expect(KeyRing.keys(in: Self.set(many.dropLast()))?.count == KeyRing.keysMax)
    }

    @Test func unknownKeysAreLookedForOnceAMinute() throws {
        let file = Mutex<(entries: [JSONValue], loads: Int)>(([Self.entry("old")], 0))
        var ring = KeyRing { () throws(AccessError) in
            file.withLock {
                $0.loads += 1
                return Self.set($0.entries)
            }
        }
        func load() -> Int { file.withLock { $0.loads } }
        func isKnown(_ name: String, _ seconds: Int64) -> Bool {
            (try? ring.key(named: name, now: seconds * Self.second)) != nil
        }
        #expect(isKnown("old", 0))
        #expect(load() == 1)
        for seconds: Int64 in 0..<60 { #expect(!isKnown("new\(seconds)", seconds)) }
        #expect(load() == 1)
        file.withLock { $0.entries = [Self.entry("old"), Self.entry("new")] }
        #expect(!isKnown("new", 59))
        #expect(isKnown("new", 60))
        #expect(load() == 2)
        // A key that was withdrawn goes within ten minutes of the last look.
        file.withLock { $0.entries = [Self.entry("new")] }
        #expect(isKnown("old", 659))
        #expect(load() == 2)
        #expect(!isKnown("old", 660))
        #expect(isKnown("new", 660))
        #expect(load() == 3)
    }

    @Test func aDamagedFileLeavesTheKeysFromBefore() throws {
        let bytes = Mutex<[UInt8]?>(Self.set([Self.entry("a")]))
        var ring = KeyRing { () throws(AccessError) in bytes.withLock { $0 } }
        #expect(throws: Never.self) { try ring.key(named: "a", now: 0) }
        for damaged in [nil, Array("{".utf8), []] as [[UInt8]?] {
            bytes.withLock { $0 = damaged }
            #expect(throws: Never.self) { try ring.key(named: "a", now: 700 * Self.second) }
        }
    }

    @Test func namesOfKeysAreNoPaths() async throws {
        let rig = try AccessRig()
        let path = rig.files.directory + "/keys.json"
        try Data(Self.set([Self.entry("a")])).write(to: URL(fileURLWithPath: path))
        let rules = TokenClaims.Rules(issuer: "https://id.example/", audience: "outboard")
        let control = try rig.control(keySet: (path, rules))
        for name in ["../keys.json", path, "a/../a", "file://" + path, "a\0", "A", " a"] {
            let token = try rig.token(header: ["alg": "RS256", "kid": .string(name)])
            #expect(await fault(control, token) == .unknownKey, "\(name)")
        }
    }

    #if JWT
        /// Keys and signatures by OpenSSL.
        private struct Provider {
            let directory: String
            let name: String
            let rules = TokenClaims.Rules(issuer: "https://id.example/", audience: "outboard")

            init(_ directory: String, name: String, bits: Int = 2_048) throws {
                self.directory = directory
                self.name = name
                try openssl(["genrsa", "-out", key, "\(bits)"])
                try openssl(["rsa", "-in", key, "-pubout", "-out", key + ".pub"])
            }

            private var key: String { directory + "/" + name + ".pem" }

            var publicText: [UInt8] {
                get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: key + ".pub"))) }
            }

            var modulus: [UInt8] {
                get throws {
                    let text = try openssl(["rsa", "-in", key, "-noout", "-modulus"])
                    let digits = Array(text.dropFirst("Modulus=".count).utf8.filter { $0 > 32 })
                    return stride(from: 0, to: digits.count, by: 2).map {
                        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)!
                    }
                }
            }

            var entry: JSONValue {
                get throws {
                    [
                        "kty": "RSA", "use": "sig", "kid": .string(name),
                        "n": .string(base64URL(try modulus)), "e": "AQAB",
                    ]
                }
            }

            func sign(_ bytes: [UInt8]) throws -> [UInt8] {
                let file = directory + "/signed"
                try Data(bytes).write(to: URL(fileURLWithPath: file))
                try openssl(["dgst", "-sha256", "-sign", key, "-out", file + ".sig", file])
                return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file + ".sig")))
            }

            @discardableResult
            private func openssl(_ arguments: [String]) throws -> String {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
                process.arguments = arguments
                let output = Pipe()
                process.standardOutput = output
                process.standardError = FileHandle.nullDevice
                try process.run()
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                try #require(process.terminationStatus == 0)
                return String(decoding: data, as: UTF8.self)
            }

            func token(
                _ now: Int64,
                _ changes: JSONObject = [:],
                header: JSONObject = [:],
                signed: (([UInt8]) throws -> [UInt8])? = nil
            ) rethrows -> String {
                let payload: JSONObject = [
                    "iss": .string(rules.issuer), "aud": "outboard", "sub": "ana",
                    "role": "viewer", "exp": .integer(now + 600),
                ]
                let head: JSONObject = ["alg": "RS256", "typ": "JWT", "kid": .string(name)]
                return TokenText.make(
                    header: AccessRig.changed(head, header),
                    payload: AccessRig.changed(payload, changes)
                ) { (try? signed?($0) ?? sign($0)) ?? [] }
            }
        }

        private func write(_ entries: [JSONValue], to path: String) throws {
            try Data(Self.set(entries)).write(to: URL(fileURLWithPath: path), options: .atomic)
        }

        @Test func tokensOfAProviderAreTakenAndAttacksOnThemAreNot() async throws {
            let rig = try AccessRig()
            let path = rig.files.directory + "/keys.json"
            let provider = try Provider(rig.files.directory, name: "one")
            let stranger = try Provider(rig.files.directory, name: "stranger")
            try write([provider.entry], to: path)
            let control = try rig.control(keySet: (path, provider.rules))
            let now = rig.now
            let good = provider.token(now)
            let claims = try await control.claims(of: good)
            #expect(claims.principal == Principal(user: "ana", role: .viewer))

            // The public key, which everybody has, as the secret of an HMAC.
            for secret in [try provider.publicText, try provider.modulus] {
                let forged = provider.token(now, header: ["alg": "HS256"]) {
                    hmacSHA256($0, key: secret)
                }
                #expect(await fault(control, forged) == .wrongAlgorithm)
                let mute = provider.token(now) { hmacSHA256($0, key: secret) }
                #expect(await fault(control, mute) == .wrongSignature)
            }
            for algorithm in ["none", "None", "RS384", "RS512", "PS256", "ES256", ""] {
                let forged = provider.token(now, header: ["alg": .string(algorithm)])
                #expect(await fault(control, forged) == .wrongAlgorithm, "\(algorithm)")
            }
            let bare = good[...good.lastIndex(of: ".")!]
            #expect(await fault(control, String(bare)) == .wrongSignature)
            let other = try provider.token(now) { try stranger.sign($0) }
            #expect(await fault(control, other) == .wrongSignature)
            #expect(await fault(control, stranger.token(now)) == .unknownKey)
            // Its own key in its own head.
            let brought = try provider.token(now, header: ["jwk": try stranger.entry]) {
                try stranger.sign($0)
            }
            #expect(await fault(control, brought) == .wrongSignature)
            // Another's payload under this signature, and this one with more in it.
            let parts = good.split(separator: ".")
            let stronger = provider.token(now, ["role": "owner"]).split(separator: ".")
            #expect(
                await fault(control, "\(stronger[0]).\(stronger[1]).\(parts[2])") == .wrongSignature
            )
            #expect(await fault(control, good + "AAAA") == .wrongSignature)
            // The box's own name of a key, signed by the provider; and the provider's, by the box.
            let posing = provider.token(now, header: ["kid": .string(rig.key.name)])
            #expect(await fault(control, posing) == .wrongAlgorithm)
            let box = try rig.token(header: ["kid": "one"])
            #expect(await fault(control, box) == .wrongAlgorithm)
            // A token of the box under the provider's rules, and the other way round.
            #expect(await fault(control, provider.token(now, ["iss": "outboard"])) == .wrongIssuer)
            #expect(
                await fault(control, try rig.token(["iss": .string(provider.rules.issuer)]))
                    == .wrongIssuer
            )
            #expect(await fault(control, provider.token(now, ["aud": "other"])) == .wrongAudience)
            #expect(
                await fault(control, provider.token(now, ["exp": .integer(now - 30)])) == .expired
            )
            #expect(
                await fault(control, provider.token(now, ["nbf": .integer(now + 31)]))
                    == .notYetValid
            )
            #expect(await fault(control, provider.token(now, ["role": "root"])) == .wrongClaims)
        }

        @Test func keysOfAProviderTakeTurns() async throws {
            let rig = try AccessRig()
            let path = rig.files.directory + "/keys.json"
            let old = try Provider(rig.files.directory, name: "old")
            let new = try Provider(rig.files.directory, name: "new")
            try write([old.entry], to: path)
            let control = try rig.control(keySet: (path, old.rules))
            #expect(await fault(control, old.token(rig.now)) == nil)
            try write([old.entry, new.entry], to: path)
            #expect(await fault(control, new.token(rig.now)) == .unknownKey)
            rig.advance(seconds: 60)
            #expect(await fault(control, new.token(rig.now)) == nil)
            #expect(await fault(control, old.token(rig.now)) == nil)
            try write([new.entry], to: path)
            rig.advance(seconds: 600)
            #expect(await fault(control, old.token(rig.now)) == .unknownKey)
            #expect(await fault(control, new.token(rig.now)) == nil)
        }

        @Test func shortKeysAreNotUsed() async throws {
            let rig = try AccessRig()
            let path = rig.files.directory + "/keys.json"
            let short = try Provider(rig.files.directory, name: "short", bits: 1_024)
            try write([short.entry], to: path)
            let control = try rig.control(keySet: (path, short.rules))
            #expect(await fault(control, short.token(rig.now)) == .unknownKey)
        }
    #else
        @Test func withoutTheTraitItIsSaid() async throws {
            let rig = try AccessRig()
            let path = rig.files.directory + "/keys.json"
            try Data(Self.set([Self.entry("a")])).write(to: URL(fileURLWithPath: path))
            let rules = TokenClaims.Rules(issuer: "https://id.example/", audience: "outboard")
            let control = try rig.control(keySet: (path, rules))
            let token = try rig.token(header: ["alg": "RS256", "kid": "a"])
            #expect(await fault(control, token) == .builtWithout)
            #expect(!AccessControl.takesRS256)
        }
    #endif
}
