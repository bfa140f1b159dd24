import CALSA
import CRealtime
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOALSA

@Suite(.serialized) struct ALSADriverTests {
    init() { _ = Devices.folder }

    @Test(arguments: SampleFormat.allCases, PCM.Access.allCases)
    func theDeviceGetsExactlyWhatWasRendered(
        format: SampleFormat,
        access: PCM.Access
    ) throws {
        let file = Devices.file("\(format)-\(access).raw")
        let driver = ALSADriver(formats: [format], accesses: [access])
        let given = try driver.open(
            DriverRequest(
                device: Devices.recorder(file),
                quantumFrames: 64,
                inputChannels: 0
            )
        )
        #expect(
            given
                == DriverFormat(
                    sampleRateHertz: 48_000,
                    quantumFrames: 64,
                    inputChannels: 0,
                    outputChannels: 2
                )
        )
        let ramp = Ramp()
        try driver.start(ramp.entry)
        ramp.wait(forFrames: 4800)
        driver.stop()
        driver.close()

        let content = [UInt8](try Data(contentsOf: file))
        let frames = content.count / (2 * format.sampleBytes)
        #expect(frames > 3000)
        // Three periods of silence lead; then comes each frame once, in order.
        for frame in 0..<frames {
            let expected = frame < 192 ? 0 : Ramp.sample(frame - 192)
            let (left, right) = (0, 1)
            #expect(sample(content, format, 2 * frame + left) == expected, "frame \(frame)")
            #expect(sample(content, format, 2 * frame + right) == -expected, "frame \(frame)")
            if sample(content, format, 2 * frame) != expected { return }
        }
    }

    @Test(arguments: SampleFormat.allCases)
    func theRendererGetsExactlyWhatWasCaptured(format: SampleFormat) throws {
        let audio = (0..<20_000).map { Ramp.sample($0) }
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: audio.count * format.sampleBytes,
            alignment: 16
        )
        format.write(
            audio,
            to: DeviceLane(base: bytes, strideBytes: format.sampleBytes),
            frames: audio.count
        )
        try Data(
            bytesNoCopy: bytes,
            count: audio.count * format.sampleBytes,
            deallocator: .custom { bytes, _ in bytes.deallocate() }
        ).write(to: Devices.file("input.raw"))
        let driver = ALSADriver(formats: [format], accesses: PCM.Access.allCases)
        let given = try driver.open(
            DriverRequest(
                device: "outboard_capture",
                quantumFrames: 100,
                inputChannels: 1,
                outputChannels: 0
            )
        )
        #expect(given.inputChannels == 1)
        #expect(given.outputChannels == 0)
        let recorder = Recorder()
        try driver.start(recorder.entry)
        recorder.wait(forFrames: 10_000)
        driver.stop()
        driver.close()
        #expect(recorder.samples.count >= 10_000)
        #expect(Array(recorder.samples.prefix(10_000)) == Array(audio.prefix(10_000)))
    }

    @Test func aDevicePlaysAndCapturesAndNeverRunsAway() throws {
        let driver = ALSADriver()
        let given = try driver.open(DriverRequest(device: "null", quantumFrames: 480))
        #expect(given.inputChannels == 2)
        #expect(given.outputChannels == 2)
        let ramp = Ramp()
        let began = ob_now_nanoseconds()
        try driver.start(ramp.entry)
        ramp.wait(forFrames: 24_000)
        let (frames, elapsed) = (ramp.frames, ob_now_nanoseconds() - began)
        // A device without a clock is held to 1.05 times real time, two buffers at most ahead.
        #expect(Double(frames) < Double(elapsed) * 48_000 / 1e9 * 1.06 + 6 * 480 + 480)
        #expect(driver.status.isRealtime != nil)
        #expect(driver.pollEvent() == nil)
        driver.stop()
        // It starts again after its stop.
        try driver.start(ramp.entry)
        ramp.wait(forFrames: frames + 4800)
        driver.stop()
        driver.close()
    }

    @Test func theDevicesThreadFlushesSubnormals() throws {
        let driver = ALSADriver()
        _ = try driver.open(DriverRequest(device: "null", quantumFrames: 480))
        let probe = SubnormalProbe()
        try driver.start(probe.entry)
        #expect(probe.half() == 0)
        driver.stop()
        driver.close()
    }

    @Test func whatADeviceLacksIsLeftOut() throws {
        let player = ALSADriver()
        let playing = try player.open(DriverRequest(device: "outboard_playback_only"))
        #expect(playing.outputChannels == 2 && playing.inputChannels == 0)
        player.close()
        let capturer = ALSADriver()
        let capturing = try capturer.open(DriverRequest(device: "outboard_capture_only"))
        #expect(capturing.outputChannels == 0 && capturing.inputChannels == 2)
        capturer.close()
    }

    @Test func aMissingDeviceIsNotFound() {
        for device in ["hw:31", "hw:99", "plughw:NoSuchCard", "nosuchname"] {
            expect(.notFound) {
                () throws(DriverError) in
                _ = try ALSADriver().open(DriverRequest(device: device))
            }
        }
    }

    @Test func aRequestForNothingIsUnsupported() {
        expect(.unsupported) {
            () throws(DriverError) in
            _ = try ALSADriver().open(
                DriverRequest(device: "null", inputChannels: 0, outputChannels: 0)
            )
        }
    }

    @Test(
        arguments: [
            (EBUSY, false, DriverError.Code.busy), (ENOENT, false, .notFound),
            (ENODEV, false, .notFound), (ENODEV, true, .gone), (ETIMEDOUT, true, .gone),
            (EACCES, false, .denied), (EINVAL, false, .notFound), (ENOSYS, false, .unsupported),
            (EIO, false, .system),
            (EIO, true, .gone),
        ])
    func errorsSayWhatHappened(number: Int32, wasRunning: Bool, code: DriverError.Code) {
        let error = DriverError(alsa: -number, subject: "hw:0", wasRunning: wasRunning)
        #expect(error.code == code)
        #expect(error.subject == "hw:0")
    }

    // MARK: Pieces

    private func expect(
        _ code: DriverError.Code,
        from body: () throws(DriverError) -> Void
    ) {
        do throws(DriverError) {
            try body()
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.code == code, "\(error)")
        }
    }

    private func sample(_ bytes: [UInt8], _ format: SampleFormat, _ index: Int) -> Float {
        var sample: Float = 0
        var piece = Array(bytes[index * format.sampleBytes..<(index + 1) * format.sampleBytes])
        piece.withUnsafeMutableBytes {
            format.read(
                DeviceLane(base: $0.baseAddress!, strideBytes: format.sampleBytes),
                into: &sample,
                frames: 1
            )
        }
        return sample
    }
}

@Suite struct FreeRunGuardTests {
    private var freeRunGuard: FreeRunGuard

    init() {
        freeRunGuard = FreeRunGuard(
            quantumFrames: 480,
            bufferFrames: 1440,
            sampleRateHertz: 48_000
        )
    }

    @Test mutating func aDeviceWithAClockIsNeverHeldBack() {
        var now = ob_now_nanoseconds() + 10_000_000
        for _ in 0..<1000 {
            // One per cent fast: more than any crystal is off.
            now += 9_900_000
            let due = freeRunGuard.next(nowNanoseconds: now)
            #expect(due <= now)
        }
    }

    @Test mutating func aDeviceWithoutOneIsHeldToRealTime() {
        let began = ob_now_nanoseconds()
        var now = began
        for _ in 0..<1000 { now = max(now, freeRunGuard.next(nowNanoseconds: now)) }
        #expect(now - began > 9_300_000_000)
    }
}
