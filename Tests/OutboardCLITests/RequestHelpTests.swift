import OutboardProtocol
import Testing

@testable import outboard

struct RequestHelpTests {
    @Test func theListNamesEveryRequestOnce() {
        let lines = RequestHelp.list.split(separator: "\n")
        for kind in Request.Kind.allCases {
            let named = lines.filter { $0.hasPrefix("  \(kind.rawValue) ") }
            #expect(named.count == 1 && named[0].hasSuffix(kind.row.summary))
        }
    }

    @Test(arguments: Request.Kind.allCases)
    func theHelpOfARequestNamesItsFields(kind: Request.Kind) throws {
        let text = try RequestHelp.text(of: kind.rawValue)
        for field in kind.row.fields + kind.row.reply {
            #expect(text.contains("  \(field.key) "), "\(field.key)")
        }
        #expect(text.contains(kind.row.role.rawValue))
        #expect(try RequestHelp.text(of: kind.rawValue.lowercased()) == text)
    }

    @Test func rangesAndDefaultsAreSaid() throws {
        let pan = try RequestHelp.text(of: "TRACK_PAN")
        #expect(pan.contains("  pan       a number, -1 to 1; optional\n"))
        #expect(try RequestHelp.text(of: "PLUGIN_SCAN").contains("by default \"changed\""))
    }

    @Test func whatIsNoRequestIsRefused() {
        #expect(throws: CommandError.self) { try RequestHelp.text(of: "NOPE") }
    }
}
