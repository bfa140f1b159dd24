import CCLAP
import OutboardHost

extension CLAPInstance {
    package var hasState: Bool { plugin.state?.pointee.save != nil }

    package func saveState() throws(HostError) -> [UInt8] {
        // An inactive plugin is told of what its parameters are to be; an active one was by its blocks.
        flushParameters()
        return CLAPState(
            plugin: descriptor.id.text,
            parameters: parameters.known.enumerated().map {
                CLAPState.Parameter(id: $1.id, value: bank.pointee.values[$0])
            },
            own: try saveOwn()
        ).bytes
    }

    package func restoreState(_ state: [UInt8]) throws(HostError) {
        let fresh = try CLAPState(state, plugin: descriptor.id.text)
        if let own = fresh.own {
            // It says that its values changed, whether it takes the state or not.
            defer { settleNews() }
            try restoreOwn(own)
        }
        for parameter in fresh.parameters {
            guard let index = parameters.known.firstIndex(where: { $0.id == parameter.id }) else {
                continue
            }
            let allowed = parameters.descriptors[index].standing(for: parameter.value)
            bank.pointee.set(index, to: allowed, rampFrames: 0)
        }
        forgetLatency()
    }

    /// A plugin that fails gets back what it had.
    private func restoreOwn(_ own: [UInt8]) throws(HostError) {
        guard plugin.state?.pointee.load != nil else {
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: "the plugin cannot load a state, and this one has more than parameters"
            )
        }
        let before = try saveOwn()
        let isLoaded = load(own)
        if !isLoaded, let before { _ = load(before) }
        guard isLoaded else {
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: "the plugin refused the state"
                    + (takeLog().last.map { "; it says: \($0.text)" } ?? "")
            )
        }
        takeValues()
    }

    /// Parameters stand where the plugin has them. [control & !processing]
    func takeValues() {
        for (index, parameter) in parameters.known.enumerated() {
            guard let value = plugin.value(of: parameter.id) else { continue }
            stand(Float(min(max(value, parameter.minimum), parameter.maximum)), at: index)
        }
        if let bypass = parameters.bypass, let value = plugin.value(of: bypass.id) {
            let isBypassed = value > (bypass.minimum + bypass.maximum) / 2
            // Whether it is bypassed is the insert's to say: the plugin is told so with the next block.
            context.pointee.sentEnabled = isBypassed ? 0 : 1
        }
    }

    /// nil: the plugin has no state of its own.
    private func saveOwn() throws(HostError) -> [UInt8]? {
        guard let state = plugin.state?.pointee, let save = state.save else { return nil }
        let exchange = CLAPStream(bytesMax: streamBytesMax)
        var stream = ob_clap_output_stream(
            context: Unmanaged.passUnretained(exchange).toOpaque(),
            write: clapStreamWrite
        )
        // SAFETY: the plugin uses the stream during the call alone.
        let isSaved =
            if let save = plugin.stateContext?.pointee.save {
                save(plugin.pointer, &stream, UInt32(OB_CLAP_STATE_CONTEXT_FOR_PROJECT))
            } else {
                save(plugin.pointer, &stream)
            }
        guard isSaved, !exchange.hasFailed else {
            throw HostError(
                .stateUnavailable,
                subject: descriptor.id.text,
                message: exchange.hasFailed
                    ? "the plugin's state is larger than \(CLAPStream.sizeMax) bytes"
                    : "the plugin failed to save its state"
            )
        }
        return exchange.bytes
    }

    private func load(_ bytes: [UInt8]) -> Bool {
        guard let state = plugin.state?.pointee, let load = state.load else { return false }
        let exchange = CLAPStream(bytes, bytesMax: streamBytesMax)
        var stream = ob_clap_input_stream(
            context: Unmanaged.passUnretained(exchange).toOpaque(),
            read: clapStreamRead
        )
        // SAFETY: as in `saveOwn`.
        if let load = plugin.stateContext?.pointee.load {
            return load(plugin.pointer, &stream, UInt32(OB_CLAP_STATE_CONTEXT_FOR_PROJECT))
        }
        return load(plugin.pointer, &stream)
    }
}

/// The bytes of a state on their way.
private final class CLAPStream {
    static let sizeMax = 1 << 30

    var bytes: [UInt8]
    var hasFailed = false
    private var place = 0
    private let bytesMax: Int

    /// - Parameter bytesMax: the longest piece.
    init(_ bytes: [UInt8] = [], bytesMax: Int) {
        self.bytes = bytes
        self.bytesMax = bytesMax
    }

    func read(_ buffer: UnsafeMutableRawPointer, _ size: UInt64) -> Int64 {
        let count = min(Int(clamping: size), bytesMax, bytes.count - place)
        bytes.withUnsafeBytes { all in
            guard count > 0 else { return }
            buffer.copyMemory(from: all.baseAddress! + place, byteCount: count)
        }
        place += count
        return Int64(count)
    }

    func write(_ buffer: UnsafeRawPointer, _ size: UInt64) -> Int64 {
        let count = min(Int(clamping: size), bytesMax)
        guard count <= Self.sizeMax - bytes.count else {
            hasFailed = true
            return -1
        }
        bytes += UnsafeRawBufferPointer(start: buffer, count: count)
        return Int64(count)
    }
}

@c private func clapStreamRead(
    _ stream: UnsafePointer<ob_clap_input_stream>,
    _ buffer: UnsafeMutableRawPointer,
    _ size: UInt64
) -> Int64 {
    guard let context = stream.pointee.context else { return -1 }
    // SAFETY: the stream is the one that is being read.
    return Unmanaged<CLAPStream>.fromOpaque(context).takeUnretainedValue().read(buffer, size)
}

@c private func clapStreamWrite(
    _ stream: UnsafePointer<ob_clap_output_stream>,
    _ buffer: UnsafeRawPointer,
    _ size: UInt64
) -> Int64 {
    guard let context = stream.pointee.context else { return -1 }
    // SAFETY: the stream is the one that is being written.
    return Unmanaged<CLAPStream>.fromOpaque(context).takeUnretainedValue().write(buffer, size)
}
