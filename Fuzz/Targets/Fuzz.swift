import Glibc

/// Gives a reader of strangers' bytes what libFuzzer makes up: `make fuzz-protocol`.
///
///     OUTBOARD_FUZZ_TARGET=json protocol-fuzz -max_total_time=60 FOLDER
///
/// A target traps when a promise is broken. Not crashing is the least of them: what was read and is written
/// reads back as the same, and no limit is passed.
@main
enum Fuzz {
    static let targets: [String: @Sendable (UnsafeBufferPointer<UInt8>) -> Void] = [
        "websocket-server": { fuzzWebSocket($0, role: .server) },
        "websocket-client": { fuzzWebSocket($0, role: .client) },
        "extensions": fuzzExtensions,
        "json": fuzzJSON,
        "envelope": fuzzEnvelope,
        "server-message": fuzzServerMessage,
        "json-patch": fuzzJSONPatch,
        "token": fuzzToken,
    ]

    static func main() {
        var argumentCount = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runFuzzer(&argumentCount, &arguments, testOneInput))
    }
}

private let chosen: @Sendable (UnsafeBufferPointer<UInt8>) -> Void = {
    let name = getenv("OUTBOARD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = Fuzz.targets[name] else {
        fatalError(
            "OUTBOARD_FUZZ_TARGET is one of \(Fuzz.targets.keys.sorted().joined(separator: ", "))"
        )
    }
    return target
}()

/// libFuzzer's own `main` asks for it by this name.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
