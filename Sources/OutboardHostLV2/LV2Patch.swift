import CLilv
import CRealtime
import OutboardHost
import Synchronization

/// The talk with a plugin about its properties, by `patch:Set`, `patch:Get` and `patch:Put`.
///
///     control thread                    render thread
///     send ── admitted messages ──▶     patch input, at the block's first frame
///     attend ◀────── notices ──────     patch outputs
///
/// Properties that are parameters need no message: the render thread tells the plugin of every value in
/// the bank that it does not know.
struct LV2Patch: ~Copyable {
    /// A property that is a parameter.
    struct Parameter: BitwiseCopyable {
        let property: LV2_URID
        let type: LV2_URID
        let atom: LV2PatchAtom
        /// In the bank.
        let index: UInt32
        /// What the plugin was last told, or told itself. NaN: nothing.
        var known: Float
    }

    /// Bodies of atoms of type Object, to the plugin.
    let messages: MessageRing
    /// The same from the plugin.
    let notices: MessageRing
    /// How many messages may be given to the plugin since the beginning. The render thread's, once it is
    /// in a plan.
    let admitted: UnsafeMutablePointer<UInt32>
    /// How many were.
    var taken: UInt32 = 0
    let parameters: UnsafeMutablePointer<Parameter>
    let parameterCount: Int
    let types: LV2PatchTypes
    /// The plugin is to be asked for all of its properties.
    let asks = Atomic(true)

    /// - Parameter portBytes: the largest of the plugin's ports that messages go through.
    init(_ parameters: [Parameter], types: LV2PatchTypes, portBytes: Int) {
        messages = MessageRing(messageBytes: portBytes)
        notices = MessageRing(messageBytes: portBytes)
        admitted = .allocate(capacity: 1)
        admitted.initialize(to: 0)
        parameterCount = parameters.count
        self.parameters = .allocate(capacity: max(1, parameters.count))
        for (index, parameter) in parameters.enumerated() {
            (self.parameters + index).initialize(to: parameter)
        }
        self.types = types
    }

    deinit {
        admitted.deallocate()
        parameters.deallocate()
    }

    /// The plugin knows nothing of these parameters any more. [control & !processing]
    func forget(_ forgotten: (Int) -> Bool) {
        for index in 0..<parameterCount where forgotten(Int(parameters[index].index)) {
            parameters[index].known = .nan
        }
    }
}

/// How a number lies in an atom.
enum LV2PatchAtom: UInt8, BitwiseCopyable {
    case int, long, float, double
    /// 32 bits, 0 or 1.
    case bool

    /// Of its body.
    var size: UInt32 {
        @_noLocks get {
            switch self {
            case .int, .float, .bool: 4
            case .long, .double: 8
            }
        }
    }
}

/// The numbers of what messages are made of.
struct LV2PatchTypes: BitwiseCopyable {
    let object, urid, blank, resource: LV2_URID
    let set, get, put, property, value, body: LV2_URID
    let int, long, float, double, bool: LV2_URID

    init(_ table: URIDTable) {
        func atom(_ name: String) -> LV2_URID { table.number(of: LV2Name.atom + name) }
        func patch(_ name: String) -> LV2_URID { table.number(of: LV2Name.patch + name) }
        object = atom("Object")
        urid = atom("URID")
        blank = atom("Blank")
        resource = atom("Resource")
        set = patch("Set")
        get = patch("Get")
        put = patch("Put")
        property = patch("property")
        value = patch("value")
        body = patch("body")
        int = atom("Int")
        long = atom("Long")
        float = atom("Float")
        double = atom("Double")
        bool = atom("Bool")
    }

    /// Objects go by three names; two of them are old.
    @_noLocks
    func isObject(_ type: LV2_URID) -> Bool { type == object || type == blank || type == resource }

    /// The number in an atom's body. nil: it is none, or is not there in full.
    @_noLocks
    func number(type: LV2_URID, size: UInt32, _ bytes: UnsafeRawPointer) -> Double? {
        switch (type, size) {
        case (int, 4), (bool, 4): Double(bytes.loadUnaligned(as: Int32.self))
        case (long, 8): Double(bytes.loadUnaligned(as: Int64.self))
        case (float, 4): Double(bytes.loadUnaligned(as: Float.self))
        case (double, 8): bytes.loadUnaligned(as: Double.self)
        default: nil
        }
    }
}

/// Writes into the patch input what the plugin does not know yet. What finds no room goes into the next
/// block.
@_noLocks
func writePatch(
    _ patch: UnsafeMutablePointer<LV2Patch>,
    _ bank: UnsafeMutablePointer<ParameterBank>,
    _ writer: SequenceWriter
) {
    let types = patch.pointee.types
    for index in 0..<patch.pointee.parameterCount {
        let parameter = patch.pointee.parameters + index
        let value = bank.pointee.values[Int(parameter.pointee.index)]
        // Not a number is not equal to itself.
        guard value != parameter.pointee.known else { continue }
        guard let body = writer.append(frame: 0, type: types.object, size: 56) else { return }
        writeSet(parameter.pointee, value, types, to: body)
        parameter.pointee.known = value
    }
    while patch.pointee.taken != patch.pointee.admitted.pointee,
        let message = patch.pointee.messages.first()
    {
        guard let body = writer.append(frame: 0, type: types.object, size: message.size) else {
            return
        }
        // RT-SAFETY: the writer has made sure that it fits the port.
        body.copyMemory(from: message.bytes, byteCount: Int(message.size))
        patch.pointee.messages.removeFirst()
        patch.pointee.taken &+= 1
    }
    guard patch.pointee.asks.load(ordering: .relaxed),
        let body = writer.append(frame: 0, type: types.object, size: 8)
    else { return }
    body.storeBytes(of: 0, as: UInt32.self)
    body.storeBytes(of: types.get, toByteOffset: 4, as: UInt32.self)
    patch.pointee.asks.store(false, ordering: .relaxed)
}

/// An object with two properties of 24 bytes each: which one, and its value.
@_noLocks
private func writeSet(
    _ parameter: LV2Patch.Parameter,
    _ value: Float,
    _ types: LV2PatchTypes,
    to body: UnsafeMutableRawPointer
) {
    let head: [14 of UInt32] = [
        0, types.set,
        types.property, 0, 4, types.urid, parameter.property, 0,
        types.value, 0, parameter.atom.size, parameter.type, 0, 0,
    ]
    for index in 0..<14 {
        body.storeBytes(of: head[index], toByteOffset: index * 4, as: UInt32.self)
    }
    switch parameter.atom {
    case .int: body.storeBytes(of: whole(value), toByteOffset: 48, as: Int32.self)
    case .bool: body.storeBytes(of: value > 0.5 ? 1 : 0, toByteOffset: 48, as: Int32.self)
    case .long: body.storeBytes(of: Int64(whole(value)), toByteOffset: 48, as: Int64.self)
    case .float: body.storeBytes(of: value, toByteOffset: 48, as: Float.self)
    case .double: body.storeBytes(of: Double(value), toByteOffset: 48, as: Double.self)
    }
}

@_noLocks @inline(__always)
private func whole(_ value: Float) -> Int32 {
    guard value.magnitude < 2_147_483_000 else { return 0 }
    return Int32(value + (value < 0 ? -0.5 : 0.5))
}
