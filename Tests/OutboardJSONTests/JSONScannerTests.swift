import Testing

@testable import OutboardJSON

struct JSONScannerTests {
    private func parse(_ text: String, _ limits: JSONLimits = .wire) throws(JSONError) -> JSONValue
    {
        try JSONValue(parsing: Array(text.utf8), limits: limits)
    }

    @Test func readsEveryKindOfValue() throws {
        let text = #" {"a":[1,-2.5e3,0,true,false,null],"b":{"c":"d\n\u00e9\ud83d\ude00"}} "#
        let expected: JSONValue = [
            "a": [1, -2500, 0, true, false, nil], "b": ["c": "d\né😀"],
        ]
        #expect(try parse(text) == expected)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[1 2]", "01", "1.", ".5",
        "-",
        "+1", "1e", "1e400", "NaN", "Infinity", "nul", "truth", "\"", "\"\\x\"", "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\u{1}\"", "{\"a\":1,\"a\":2}", "1 1", "\u{FEFF}1",
        "'a'",
        "[1]]", "// a\n1",
    ])
    func refusesWhatIsNotJSON(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test func errorNamesItsPlace() {
        do {
            _ = try parse("{\n  \"a\": tru\n}")
            Issue.record("it was accepted")
        } catch {
            #expect(error.line == 2)
            #expect(error.column == 8)
        }
    }

    @Test func limitsHoldExactly() throws {
        let limits = JSONLimits(depth: 3, keysPerObject: 2, stringBytes: 4)
        _ = try parse("[[[1]]]", limits)
        #expect(throws: JSONError.self) { try parse("[[[[1]]]]", limits) }
        _ = try parse("{\"a\":1,\"b\":2}", limits)
        #expect(throws: JSONError.self) { try parse("{\"a\":1,\"b\":2,\"c\":3}", limits) }
        _ = try parse("\"abcd\"", limits)
        #expect(throws: JSONError.self) { try parse("\"abcde\"", limits) }
    }

    @Test func limitsOfNothingHold() throws {
        let limits = JSONLimits(depth: 0, keysPerObject: 0, stringBytes: 0)
        #expect(try parse("1", limits) == 1)
        #expect(try parse("\"\"", limits) == "")
        #expect(throws: JSONError.self) { try parse("\"a\"", limits) }
        #expect(throws: JSONError.self) { try parse("[]", limits) }
        let flat = JSONLimits(depth: 1, keysPerObject: 0, stringBytes: 1)
        #expect(try parse("{}", flat) == [:])
        #expect(throws: JSONError.self) { try parse("{\"a\":1}", flat) }
    }

    /// Escapes count as what they stand for, wherever they stand in the string.
    @Test func stringsWithEscapesHaveTheSameLimit() throws {
        let limits = JSONLimits(depth: 1, keysPerObject: 1, stringBytes: 4)
        for text in [#""abc\n""#, #""\nabc""#, #""a\u00e9b""#, #""\ud83d\ude00""#, #""\"\\\/\t""#] {
            #expect(try parse(text, limits).string?.utf8.count == 4, "\(text)")
        }
        for text in [#""abcd\n""#, #""\nabcd""#, #""ab\u00e9c""#, #""a\ud83d\ude00""#] {
            #expect(throws: JSONError.self, "\(text)") { try parse(text, limits) }
        }
    }

    /// Before and behind the number of keys from which duplicates are found otherwise.
    @Test(arguments: [1, 2, 15, 16, 17, 18, 256])
    func aKeyMayBeThereOnce(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }
        #expect(
            try parse("{" + members.joined(separator: ",") + "}").object?.members.count == count
        )
        for again in [0, count / 2, count - 1] {
            let text = "{" + (members + [members[again]]).joined(separator: ",") + "}"
            #expect(throws: JSONError.self) {
                try parse(text, JSONLimits(depth: 1, keysPerObject: 1_000, stringBytes: 10))
            }
        }
    }

    @Test func numbersAreTheNearest() throws {
        let edges = [
            "0", "-0", "0.1", "-0.3", "1e22", "1e23", "1e-22", "1e-23", "9007199254740991",
            "9007199254740993", "900719925474099", "9007199254740989", "0.000001",
            "123456789012345.6",
            "1.7976931348623157e308", "5e-324", "2.2250738585072011e-308", "1e0", "1E+2",
            "0e99999999999",
            "0.00000000000000000000000000000000000001e38", "4.35", "8.41e21", "1e-400",
        ]
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var state = seed
        func next(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % count
        }
        let random = (0..<20_000).map { _ in
            let digits = (0...next(20)).map { _ in String(next(10)) }.joined()
            let exponent = next(3) == 0 ? "" : "e\(Int(next(60)) - 30)"
            return (next(2) == 0 ? "-" : "") + "\(next(1_000_000)).\(digits)\(exponent)"
        }
        for text in edges + random {
            let number = try #require(try parse(text).number)
            let expected = try #require(Double(text))
            #expect(number.bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test func controlCharactersAreWrittenAsEscapes() throws {
        let all = String(String.UnicodeScalarView((0..<0x22).map { Unicode.Scalar(UInt8($0)) }))
        let text = JSONValue.string(all).compactText
        #expect(text.utf8.allSatisfy { $0 >= 0x20 })
        #expect(try parse(text) == .string(all))
    }

    @Test func writtenTextReadsBackTheSame() throws {
        let values: [JSONValue] = [
            nil, true, 0, -1, 9_007_199_254_740_992, 0.1, 1e-300, -2.5, "", "\"\\\n\t\u{1}é😀",
            [], [:], [1, [2, [:]]], ["b": 1, "a": ["c": nil]],
        ]
        for value in values {
            #expect(try parse(value.compactText) == value)
            #expect(try parse(value.canonicalText) == value)
        }
        #expect(JSONValue.number(5).compactText == "5")
        #expect(JSONValue.number(.infinity).compactText == "null")
    }

    @Test func canonicalTextSortsItsKeys() {
        let one: JSONValue = ["b": 1, "a": [2]]
        let other: JSONValue = ["a": [2], "b": 1]
        #expect(one.canonicalText == other.canonicalText)
        #expect(one.canonicalText == "{\n  \"a\": [\n    2\n  ],\n  \"b\": 1\n}\n")
    }

    /// Whatever bytes come, the scanner answers with a value or an error.
    @Test func randomBytesNeverTrap() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var state = seed
        let alphabet = Array("{}[]\",:\\u0123456789.eE+-truefalsn \n\u{e9}".utf8)
        for _ in 0..<20_000 {
            var text: [UInt8] = []
            state = state &* 6_364_136_223_846_793_005 &+ 1
            for position in 0..<Int(state >> 59) {
                text.append(
                    alphabet[Int((state >> UInt64(position % 50)) % UInt64(alphabet.count))]
                )
                state = state &* 6_364_136_223_846_793_005 &+ 1
            }
            _ = try? JSONValue(parsing: text)
        }
    }

    @Test func fieldsNameTheirPath() throws {
        let document = JSONField(try parse(#"{"tracks":[{"id":1}]}"#))
        do {
            _ = try document.member("tracks").elements()[0].member("id").string()
            Issue.record("a number passed as a string")
        } catch {
            #expect(error.path == "tracks[0].id")
        }
        #expect(throws: JSONFieldError.self) { try document.member("absent") }
    }
}
