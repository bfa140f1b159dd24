import Testing

@testable import OutboardAccess

struct HashTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// FIPS 180-2, appendix B.
    @Test func digestsAreThoseOfTheStandard() {
        #expect(
            hex(SHA256.digest([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(
            hex(SHA256.digest(text("abc")))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(
            hex(SHA256.digest(text(two)))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        )
        #expect(
            hex(SHA256.digest([UInt8](repeating: 97, count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }

    /// Where the padding takes another block. The digests are those of Python's hashlib, of n times "x".
    @Test func digestsHoldAtTheEdgesOfABlock() {
        for (count, expected) in [
            (55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"),
            (56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"),
            (63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"),
            (64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"),
            (65, "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"),
            (119, "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c"),
            (120, "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98"),
        ] {
            #expect(hex(SHA256.digest([UInt8](repeating: 120, count: count))) == expected)
        }
    }

    /// RFC 4231, cases 1, 2, 3 and 6.
    @Test func authenticationCodesAreThoseOfTheStandard() {
        #expect(
            hex(hmacSHA256(text("Hi There"), key: [UInt8](repeating: 0x0b, count: 20)))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        )
        #expect(
            hex(hmacSHA256(text("what do ya want for nothing?"), key: text("Jefe")))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
        let dd = [UInt8](repeating: 0xdd, count: 50)
        #expect(
            hex(hmacSHA256(dd, key: [UInt8](repeating: 0xaa, count: 20)))
                == "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        )
        let long = text("Test Using Larger Than Block-Size Key - Hash Key First")
        #expect(
            hex(hmacSHA256(long, key: [UInt8](repeating: 0xaa, count: 131)))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
    }

    /// RFC 4648, section 10, without padding.
    @Test func base64IsThatOfURLs() {
        let pairs = [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
        ]
        for (plain, encoded) in pairs {
            #expect(base64URL(text(plain)) == encoded)
            #expect(bytes(base64URL: encoded.utf8) == text(plain))
        }
        #expect(base64URL([0xfb, 0xff]) == "-_8")
        // Padding, the other alphabet, white space, a lone digit, bits left over, and what is no ASCII.
        for wrong in ["Zg==", "+/8", "Zm 9v", "Zm9v\n", "Z", "Zh", "Zm9", "Ŀm9v"] {
            #expect(bytes(base64URL: wrong.utf8) == nil, "\(wrong)")
        }
    }

    @Test func secretsAreComparedWhole() {
        #expect(isSameSecret("secret", "secret"))
        #expect(isSameSecret("", ""))
        for other in ["", "s", "secre", "secrets", "Secret", "secreT"] {
            #expect(!isSameSecret(other, "secret"))
        }
    }
}
