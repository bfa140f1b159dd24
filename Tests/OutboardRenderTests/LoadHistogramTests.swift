import Testing

@testable import OutboardRender

struct LoadHistogramTests {
    @Test(arguments: [0.002, 0.01, 0.13, 0.5, 0.77, 1, 1.9])
    func aLoadIsFoundWithinATenth(load: Float) {
        let histogram = LoadHistogram()
        for _ in 0..<100 { histogram.count(load) }
        let found = statistics(histogram).load(atPercentile: 0.5, since: nil)!
        #expect(found >= Double(load) && found <= Double(load) * 1.11)
    }

    @Test func percentilesAreOfWhatCameSince() {
        let histogram = LoadHistogram()
        for _ in 0..<1_000 { histogram.count(0.9) }
        let earlier = statistics(histogram)
        for index in 0..<100 { histogram.count(index < 98 ? 0.1 : 0.6) }
        let now = statistics(histogram)
        #expect(now.load(atPercentile: 0.5, since: earlier)! < 0.12)
        #expect(now.load(atPercentile: 0.99, since: earlier)! > 0.6)
        #expect(now.load(atPercentile: 0.5, since: now) == nil)
    }

    @Test func whatIsOutOfRangeCountsAtTheEnds() {
        let histogram = LoadHistogram()
        for load in [0, -1, 1e-9, 1e9, Float.infinity] { histogram.count(load) }
        #expect(histogram.counts().reduce(0, +) == 5)
    }

    private func statistics(_ histogram: borrowing LoadHistogram) -> RenderStatistics {
        RenderStatistics(
            blocks: 0,
            loadPeak: 0,
            streamUnderrunFrames: 0,
            containedBlocks: 0,
            droppedEvents: 0,
            tapDroppedFrames: 0,
            overruns: 0,
            cyclesByLoad: histogram.counts()
        )
    }
}
