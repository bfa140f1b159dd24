import JSONPatchJudge
import Testing

@testable import OutboardJSON

struct JSONPatchTests {
    private func json(_ text: String) -> JSONValue { try! JSONValue(parsing: Array(text.utf8)) }

    private func patched(
        _ document: String,
        _ patch: String,
        limits: JSONPatch.Limits = .standard
    ) throws(JSONPatchError) -> JSONValue {
        var value = json(document)
        try value.apply(JSONPatch(json(patch), limits: limits), limits: limits)
        return value
    }

    private func code(
        _ document: String,
        _ patch: String,
        limits: JSONPatch.Limits = .standard
    ) -> JSONPatchError.Code? {
        do throws(JSONPatchError) {
            _ = try patched(document, patch, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    /// RFC 6902's own examples, and what lies beside them.
    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":1}]"#, #"{"foo":"bar","baz":1}"#),
        (#"{"a":[1,3]}"#, #"[{"op":"add","path":"/a/1","value":2}]"#, #"{"a":[1,2,3]}"#),
        (#"{"a":[]}"#, #"[{"op":"add","path":"/a/-","value":[7]}]"#, #"{"a":[[7]]}"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"","value":[1]}]"#, "[1]"),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a","value":null}]"#, #"{"a":null}"#),
        (#"{"a":[1,2]}"#, #"[{"op":"remove","path":"/a/0"}]"#, #"{"a":[2]}"#),
        (#"{"a":1,"b":2}"#, #"[{"op":"replace","path":"/b","value":{}}]"#, #"{"a":1,"b":{}}"#),
        (
            #"{"a":{"b":1},"c":{}}"#, #"[{"op":"move","from":"/a/b","path":"/c/d"}]"#,
            #"{"a":{},"c":{"d":1}}"#
        ),
        (#"{"a":[1,2,3]}"#, #"[{"op":"move","from":"/a/2","path":"/a/0"}]"#, #"{"a":[3,1,2]}"#),
        (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1}"#),
        (
            #"{"a":{"b":1}}"#, #"[{"op":"copy","from":"/a","path":"/a/c"}]"#,
            #"{"a":{"b":1,"c":{"b":1}}}"#
        ),
        (
            #"{"a/b":1,"m~n":2}"#,
            #"[{"op":"test","path":"/a~1b","value":1},{"op":"remove","path":"/m~0n"}]"#,
            #"{"a/b":1}"#
        ),
        (#"{"~1":1}"#, #"[{"op":"replace","path":"/~01","value":2}]"#, #"{"~1":2}"#),
        (#"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
        (
            #"{"a":{"x":1,"y":2}}"#, #"[{"op":"test","path":"/a","value":{"y":2.0,"x":1}}]"#,
            #"{"a":{"x":1,"y":2}}"#
        ),
    ]) func operationsDoWhatTheySay(document: String, patch: String, result: String) throws {
        #expect(try patched(document, patch) == json(result))
    }

    @Test(arguments: [
        (#"{}"#, JSONPatchError.Code.malformed), (#"[1]"#, .malformed),
        (#"[{"op":"add","path":"/a"}]"#, .malformed),
        (#"[{"op":"set","path":"","value":1}]"#, .malformed),
        (#"[{"op":"remove"}]"#, .malformed), (#"[{"op":"move","path":"/a"}]"#, .malformed),
        (#"[{"op":"remove","path":"a"}]"#, .invalidPointer),
        (#"[{"op":"remove","path":"/~"}]"#, .invalidPointer),
        (#"[{"op":"remove","path":"/~2"}]"#, .invalidPointer),
        (#"[{"op":"remove","path":""}]"#, .missing), (#"[{"op":"remove","path":"/b"}]"#, .missing),
        (#"[{"op":"replace","path":"/b","value":1}]"#, .missing),
        (#"[{"op":"add","path":"/b/c","value":1}]"#, .missing),
        (#"[{"op":"add","path":"/a/x/y","value":1}]"#, .missing),
        (#"[{"op":"copy","from":"/b","path":"/c"}]"#, .missing),
        (#"[{"op":"add","path":"/l/3","value":1}]"#, .invalidIndex),
        (#"[{"op":"remove","path":"/l/2"}]"#, .invalidIndex),
        (#"[{"op":"remove","path":"/l/-"}]"#, .invalidIndex),
        (#"[{"op":"remove","path":"/l/01"}]"#, .invalidIndex),
        (#"[{"op":"remove","path":"/l/+1"}]"#, .invalidIndex),
        (#"[{"op":"remove","path":"/l/"}]"#, .invalidIndex),
        (#"[{"op":"test","path":"/a","value":{}}]"#, .testFailed),
        (#"[{"op":"move","from":"/a","path":"/a/b"}]"#, .intoItself),
    ]) func whatDoesNotFitIsRefused(patch: String, expected: JSONPatchError.Code) {
        #expect(code(#"{"a":{"x":1},"l":[1,2]}"#, patch) == expected)
    }

    @Test func patchIsDoneWholeOrNotAtAll() throws {
        var value = json(#"{"a":1}"#)
        let patch = try JSONPatch(
            json(#"[{"op":"replace","path":"/a","value":2},{"op":"remove","path":"/b"}]"#)
        )
        do throws(JSONPatchError) {
            try value.apply(patch)
            Issue.record("it was applied")
        } catch {
            #expect(error.operation == 1)
        }
        #expect(value == json(#"{"a":1}"#))
    }

    @Test func limitsHold() throws {
        let limits = JSONPatch.Limits(operations: 2, values: 4, depth: 3)
        let one = #"{"op":"add","path":"/b","value":1}"#
        #expect(code(#"{"a":1}"#, "[]", limits: limits) == nil)
        #expect(code(#"{"a":1}"#, "[\(one),\(one)]", limits: limits) == nil)
        #expect(code(#"{"a":1}"#, "[\(one),\(one),\(one)]", limits: limits) == .tooLarge)
        #expect(code("{}", #"[{"op":"add","path":"/a","value":[1,2,3]}]"#, limits: limits) == nil)
        #expect(
            code("{}", #"[{"op":"add","path":"/a","value":[1,2,3,4]}]"#, limits: limits)
                == .tooLarge
        )
        #expect(code("{}", #"[{"op":"add","path":"/a","value":[[]]}]"#, limits: limits) == nil)
        #expect(
            code("{}", #"[{"op":"add","path":"/a","value":[[1]]}]"#, limits: limits) == .tooLarge
        )
    }

    /// 40 copies of itself would be a million million values.
    @Test func copiesOfCopiesEnd() throws {
        let copy = #"{"op":"copy","from":"","path":"/-"}"#
        let copies = Array(repeating: copy, count: 40).joined(separator: ",")
        let limits = JSONPatch.Limits(operations: 100, values: 10_000, depth: 64)
        #expect(code("[1]", "[\(copies)]", limits: limits) == .tooLarge)
    }

    @Test func differencesMakeOneOfTheOther() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        print("seed \(seed)")
        var random = Random(state: seed)
        for _ in 0..<500 {
            let old = random.value(depth: 4)
            let new = Bool.random(using: &random) ? random.value(depth: 4) : random.changed(old)
            let patch = JSONPatch(from: old, to: new)
            var value = old
            try value.apply(JSONPatch(json(patch.json.compactText)))
            #expect(value == new)
            if old == new { #expect(patch.operations.isEmpty) }
        }
    }

    /// Our patches, our results and our refusals are those of python's jsonpatch.
    @Test func anotherLibraryAgrees() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = Random(state: seed)
        var lines: [String] = []
        for _ in 0..<400 {
            let isDifference = Bool.random(using: &random)
            // The other one takes a text for a list of letters.
            random.givesTexts = isDifference
            let old = random.value(depth: 4)
            var asked: JSONObject = ["document": old]
            var value = old
            if isDifference {
                let new = random.changed(old)
                asked["patches"] = [JSONPatch(from: old, to: new).json]
                asked["result"] = new
            } else {
                let operations = random.operations
                asked["patches"] = [JSONPatch(operations).json]
                if (try? value.apply(JSONPatch(operations))) != nil { asked["result"] = value }
            }
            lines.append(JSONValue.object(asked).compactText)
        }
        let verdict = try jsonPatchVerdict(lines)
        #expect(verdict == "400", "seed \(seed)")
    }

    @Test func differencesAreSmall() {
        let old = json(#"{"a":{"x":1,"y":[1]},"b":2,"c/d":3}"#)
        let new = json(#"{"a":{"x":1,"y":[1,2]},"c/d":4,"e":5}"#)
        let expected = json(
            """
            [{"op":"remove","path":"/b"},{"op":"replace","path":"/a/y","value":[1,2]},
             {"op":"replace","path":"/c~1d","value":4},{"op":"add","path":"/e","value":5}]
            """
        )
        #expect(JSONPatch(from: old, to: new).json == expected)
    }

    @Test func pointersReadBackAsTheyAreWritten() throws {
        for tokens in [[], [""], ["a/b", "~", "~1"], ["ä", "", "0"]] {
            let pointer = JSONPointer(tokens)
            #expect(try JSONPointer(parsing: pointer.description) == pointer)
        }
    }
}

/// Values by a seed.
private struct Random: RandomNumberGenerator {
    var state: UInt64
    var givesTexts = true

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .number(Double(Int.random(in: 0...9, using: &self)))
        case 3 where givesTexts:
            return .string(["", "a", "~/"].randomElement(using: &self)!)
        case 3: return .number(-0.5)
        case 4:
            return .array(
                (0..<Int.random(in: 0...3, using: &self)).map { _ in value(depth: depth - 1) }
            )
        default:
            var object = JSONObject()
            for key in ["a", "b/c", "~", ""] where Bool.random(using: &self) {
                object[key] = value(depth: depth - 1)
            }
            return .object(object)
        }
    }

    private mutating func pointer() -> JSONPointer {
        let tokens = ["a", "b/c", "~", "", "0", "1", "-"]
        return JSONPointer(
            (0..<Int.random(in: 0...3, using: &self)).map { _ in tokens.randomElement(using: &self)!
            }
        )
    }

    /// Of which most do not fit. Another library may do what is not said of whole documents.
    var operations: [JSONPatch.Operation] {
        mutating get {
            (0..<Int.random(in: 1...2, using: &self)).compactMap { _ in
                let path = pointer()
                let from = pointer()
                guard !path.tokens.isEmpty, !from.tokens.isEmpty else { return nil }
                switch Int.random(in: 0..<5, using: &self) {
                case 0: return .add(path, value(depth: 1))
                case 1 where path.tokens.last != "-": return .remove(path)
                case 2 where path.tokens.last != "-": return .replace(path, value(depth: 1))
                case 3 where !from.tokens.contains("-"): return .copy(from: from, to: path)
                default: return .add(path, value(depth: 1))
                }
            }
        }
    }

    mutating func changed(_ old: JSONValue) -> JSONValue {
        guard case .object(var object) = old else { return value(depth: 1) }
        for member in object.members where Int.random(in: 0..<3, using: &self) == 0 {
            object[member.key] = Bool.random(using: &self) ? nil : changed(member.value)
        }
        return .object(object)
    }
}
