import ArgumentParser
import Foundation
import OutboardClient
import OutboardJSON
import OutboardProtocol

/// Why a command failed: what it prints on stderr, and what it exits with (sysexits).
struct CommandError: Error {
    enum Code: Int32, CaseIterable {
        case failed = 1
        case usage = 64
        case invalidData = 65
        case notFound = 66
        case unavailable = 69
        case `internal` = 70
        case cannotCreate = 73
        case inputOutput = 74
        case timeout = 75
        case protocolMismatch = 76
        case denied = 77
        case configuration = 78

        var name: String { String(describing: self) }
    }

    let exitCode: Int32
    let name: String
    let message: String
    var hint = ""
    /// What the server says beyond that.
    var details: JSONObject?

    init(_ code: Code, _ message: String, hint: String = "") {
        exitCode = code.rawValue
        name = code.name
        self.message = message
        self.hint = hint
    }

    init(_ error: RequestError) {
        exitCode = error.code.exitCode
        name = error.code.rawValue
        message = error.message
        hint = error.hint
        details = error.details
    }

    init(_ error: ClientError) {
        switch error.code {
        case .unreachable:
            self.init(
                .unavailable,
                error.description,
                hint: "Start one with `outboard serve`, or name it with --host."
            )
        case .refused, .connectionLost: self.init(.unavailable, error.description)
        case .timeout: self.init(.timeout, error.description)
        case .malformed: self.init(.protocolMismatch, error.description)
        case .untrusted: self.init(.denied, error.description, hint: error.hint)
        case .builtWithout: self.init(.configuration, error.description, hint: error.hint)
        }
    }

    /// nil: not one of those that a command knows how to say.
    init?(knowing error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as RequestError: self.init(error)
        case let error as ClientError: self.init(error)
        default: return nil
        }
    }

    /// With `"v":1`, as `--json` prints it.
    var json: JSONValue {
        var error: JSONObject = [
            "code": .string(name), "message": .string(message), "hint": .string(hint),
        ]
        error["data"] = details.map(JSONValue.object)
        return ["v": 1, "error": .object(error)]
    }
}

/// Prints on stderr, where messages go; data goes to stdout.
func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Runs a command's body, and turns its errors into a message and an exit code.
func reporting(json: Bool, _ body: () async throws -> Void) async throws {
    let error: CommandError
    do {
        return try await body()
    } catch let caught {
        guard let known = CommandError(knowing: caught) else { throw caught }
        error = known
    }
    if json {
        printLine(error.json.compactText)
    } else {
        let name = Terminal.styled("outboard:", .red, on: STDERR_FILENO)
        complain("\(name) \(error.message)" + (error.hint.isEmpty ? "" : "\n  \(error.hint)"))
    }
    throw ExitCode(error.exitCode)
}
