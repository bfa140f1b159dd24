import CRenderGuard

/// Counts what the render thread may not do while `body` runs: ours, and the plugins'.
package struct RenderGuard {
    package var ours: Int
    package var foreign: Int

    /// Tests that measure run one after another: the counts are the process's.
    package static func measure<Result>(_ body: () throws -> Result) rethrows -> (
        RenderGuard, Result
    ) {
        ob_guard_reset()
        let result = try body()
        let hits = RenderGuard(
            ours: Int(ob_guard_hits_ours()),
            foreign: Int(ob_guard_hits_foreign())
        )
        if hits.ours > 0 { ob_guard_report(2) }
        return (hits, result)
    }

    package static var isActive: Bool { ob_guard_is_active() == 1 }
}
