import CRenderGuard

/// Counts what the render thread may not do while `body` runs: ours, and the plugins'.
package struct RenderGuard {
    package var ours: Int
    package var foreign: Int

    package init(ours: Int = 0, foreign: Int = 0) {
        self.ours = ours
        self.foreign = foreign
    }

    /// Counts the calling thread's hits: `body` renders on it.
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
