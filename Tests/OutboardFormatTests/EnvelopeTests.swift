import Foundation
import OutboardHost
import OutboardModel
import Testing

extension FormatTests {
    /// What is written down stays readable, and what is damaged is refused in the same words in all formats.
    @Suite struct EnvelopeTests {
        /// States of subjects, by their places in `Subject.all`, as the program wrote them when each format
        /// had an envelope of its own.
        private static let kept: [Int: String] = [
            0: """
            T0JMMgEAAABIAQAAAAAAAJ/ndOXx6HqVGgAAAHVybjpvdXRib2FyZDpmaXh0dXJlOnN0YXRlAgAAAAUA
            AABsZXZlbAAASEIHAAAAY2FwdHVyZQAAAAACAAAAAQAAAAIAAAADAAAAEAAAAAQAAAADAAAABAAAAAAA
            AAAFAAAABgAAAAMAAAAEAAAAAAAAAAYAAAAaAAAAdXJuOm91dGJvYXJkOmZpeHR1cmU6bWFya3MjAAAA
            aHR0cDovL2x2MnBsdWcuaW4vbnMvZXh0L2F0b20jVHVwbGUiAAAAaHR0cDovL2x2MnBsdWcuaW4vbnMv
            ZXh0L2F0b20jVVJJRBkAAAB1cm46b3V0Ym9hcmQ6Zml4dHVyZTptYXJrGwAAAHVybjpvdXRib2FyZDpm
            aXh0dXJlOnN0b3JlZCMAAABodHRwOi8vbHYycGx1Zy5pbi9ucy9leHQvYXRvbSNGbG9hdA==
            """,
            3: """
            T0JMMgEAAAB/AAAAAAAAABDRVgfrMWu1FAAAAHVybjp6YW1hdWRpbzpaYW1Db21wCAAAAAMAAABhdHQz
            M0hCAwAAAHJlbACAekMCAAAAa24AAIBAAwAAAHJhdAAAKEEDAAAAdGhyAAAgwgMAAABtYWsAAHBBBAAA
            AHNsZXcAAJdCBgAAAHNpZGVjaAAAAAAAAAAAAAAAAA==
            """,
            9: """
            T0JDMQEAAABkAAAAAAAAAOf/e1/WVGvFFAAAAGNvbS56YW1hdWRpby5aYW1Db21wAAAAAAgAAAAAAAAA
            MzNIQgEAAAAAgHpDAgAAAAAAgEADAAAAAAAoQQQAAAAAACDCBQAAAAAAcEEGAAAAAACXQgcAAAAAAAAA
            AAAAAA==
            """,
            8: """
            T0JDMQEAAAAnAAAAAAAAAOxseNrDZKlEDwAAAG91dGJvYXJkLmZhdWx0cwAAAAABAAAAAAAAAAAAAAAA
            AAAA
            """,
            10: """
            T0JWMwEAAACFAAAAAAAAAGWnranUfSy5CwoNAAAAAAEAAAABAAAAASAAAAAAAAAAAADgPwAAAAAAAAAA
            AAAAAAAA4D8AAAAAAAAAAAEAAAAABgAAAOgDAAAAAAAAAADgPwcAAAAAAAAAAADgPwMAAAAAAAAAAADg
            PwwAAAAAAAAAAADwPw0AAAAAAAAAAAAAAB4AAAAAAAAAAAAAAA==
            """,
            12: """
            T0JWMwEAAAAYAQAAAAAAADWzAAnFLCYCIEZQRHNhbGNQTUNaAAAAAJAAAABfX2RwZl9wcm9ncmFtX18A
            MABfX2RwZl9wYXJhbWV0ZXJzX2JlZ2luX18AYXR0ADUwLjA0OTk5OTIzNzEAcmVsADI1MC41AGtuADQA
            cmF0ADEwLjUAdGhyAC00MABtYWsAMTUAc2xldwA3NS41AHNpZGVjaAAwAF9fZHBmX3BhcmFtZXRlcnNf
            ZW5kX18A/gAAAAAACQAAAAIAAAAAAAAAAAAAAAMAAADessr3///fPwQAAAAAAAAAAADgPwUAAAAAAAAA
            AADgPwYAAAAAAAAAAADgPwcAAAAAAAAAAADgPwgAAAAAAAAAAADgPwkAAAAAAAAAAADgPwoAAAAAAAAA
            AAAAAA==
            """,
        ]

        @Test(arguments: kept.keys.sorted())
        func stateWrittenBeforeIsReadAndWrittenAgainToTheByte(_ place: Int) throws {
            let subject = Subject.all[place]
            let kept = try #require(
                Data(base64Encoded: Self.kept[place]!, options: .ignoreUnknownCharacters)
            )
            let rig = try FormatRig()
            let instance = try rig.instance(subject)
            try instance.restoreState([UInt8](kept))
            #expect(try instance.saveState() == [UInt8](kept))
            #expect(try rig.state(of: subject) == [UInt8](kept))
        }

        @Test func checksumIsFNV1a() {
            // The values that its authors give for these texts.
            #expect(Checksum.of([]) == 0xCBF2_9CE4_8422_2325)
            #expect(Checksum.of(Array("a".utf8)[...]) == 0xAF63_DC4C_8601_EC8C)
            #expect(Checksum.of(Array("foobar".utf8)[...]) == 0x8594_4171_F739_67E8)
        }

        @Test(arguments: Subject.sealed.filter { $0.id == nil })
        func refusalsSayWhatIsWrong(_ subject: Subject) throws {
            let rig = try FormatRig()
            let good = try rig.state(of: subject)
            let instance = try rig.instance(subject)
            func refusal(of state: [UInt8]) throws -> String {
                let error = try #require(
                    #expect(throws: HostError.self) { try instance.restoreState(state) }
                )
                #expect(error.code == .stateUnreadable)
                return error.message
            }
            func changed(_ place: Int, to byte: UInt8) -> [UInt8] {
                var state = good
                state[place] = byte
                return state
            }
            let kind = "a \(subject.format.name) plugin"
            #expect(try refusal(of: []) == "these bytes are no state of \(kind)")
            #expect(try refusal(of: changed(3, to: 0)) == "these bytes are no state of \(kind)")
            #expect(try refusal(of: Array(good[..<6])) == "the state is cut off")
            #expect(
                try refusal(of: changed(4, to: 9))
                    == "the state is of version 9; update the host to read it"
            )
            let cutOff = "the state is cut off, or has more behind it"
            #expect(try refusal(of: Array(good[..<20])) == cutOff)
            #expect(try refusal(of: good.dropLast()) == cutOff)
            #expect(try refusal(of: good + [0]) == cutOff)
            #expect(
                try refusal(of: changed(good.count - 1, to: ~good[good.count - 1]))
                    == "the state is damaged: its checksum is another"
            )
            let envelope = try #require(StateEnvelope.of(subject.format))
            let payload = Array(good[StateEnvelope.headerBytes...])
            #expect(try refusal(of: envelope.sealed([])) == "the state names no plugin")
            #expect(
                try refusal(of: envelope.sealed(payload + [0]))
                    == "the state does not keep to its own format"
            )
            var foreign = payload
            foreign[5] ^= 1
            #expect(
                try refusal(of: envelope.sealed(foreign)).hasPrefix("the state is that of ")
            )
        }
    }
}
