import Foundation
import OutboardJSON
import Testing

@testable import outboard

/// A flag counts more than the environment, that more than a context, and that more than what is usual.
struct SettingsTests {
    private let contexts: ContextFile = {
        var file = ContextFile(current: "stage")
        file.contexts["stage"] = .init(values: [.url: "http://stage:1", .token: "s", .user: "ana"])
        file.contexts["home"] = .init(values: [.url: "http://home:2"])
        return file
    }()

    /// Who vouches for one server vouches for no other.
    @Test func aContextsCertificatesAreForItsServer() throws {
        var contexts = ContextFile(current: "stage")
        contexts.contexts["stage"] = .init(values: [.url: "https://stage:1", .ca: "/ca.pem"])
        func ca(_ flags: [Settings.Key: String]) throws -> String? {
            try Settings(flags: flags, environment: [:], contexts: contexts).value(.ca)
        }
        #expect(try ca([:]) == "/ca.pem")
        #expect(try ca([.url: "https://other"]) == nil)
        #expect(try ca([.url: "https://other", .ca: "/own.pem"]) == "/own.pem")
        let read = try ContextFile(reading: Array(contexts.json.compactText.utf8))
        #expect(read.contexts == contexts.contexts)
    }

    private func settings(
        _ flags: [Settings.Key: String] = [:],
        _ environment: [String: String] = [:]
    ) throws -> Settings {
        try Settings(flags: flags, environment: environment, contexts: contexts)
    }

    @Test func eachLayerGivesWayToTheOneAbove() throws {
        let bare = try Settings(environment: [:], contexts: ContextFile())
        #expect(bare.value(.url) == "http://127.0.0.1:8350")
        #expect(bare.value(.user) == nil)
        #expect(try settings().value(.url) == "http://stage:1")
        #expect(try settings([:], ["OUTBOARD_URL": "http://e:3"]).value(.url) == "http://e:3")
        let all = try settings([.url: "http://f:4"], ["OUTBOARD_URL": "http://e:3"])
        #expect(all.winner(.url) == .init(origin: "--host", value: "http://f:4"))
        #expect(try settings([.context: "home"]).value(.url) == "http://home:2")
        #expect(try settings([:], ["OUTBOARD_CONTEXT": "home"]).value(.url) == "http://home:2")
        #expect(try settings([:], ["USER": "bo"]).value(.user) == "ana")
        #expect(try settings([.context: "home"], ["USER": "bo"]).value(.user) == "bo")
    }

    @Test func tokenOfAContextGoesToItsOwnServerOnly() throws {
        #expect(try settings().value(.token) == "s")
        #expect(try settings([.url: "http://evil:1"]).value(.token) == nil)
        #expect(try settings([:], ["OUTBOARD_URL": "http://evil:1"]).value(.token) == nil)
        #expect(try settings([.context: "home"]).value(.token) == nil)
        let named = try settings([.url: "http://f:1"], ["OUTBOARD_TOKEN": "e"])
        #expect(named.value(.token) == "e")
    }

    @Test func unknownContextIsAnErrorOfConfiguration() throws {
        let error = #expect(throws: CommandError.self) { try settings([.context: "stag"]) }
        #expect(error?.exitCode == 78)
        #expect(error?.hint == "Did you mean \"stage\"?")
    }

    @Test func explanationNamesEachPlaceAndShowsNoToken() throws {
        let listing = ConfigCommand.Explain.listing(try settings(), Settings.Key.allCases)
        let text = listing.text(.plain)
        #expect(text.contains("*\turl\tcontext stage\thttp://stage:1\n"))
        #expect(text.contains("\turl\tOUTBOARD_URL\t\n"))
        #expect(text.contains("*\ttoken\tcontext stage\t…\n"))
        #expect(!text.contains("--token"))
    }

    @Test func fileIsForItsOwnerOnlyAndComesBackAsItWas() throws {
        let directory = NSTemporaryDirectory() + "outboard-contexts-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let environment = ["XDG_CONFIG_HOME": directory]
        #expect(try ContextFile.load(environment: environment).contexts.isEmpty)
        var file = contexts
        file.path = ContextFile.path(environment: environment)
        try file.save()
        var status = stat()
        #expect(stat(file.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try ContextFile.load(environment: environment) == file)
        // Once more over the first.
        file.current = nil
        try file.save()
        #expect(try ContextFile.load(environment: environment).current == nil)

        chmod(file.path, 0o640)
        let error = #expect(throws: CommandError.self) {
            try ContextFile.load(environment: environment)
        }
        #expect(error?.exitCode == 78)
        #expect(error?.hint.contains("chmod 600") == true)
    }

    @Test func unknownKeyIsRefusedWithTheNearest() {
        let text = #"{"contexts":{"a":{"ur":"x"}}}"#
        let error = #expect(throws: CommandError.self) {
            try ContextFile(reading: Array(text.utf8))
        }
        #expect(error?.hint == "Did you mean \"url\"?")
    }

    @Test(arguments: [
        ("5s", 5), ("500ms", 0.5), ("2m", 120), ("1h", 3_600), ("10ms", 0.01), ("3", 3),
    ])
    func timeHasAUnit(text: String, number: Double) {
        #expect(seconds(of: text) == number)
    }

    @Test(arguments: ["", "s", "0s", "9ms", "3601s", "-1s", "5 s", "nan", "inf", "5d"])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(seconds(of: text) == nil)
    }
}
