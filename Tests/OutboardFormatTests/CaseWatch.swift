import Foundation
import OutboardHost
import Testing

/// Goes through the cases of a fuzz test, and says in which one the process ended or went on for ever: the
/// seed and the number make the case again. One at a time, while the suite is serialized.
final class CaseWatch {
    private let seed: UInt64
    private let subject: String
    private var number = 0

    /// No case takes as long, not even on a machine that others use.
    private static let secondsMax: UInt32 = 120

    init(seed: UInt64, _ subject: String) {
        self.seed = seed
        self.subject = subject
        for signal in watchedSignals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = sayCase
            sigaction(signal, &action, actionsBefore + Int(signal))
        }
    }

    deinit {
        alarm(0)
        for signal in watchedSignals { sigaction(signal, actionsBefore + Int(signal), nil) }
    }

    /// Calls `body` with the noise of each case. Each has a seed of its own, so that any can be done alone.
    func cases(_ count: Int, _ body: (inout Noise, _ name: Comment) throws -> Void) rethrows {
        for number in 0..<count {
            var noise = Noise(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            for _ in 0..<4 { _ = noise.next() }
            let name = "\(subject), seed \(seed), case \(number)"
            let text = "\nfuzz: ended in \(name)\n"
            caseText.withMemoryRebound(to: UInt8.self, capacity: caseTextMax) { target in
                let bytes = Array(text.utf8.prefix(caseTextMax - 1)) + [0]
                target.update(from: bytes, count: bytes.count)
            }
            alarm(Self.secondsMax)
            try body(&noise, Comment(rawValue: name))
        }
    }
}

private let watchedSignals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGALRM]
private let caseTextMax = 512
// SAFETY: these are made once and stay; one watch at a time writes, and a signal's handler only reads.
private nonisolated(unsafe) let caseText = {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: caseTextMax)
    text.initialize(repeating: 0, count: caseTextMax)
    return text
}()
private nonisolated(unsafe) let actionsBefore = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    actions.initialize(repeating: sigaction(), count: 65)
    return actions
}()

/// Leaves the rest to what was there before: the signal comes again.
private func sayCase(_ signal: Int32) {
    // The standard error may be turned away.
    for file: Int32 in [1, 2] { write(file, caseText, strlen(caseText)) }
    sigaction(signal, actionsBefore + Int(signal), nil)
    raise(signal)
}
