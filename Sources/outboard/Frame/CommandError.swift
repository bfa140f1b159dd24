import ArgumentParser
import Foundation
import OutboardJSON
import OutboardProtocol

/// Why a command failed: what it prints on stderr, and what it exits with (sysexits).
struct CommandError: Error {
    enum Code: Int32 {
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
    } catch let caught as CommandError {
        error = caught
    } catch let caught as RequestError {
        error = CommandError(caught)
    } catch let caught as ExitCode {
        throw caught
    } catch {
        throw error
    }
    if json {
        let object: JSONValue = [
            "v": 1,
            "error": [
                "code": .string(error.name), "message": .string(error.message),
                "hint": .string(error.hint),
            ],
        ]
        print(object.compactText)
    } else {
        complain("outboard: \(error.message)" + (error.hint.isEmpty ? "" : "\n  \(error.hint)"))
    }
    throw ExitCode(error.exitCode)
}
