import ALSAFixture
import CALSA
import CRealtime
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOALSA

/// What a sound card does to a driver, done by a card in user space.
@Suite(.serialized) struct CardTests {
    private let cards = Cards()
    private let ramp = Ramp()

    @Test(arguments: [(1, 0), (0, 1), (1, 1)])
    func theCardsClockSetsThePace(outputs: Int, inputs: Int) throws {
        let driver = cards.makeDriver()
        let given = try driver.open(
            DriverRequest(
                sampleRateHertz: 96_000,
                quantumFrames: 32,
                inputChannels: 2 * inputs,
                outputChannels: 2 * outputs
            )
        )
        // The nearest that the card gives, and of its ten channels what was asked for.
        #expect(
            given
                == DriverFormat(
                    sampleRateHertz: 48_000,
                    quantumFrames: 128,
                    inputChannels: 2 * inputs,
                    outputChannels: 2 * outputs
                )
        )
        let began = ob_now_nanoseconds()
        let counter = CycleCounter()
        try driver.start(counter.entry)
        counter.wait(forFrames: 9600)
        let elapsed = ob_now_nanoseconds() - began
        #expect(counter.frames >= 9600)
        #expect(elapsed > 190_000_000)
        #expect(driver.pollEvent() == nil)
        driver.stop()
        driver.close()
    }

    @Test(arguments: [OB_CARD_MISSES_A_DEADLINE, OB_CARD_SLEEPS])
    func aMissedDeadlineAndASleepAreRecoveredFromAndCounted(fault: ob_card_fault) throws {
        let driver = cards.makeDriver()
        _ = try driver.open(DriverRequest(quantumFrames: 256))
        try driver.start(ramp.entry)
        ramp.wait(forFrames: 2560)
        let xruns = driver.status.xruns
        cards.setFault(fault)
        for _ in 0..<5000 where driver.status.xruns == xruns { usleep(1000) }
        #expect(driver.status.xruns > xruns)
        let frames = ramp.frames
        ramp.wait(forFrames: frames + 4800)
        #expect(ramp.frames >= frames + 4800)
        #expect(driver.pollEvent() == nil)
        driver.stop()
        driver.close()
    }

    @Test(arguments: [OB_CARD_IS_UNPLUGGED, OB_CARD_STANDS_STILL])
    func aCardThatGoesAwayIsALoss(fault: ob_card_fault) throws {
        let driver = cards.makeDriver()
        _ = try driver.open(DriverRequest(device: "hw:Card", quantumFrames: 256))
        try driver.start(ramp.entry)
        ramp.wait(forFrames: 2560)
        cards.setFault(fault)
        var event: DriverEvent?
        for _ in 0..<6000 where event == nil {
            event = driver.pollEvent()
            usleep(1000)
        }
        guard case .lost(let error) = event else {
            Issue.record("the loss went unnoticed")
            return
        }
        #expect(error.code == .gone)
        #expect(error.subject == "hw:Card")
        #expect(driver.pollEvent() == nil)
        driver.stop()
        driver.close()
    }

    @Test func aBusyCardIsSaidToBe() {
        let driver = ALSADriver(formats: SampleFormat.allCases, accesses: PCM.Access.allCases) {
            _,
            _,
            _ in -EBUSY
        }
        do throws(DriverError) {
            _ = try driver.open(DriverRequest())
            Issue.record("it opened")
        } catch {
            #expect(error.code == .busy)
        }
    }
}

/// The cards behind a driver, one for each direction.
private final class Cards {
    private var cards: [OpaquePointer] = []

    func makeDriver() -> ALSADriver {
        ALSADriver(formats: SampleFormat.allCases, accesses: PCM.Access.allCases) {
            [self] pcm, _, stream in
            var card: OpaquePointer?
            let error = ob_card_open(&card, &pcm, stream)
            if let card { cards.append(card) }
            return error
        }
    }

    /// To be called while the driver is open.
    func setFault(_ fault: ob_card_fault) {
        for card in cards { ob_card_set_fault(card, fault) }
    }
}
