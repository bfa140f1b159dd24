/// An all-pass: it lets every frequency through as it is, and smears it over time.
///
/// `y = -g x + d; d' = x + g y`, where d is what was stored some frames ago.
struct Diffuser: BitwiseCopyable {
    private let memory: UnsafeMutablePointer<Float>
    private let delayFrames: Int
    private var position = 0

    /// [control]
    init(delayFrames: Int) {
        self.delayFrames = max(1, delayFrames)
        memory = .allocate(capacity: self.delayFrames)
        memory.initialize(repeating: 0, count: self.delayFrames)
    }

    /// [control]
    func deallocate() { memory.deallocate() }

    /// [render]
    @_noLocks
    mutating func clear() {
        for index in 0..<delayFrames { memory[index] = 0 }
        position = 0
    }

    /// [render]
    @_noLocks @inline(__always)
    mutating func next(_ sample: Float, _ coefficient: Float) -> Float {
        let stored = memory[position]
        let output = stored - coefficient * sample
        memory[position] = sample + coefficient * output
        position += 1
        if position == delayFrames { position = 0 }
        return output
    }
}

/// Four of them, one after another.
struct DiffuserChain: BitwiseCopyable {
    private var first: Diffuser
    private var second: Diffuser
    private var third: Diffuser
    private var fourth: Diffuser

    /// [control]
    init(milliseconds: (Double, Double, Double, Double), sampleRateHertz: Double) {
        func diffuser(_ milliseconds: Double) -> Diffuser {
            Diffuser(delayFrames: Int(milliseconds / 1000 * sampleRateHertz + 0.5))
        }
        first = diffuser(milliseconds.0)
        second = diffuser(milliseconds.1)
        third = diffuser(milliseconds.2)
        fourth = diffuser(milliseconds.3)
    }

    /// [control]
    func deallocate() {
        first.deallocate()
        second.deallocate()
        third.deallocate()
        fourth.deallocate()
    }

    /// [render]
    @_noLocks
    mutating func clear() {
        first.clear()
        second.clear()
        third.clear()
        fourth.clear()
    }

    /// [render]
    @_noLocks @inline(__always)
    mutating func next(_ sample: Float, _ coefficient: Float) -> Float {
        var sample = first.next(sample, coefficient)
        sample = second.next(sample, coefficient)
        sample = third.next(sample, coefficient)
        return fourth.next(sample, coefficient)
    }
}
