@testable import StockDSP

typealias Inputs = (UnsafePointer<Float>, UnsafePointer<Float>)
typealias Outputs = (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)

/// Runs two channels through something in blocks, which it may do something before.
func running(
    _ left: [Float],
    _ right: [Float],
    cuts: [Int] = [480],
    before: (_ frame: Int) -> Void = { _ in },
    process: (Inputs, Outputs, Int) -> Void
) -> (left: [Float], right: [Float]) {
    var outLeft = [Float](repeating: .nan, count: left.count)
    var outRight = outLeft
    left.withUnsafeBufferPointer { l in
        right.withUnsafeBufferPointer { r in
            outLeft.withUnsafeMutableBufferPointer { a in
                outRight.withUnsafeMutableBufferPointer { b in
                    var (frame, turn) = (0, 0)
                    while frame < l.count {
                        let frames = min(cuts[turn % cuts.count], l.count - frame)
                        before(frame)
                        process(
                            (l.baseAddress! + frame, r.baseAddress! + frame),
                            (a.baseAddress! + frame, b.baseAddress! + frame),
                            frames
                        )
                        frame += frames
                        turn += 1
                    }
                }
            }
        }
    }
    return (outLeft, outRight)
}

extension Delay {
    /// What a new one makes of a signal. `change` may set it anew before a block.
    static func render(
        _ settings: Settings,
        _ left: [Float],
        _ right: [Float]? = nil,
        rate: Double = 48_000,
        cuts: [Int] = [480],
        change: (Int, inout Delay) -> Void = { _, _ in }
    ) -> (left: [Float], right: [Float]) {
        var delay = Delay(sampleRateHertz: rate)
        defer { delay.deallocate() }
        delay.set(settings)
        return running(
            left,
            right ?? left,
            cuts: cuts,
            before: { change($0, &delay) },
            process: { delay.process($0, to: $1, frames: $2) }
        )
    }
}

extension Reverb {
    static func render(
        _ settings: Settings,
        _ left: [Float],
        _ right: [Float]? = nil,
        rate: Double = 48_000,
        cuts: [Int] = [480],
        change: (Int, inout Reverb) -> Void = { _, _ in }
    ) -> (left: [Float], right: [Float]) {
        var reverb = Reverb(sampleRateHertz: rate)
        defer { reverb.deallocate() }
        reverb.set(settings)
        return running(
            left,
            right ?? left,
            cuts: cuts,
            before: { change($0, &reverb) },
            process: { reverb.process($0, to: $1, frames: $2) }
        )
    }
}

extension Saturator {
    static func render(
        _ settings: Settings,
        _ left: [Float],
        rate: Double = 48_000,
        cuts: [Int] = [480],
        change: (Int, inout Saturator) -> Void = { _, _ in }
    ) -> [Float] {
        var saturator = Saturator(sampleRateHertz: rate)
        defer { saturator.deallocate() }
        saturator.set(settings)
        return running(
            left,
            left,
            cuts: cuts,
            before: { change($0, &saturator) },
            process: { saturator.process($0, to: $1, frames: $2) }
        ).left
    }
}

extension Generator {
    static func render(
        _ settings: Settings,
        frames: Int,
        rate: Double = 48_000,
        cuts: [Int] = [480],
        input: Float = 0,
        change: (Int, inout Generator) -> Void = { _, _ in }
    ) -> (left: [Float], right: [Float]) {
        var generator = Generator(sampleRateHertz: rate)
        defer { generator.deallocate() }
        generator.set(settings)
        let silence = [Float](repeating: input, count: frames)
        return running(
            silence,
            silence,
            cuts: cuts,
            before: { change($0, &generator) },
            process: { generator.process($0, to: $1, frames: $2) }
        )
    }
}
