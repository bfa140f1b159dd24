import CRealtime
import CRenderGuard
import RenderGuard
import Testing

extension RendererTests {
    /// The net has holes unless a fish is caught: what we plant in our own scope must count as ours.
    @Test func guardSeesAPlantedAllocationOfOurs() {
        let (hits, _) = RenderGuard.measure {
            ob_guard_enter()
            ob_guard_plant_allocation()
            ob_guard_leave()
        }
        #expect(hits.ours == 2)
    }

    @Test func guardSeesAPlantedLockOfOurs() {
        let (hits, _) = RenderGuard.measure {
            ob_guard_enter()
            ob_guard_plant_lock()
            ob_guard_leave()
        }
        #expect(hits.ours == 1)
        #expect(String(cString: ob_guard_last()) == "pthread_mutex_lock")
    }

    @Test func guardIsSilentOutsideACycle() {
        let (hits, _) = RenderGuard.measure { ob_guard_plant_allocation() }
        #expect(hits.ours == 0)
    }
}
