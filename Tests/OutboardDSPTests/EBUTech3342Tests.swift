import Testing

@testable import OutboardDSP

/// The generated signals of EBU Tech 3342 (2021), table 1. 5 and 6 are recordings, and are left out.
struct EBUTech3342Tests {
    @Test(
        arguments: [
            ([-20, -30], 10), ([-20, -15], 5), ([-40, -20], 20), ([-50, -35, -20, -35, -50], 15),
        ] as [([Double], Double)]
    )
    func rangeIsTheDistanceOfTheLevels(levels: [Double], range: Double) {
        let tones = Signal.tones(levels.map { (seconds: 20, decibels: $0) })
        #expect(isNear(Measured.gate([tones, tones]).rangeLU, range, 1))
    }
}
