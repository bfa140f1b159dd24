import CRealtime
import Glibc
import OutboardRealtime
import Synchronization
import Testing

@testable import OutboardIO

@Suite struct ManualDriverTests {
    @Test func outputsAreWhatTheEntryMadeOfTheInputs() throws {
        let driver = ManualDriver()
        let probe = Probe()
        let format = try driver.open(
            DriverRequest(quantumFrames: 64, inputChannels: 2, outputChannels: 2)
        )
        #expect(format.quantumFrames == 64)
        try driver.start(probe.entry)
        var next: Float = 0
        driver.prepare = { inputs, frames in
            for frame in 0..<frames {
                inputs[0][frame] = next
                inputs[1][frame] = -next
                next += 1
            }
        }
        var out: [Float] = []
        driver.consume = { outputs, frames in
            for frame in 0..<frames { out.append(outputs[1][frame] + 2 * outputs[0][frame]) }
        }
        try driver.advance(frames: 150)
        #expect(probe.quanta == [64, 64, 22])
        try driver.advance(quanta: [1, 1000, 32])
        #expect(probe.quanta == [64, 64, 22, 1, 1000, 32])
        // The probe doubles: out = 2 * (-n) + 2 * (2 * n).
        #expect(out == (0..<1183).map { 2 * Float($0) })
        driver.stop()
        driver.close()
    }

    @Test func withoutASourceTheInputsAreSilentEachCycle() throws {
        let driver = ManualDriver()
        let probe = Probe(channelCount: 1)
        _ = try driver.open(DriverRequest(quantumFrames: 8, inputChannels: 1, outputChannels: 1))
        try driver.start(probe.entry)
        var isSilent = true
        driver.prepare = { inputs, frames in
            for frame in 0..<frames {
                isSilent = isSilent && inputs[0][frame] == 0
                inputs[0][frame] = 1
            }
        }
        try driver.advance(frames: 32)
        #expect(isSilent)
    }

    @Test func theEventsOfACycleReachTheEntry() throws {
        let driver = ManualDriver()
        let probe = Probe()
        _ = try driver.open(DriverRequest(quantumFrames: 8))
        try driver.start(probe.entry)
        try driver.advance(frames: 8)
        var asked: [Int] = []
        driver.events = { frames in
            asked.append(frames)
            return (0..<asked.count).map { index in
                ob_event(
                    frame: UInt32(index),
                    port: 0,
                    size: 3,
                    reserved: (0, 0),
                    bytes: (0x90, UInt8(asked.count), 100, 0, 0, 0, 0, 0)
                )
            }
        }
        try driver.advance(frames: 19)
        #expect(asked == [8, 8, 3])
        #expect(
            probe.events.map { [Int($0.frame), Int($0.bytes.1)] }
                == [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3]]
        )
    }

    @Test func anErrorWhileWritingEndsTheRun() throws {
        let driver = ManualDriver()
        let probe = Probe()
        _ = try driver.open(DriverRequest(quantumFrames: 8))
        try driver.start(probe.entry)
        driver.consume = { _, _ throws(AudioFileError) in
            throw AudioFileError(.full, subject: "x", message: "full")
        }
        #expect(throws: AudioFileError.self) { try driver.advance(frames: 32) }
        #expect(probe.quanta == [8])
    }

    @Test func aRequestForNothingIsUnsupported() {
        #expect(throws: DriverError.self) {
            _ = try ManualDriver().open(DriverRequest(quantumFrames: 0))
        }
    }
}

@Suite struct ClockScheduleTests {
    private var schedule = ClockSchedule(
        originNanoseconds: 1_000_000_000,
        quantumFrames: 441,
        sampleRateHertz: 44_100
    )
    private let quantum: Int64 = 10_000_000

    @Test mutating func cyclesAreAQuantumApart() {
        for cycle in 1...1000 as ClosedRange<Int64> {
            #expect(schedule.deadlineNanoseconds == 1_000_000_000 + cycle * quantum)
            let isLate = schedule.advance(nowNanoseconds: schedule.deadlineNanoseconds + 1)
            #expect(!isLate)
        }
    }

    @Test mutating func uptoAQuantumLateTheNextCycleFollowsAtOnce() {
        let latest = schedule.deadlineNanoseconds + 2 * quantum
        let isLate = schedule.advance(nowNanoseconds: latest)
        #expect(!isLate)
        #expect(schedule.deadlineNanoseconds == latest - quantum)
    }

    @Test mutating func laterThanAQuantumSkipsToWhatLiesAhead() {
        let late = schedule.deadlineNanoseconds + 2 * quantum + 1
        let isVeryLate = schedule.advance(nowNanoseconds: late)
        #expect(isVeryLate)
        #expect(schedule.deadlineNanoseconds == late - 1 + quantum)
        let isLate = schedule.advance(nowNanoseconds: schedule.deadlineNanoseconds)
        #expect(!isLate)
    }

    @Test func yearsDoNotOverflowOrDrift() {
        var schedule = ClockSchedule(
            originNanoseconds: 0,
            quantumFrames: 64,
            sampleRateHertz: 48_000
        )
        let years: Int64 = 10 * 365 * 86_400
        _ = schedule.advance(nowNanoseconds: years * 1_000_000_000)
        #expect(schedule.cycle == years * 750 + 1)
        #expect(schedule.deadlineNanoseconds == years * 1_000_000_000 + 1_333_333)
    }
}

@Suite(.serialized) struct ClockDriverTests {
    @Test func itKeepsThePaceOfTheClock() throws {
        let driver = ClockDriver()
        let probe = Probe()
        _ = try driver.open(DriverRequest(quantumFrames: 480))
        let began = ob_now_nanoseconds()
        try driver.start(probe.entry)
        probe.wait(forCycles: 50)
        let cycles = probe.cycles
        let elapsed = ob_now_nanoseconds() - began
        // Never ahead of time, whatever else the machine does.
        #expect(cycles >= 50 && Int64(cycles) <= elapsed / 10_000_000 + 1)
        #expect(driver.status.isRealtime != nil)
        driver.stop()
        let after = probe.cycles
        usleep(30_000)
        #expect(probe.cycles == after)
        driver.close()
    }

    @Test func aCycleThatTakesTooLongIsAnXrunAndNoBurst() throws {
        let driver = ClockDriver()
        let probe = Probe()
        probe.stall(nanoseconds: 100_000_000)
        _ = try driver.open(DriverRequest(quantumFrames: 480))
        let began = ob_now_nanoseconds()
        try driver.start(probe.entry)
        probe.wait(forCycles: 20)
        let cycles = probe.cycles
        let elapsed = ob_now_nanoseconds() - began
        #expect(driver.status.xruns >= 1)
        // The 9 cycles that the stall cost are not made up for.
        #expect(Int64(cycles) <= elapsed / 10_000_000 - 7)
        driver.stop()
        driver.close()
    }

    @Test func itStartsAgainAfterItsStop() throws {
        let driver = ClockDriver()
        let probe = Probe()
        _ = try driver.open(DriverRequest(quantumFrames: 64))
        for _ in 0..<3 {
            try driver.start(probe.entry)
            probe.wait(forCycles: probe.cycles + 3)
            driver.stop()
        }
        driver.close()
        _ = try driver.open(DriverRequest(quantumFrames: 128))
        driver.close()
    }
}
