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
