import OutboardJSON
import OutboardModel
import OutboardProtocol
import Testing

@testable import OutboardAccess

/// What is done to tokens to get in with them.
struct TokenAttackTests {
    @Test func goodTokensAreTaken() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let claims = try await control.claims(of: rig.token(["mix": "ears", "jti": "one"]))
        #expect(
            claims.principal == Principal(user: "ana", role: .engineer, mix: TrackID("ears"))
        )
        #expect(claims.expiresAt == rig.now + 3_600)
        #expect(claims.name == "one")
        let made = try await control.makePageToken(
            for: Principal(user: "jo", role: .viewer),
            seconds: 60
        )
        guard case .made(let text, _) = made else {
            Issue.record("\(made)")
            return
        }
        let own = try await control.holder(ofToken: text)
        #expect(own.principal == Principal(user: "jo", role: .viewer))
        #expect(own.expiresAt == rig.now + 60)
    }

    @Test func algorithmsAreThoseOfTheirKeys() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        for algorithm in ["none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "ES256", ""] {
            let token = try rig.token(header: ["alg": .string(algorithm)])
            #expect(await fault(control, token) == .wrongAlgorithm, "\(algorithm)")
            // And with the signature taken off, as `none` has it.
            let bare = token[...token.lastIndex(of: ".")!]
            #expect(await fault(control, String(bare)) == .wrongAlgorithm, "\(algorithm)")
        }
        for wrong: JSONValue in [1, ["HS256"], true, [:]] {
            let token = try rig.token(header: ["alg": wrong])
            #expect(await fault(control, token) == .malformed)
        }
        #expect(await fault(control, try rig.token(header: ["alg": .null])) == .malformed)
    }

    @Test func keysAreNamedAndKnown() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        for name in [
            "box", "box-", "../../dev/null", "/dev/null", "../secret", "' OR 1=1 --", "|cat",
            "http://127.0.0.1:1/keys", "\0", rig.key.name + "\0", rig.key.name.uppercased(),
        ] {
            let token = try rig.token(header: ["kid": .string(name)])
            #expect(await fault(control, token) == .unknownKey, "\(name)")
        }
        #expect(await fault(control, try rig.token(header: ["kid": .null])) == .unknownKey)
        for wrong: JSONValue in ["", 1, [], .string(String(repeating: "k", count: 129))] {
            #expect(await fault(control, try rig.token(header: ["kid": wrong])) == .malformed)
        }
        let longest = JSONValue.string(String(repeating: "k", count: 128))
        #expect(await fault(control, try rig.token(header: ["kid": longest])) == .unknownKey)
    }

    /// A token that brings its own key is judged by ours all the same.
    @Test func keysThatATokenBringsAreNotLookedAt() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let own: JSONObject = ["kty": "oct", "k": .string(base64URL([1, 2, 3]))]
        for field in ["jwk", "jku", "x5u", "x5c"] {
            let header = AccessRig.changed(rig.header, [field: .object(own)])
            let forged = TokenText.make(header: header, payload: rig.payload) {
                hmacSHA256($0, key: [1, 2, 3])
            }
            #expect(await fault(control, forged) == .wrongSignature)
            let genuine = try rig.token(header: [field: "http://127.0.0.1:1/"])
            #expect(await fault(control, genuine) == nil)
        }
        #expect(
            await fault(control, try rig.token(header: ["crit": ["b64"]])) == .unknownExtension
        )
    }

    @Test func signaturesAreOfWhatIsThere() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let token = try rig.token()
        let parts = token.split(separator: ".").map(String.init)
        let signature = try #require(bytes(base64URL: parts[2].utf8))
        let stronger = AccessRig.changed(rig.payload, ["role": "owner"])
        let other = base64URL(Array(JSONValue.object(stronger).compactText.utf8))
        for (forged, expected) in [
            (parts[0] + "." + other + "." + parts[2], TokenFault.wrongSignature),
            (parts[0] + "." + parts[1] + ".", .wrongSignature),
            (parts[0] + "." + parts[1], .malformed), (token + ".", .malformed),
            ("." + token, .malformed), (token + "=", .malformed), (token + "A", .wrongSignature),
            (token + "AA", .malformed), (token + "AAAA", .wrongSignature),
            (token + " ", .malformed),
            (
                parts[0] + "." + parts[1] + "." + base64URL(Array(signature.dropLast())),
                .wrongSignature
            ),
            (
                parts[0] + "." + parts[1] + "." + base64URL([UInt8](repeating: 0, count: 32)),
                .wrongSignature
            ),
            ("", .malformed), ("..", .malformed), (".", .malformed), ("a.b.c", .malformed),
        ] {
            #expect(await fault(control, forged) == expected, "\(forged)")
        }
        // Every bit of the signature counts.
        for bit in 0..<256 {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let forged = parts[0] + "." + parts[1] + "." + base64URL(changed)
            #expect(await fault(control, forged) == .wrongSignature)
        }
        // Another box's secret.
        let stranger = try AccessRig()
        let foreign = try stranger.token(header: ["kid": .string(rig.key.name)])
        #expect(await fault(control, foreign) == .wrongSignature)
    }

    @Test func timesHoldWithHalfAMinuteOfLeeway() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        func expect(_ changes: JSONObject, _ expected: TokenFault?) async throws {
            #expect(await fault(control, try rig.token(changes)) == expected, "\(changes)")
        }
        let now = rig.now
        try await expect(["exp": .integer(now)], nil)
        try await expect(["exp": .integer(now - 29)], nil)
        try await expect(["exp": .integer(now - 30)], .expired)
        try await expect(["exp": 0], .expired)
        try await expect(["exp": .null], .malformed)
        for wrong: JSONValue in ["9999999999", -1, 1e300, true, []] {
            try await expect(["exp": wrong], .malformed)
        }
        try await expect(["nbf": .integer(now + 30)], nil)
        try await expect(["nbf": .integer(now + 31)], .notYetValid)
        for wrong: JSONValue in ["0", -1, 1e300, true] {
            try await expect(["nbf": wrong], .malformed)
        }
        let token = try rig.token(["exp": .integer(now + 10)])
        #expect(await fault(control, token) == nil)
        rig.advance(seconds: 40)
        #expect(await fault(control, token) == .expired)
    }

    @Test func tokensAreFromUsAndForUs() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        func expect(_ changes: JSONObject, _ expected: TokenFault?) async throws {
            #expect(await fault(control, try rig.token(changes)) == expected, "\(changes)")
        }
        for wrong: JSONValue in [.null, "", "Outboard", "outboard ", 1, ["outboard"]] {
            try await expect(["iss": wrong], .wrongIssuer)
        }
        for wrong: JSONValue in [.null, "", "other", 1, [], ["other"], ["outboard", "other"], [1]] {
            try await expect(["aud": wrong], .wrongAudience)
        }
        try await expect(["aud": ["outboard"]], nil)
        try await expect(["aud": ["outboard", "other"], "azp": "outboard"], nil)
        try await expect(["aud": ["outboard", "other"], "azp": "other"], .wrongAudience)
        try await expect(["azp": "other"], .wrongAudience)
        try await expect(["azp": 1], .wrongAudience)
    }

    @Test func rolesAreThoseThatThereAre() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        for wrong: JSONValue in [
            .null, "", "OWNER", "Owner", "admin", "root", "owner ", 3, ["owner"], ["owner": true],
        ] {
            let token = try rig.token(["role": wrong])
            #expect(await fault(control, token) == .wrongClaims, "\(wrong)")
        }
        for wrong: JSONValue in [.null, "", 1, .string(String(repeating: "u", count: 65))] {
            #expect(await fault(control, try rig.token(["sub": wrong])) == .wrongClaims)
        }
        let longest = JSONValue.string(String(repeating: "u", count: 64))
        #expect(await fault(control, try rig.token(["sub": longest])) == nil)
        #expect(await fault(control, try rig.token(["mix": 1])) == .wrongClaims)
        #expect(await fault(control, try rig.token(["mix": ""])) == .wrongClaims)
        // What is not known here gives nothing.
        let claims = try await control.claims(of: rig.token(["roles": ["owner"], "admin": true]))
        #expect(claims.principal.role == .engineer)
    }

    /// Refused by their size or their shape, before any key is looked for.
    @Test func sizesAndShapesAreBounded() async throws {
        let rig = try AccessRig()
        let control = try rig.control()
        let room = TokenText.bytesMax - (try rig.token(["x": ""])).utf8.count
        // Base64 takes 4 for 3, so a text of this length comes to the limit, or just below it.
        let fits = try rig.token(["x": .string(String(repeating: "x", count: room * 3 / 4 - 1))])
        #expect((TokenText.bytesMax - 4...TokenText.bytesMax).contains(fits.utf8.count))
        #expect(await fault(control, fits) == nil)
        let long = fits + String(repeating: "A", count: TokenText.bytesMax + 1 - fits.utf8.count)
        #expect(await fault(control, long) == .tooLarge)
        #expect(
            await fault(control, String(repeating: "a.", count: 5_000_000)) == .tooLarge
        )
        let header = JSONValue.string(String(repeating: "h", count: 1_100))
        #expect(await fault(control, try rig.token(header: ["x": header])) == .tooLarge)
        func raw(_ header: String, _ payload: String) -> String {
            [header, payload, "signature"].map { base64URL(Array($0.utf8)) }
                .joined(separator: ".")
        }
        let good = JSONValue.object(rig.header).compactText
        let body = JSONValue.object(rig.payload).compactText
        func deep(_ count: Int) -> String {
            "{\"x\":" + String(repeating: "[", count: count) + String(repeating: "]", count: count)
                + "}"
        }
        for (header, payload) in [
            ("[]", body), ("null", body), ("", body), ("{", body), (good + " x", body),
            (good, "[]"),
            (good, "\"x\""), (good, "{}}"), ("\u{FEFF}" + good, body),
            // Two of a name: what one reader takes is not what another one takes.
            ("{\"alg\":\"HS256\",\"alg\":\"none\",\"kid\":\"\(rig.key.name)\"}", body),
            ("{\"alg\":\"HS256\",\"kid\":\"a\",\"kid\":\"\(rig.key.name)\"}", body),
            (good, "{\"role\":\"viewer\",\"role\":\"owner\"}"),
            (good, "{\"role\":\"viewer\",\"\\u0072ole\":\"owner\"}"),
            (good, deep(8)), (good, deep(200)), (deep(200), body),
            ("{\"alg\":\"HS256\",\"typ\":\"JWE\",\"kid\":\"\(rig.key.name)\"}", body),
            ("{\"alg\":\"HS256\",\"typ\":1,\"kid\":\"\(rig.key.name)\"}", body),
        ] {
            #expect(
                await fault(control, raw(header, payload)) == .malformed,
                "\(header) \(payload)"
            )
        }
    }

    /// Whatever comes is refused, and nothing traps.
    @Test func damagedTokensAreRefused() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = Seeded(state: seed)
        let rig = try AccessRig()
        let control = try rig.control()
        let token = Array(try rig.token().utf8)
        for _ in 0..<5_000 {
            var bytes = token
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
                }
            }
            guard bytes != token else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(await fault(control, text) != nil, "\(text)")
        }
    }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
