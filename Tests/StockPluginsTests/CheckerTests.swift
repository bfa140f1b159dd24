import CLAPChecker
import StockPlugins
import Testing

/// All stock plugins keep CLAP's rules and ours, seen from outside.
struct CheckerTests {
    static let library = Result { () throws(CLAPLibrary.Refusal) in
        try CLAPLibrary.built("StockBundle")
    }

    @Test(arguments: StockPlugins.all.map(\.id))
    func aPluginKeepsTheRules(id: String) throws {
        for seed in [1, 2] as [UInt64] {
            let faults = try Checker.check(Self.library.get(), id, seed: seed)
            #expect(faults.isEmpty, "seed \(seed): \(faults)")
        }
    }

    @Test func theLibraryHasEachOfThem() throws {
        #expect(try Self.library.get().pluginIDs == StockPlugins.all.map(\.id))
    }
}
