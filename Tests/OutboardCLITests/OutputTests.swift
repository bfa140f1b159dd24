import Foundation
import OutboardJSON
import OutboardProtocol
import Testing

@testable import outboard

/// The same list in every format.
struct OutputTests {
    private let listing = Listing(
        key: "things",
        headings: ["ID", "NAME"],
        rows: [
            .init(name: "a", cells: ["a", "Alpha"], json: ["id": "a"]),
            .init(name: "bb", cells: ["bb", ""], json: ["id": "bb"]),
        ]
    )

    @Test func formatsSayTheSame() {
        #expect(listing.text(.table) == "ID  NAME\na   Alpha\nbb\n")
        #expect(listing.text(.plain) == "a\tAlpha\nbb\t\n")
        #expect(listing.text(.name) == "a\nbb\n")
        #expect(listing.text(.json) == #"{"v":1,"things":[{"id":"a"},{"id":"bb"}]}"# + "\n")
        #expect(
            listing.text(.jsonl) == #"{"v":1,"id":"a"}"# + "\n" + #"{"v":1,"id":"bb"}"# + "\n"
        )
    }

    @Test func emptyListIsNoLineButForATable() {
        let empty = Listing(key: "things", headings: ["ID"], rows: [])
        #expect(empty.text(.table) == "ID\n")
        for format in [OutputFormat.plain, .name, .jsonl] { #expect(empty.text(format) == "") }
        #expect(empty.text(.json) == #"{"v":1,"things":[]}"# + "\n")
    }

    /// Tests have no terminal.
    @Test func colourIsForTerminalsAndForWhoForcesIt() {
        #expect(!Terminal.isColored(STDOUT_FILENO, environment: [:]))
        #expect(Terminal.isColored(STDOUT_FILENO, environment: ["CLICOLOR_FORCE": "1"]))
        #expect(!Terminal.isColored(STDOUT_FILENO, environment: ["CLICOLOR_FORCE": "0"]))
        let both = ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]
        #expect(!Terminal.isColored(STDOUT_FILENO, environment: both))
    }

    @Test func errorsKeepWhatTheServerSays() {
        let refused = RequestError(
            .invalidParameter,
            "Too high.",
            hint: "Less.",
            details: ["maximum": 0]
        )
        let error = CommandError(refused)
        #expect(error.exitCode == 65)
        #expect(
            error.json.compactText
                == #"{"v":1,"error":{"code":"INVALID_PARAMETER","message":"Too high.","hint":"Less.","#
                + #""data":{"maximum":0}}}"#
        )
    }

    /// As sysexits has them, and the catalogue names each.
    @Test func everyErrorOfTheProtocolHasAnExitCode() {
        for code in ErrorCode.allCases {
            #expect((64...79).contains(code.exitCode), "\(code)")
        }
    }

    @Test func formatIsTheFlagsOrTheEnvironments() throws {
        #expect(try ServerOptions.of([]).format == .table)
        #expect(try ServerOptions.of(["-o", "jsonl"]).format == .jsonl)
        #expect(try ServerOptions.of(["--json"]).format == .json)
        #expect(try ServerOptions.of(["-q"]).format == .name)
        #expect(throws: (any Error).self) { try ServerOptions.of(["--json", "-o", "plain"]) }
        #expect(throws: (any Error).self) { try ServerOptions.of(["-o", "yaml"]) }
        #expect(throws: (any Error).self) { try ServerOptions.of(["--timeout", "0s"]) }
    }
}
