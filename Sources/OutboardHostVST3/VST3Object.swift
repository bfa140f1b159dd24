import CVST3
import Synchronization

/// An object of the host that plugins hold: a class behind one address for each of its interfaces.
///
///     plugin ──▶ face 0 ─┬─ table of functions
///                        └─ this object
///            ──▶ face 1 ...
///
/// As long as plugins hold references, it lives; as long as the host does, too. A plugin that gives back
/// more than it has taken takes nothing away from anybody else. Functions are called on any thread that a
/// plugin likes; subclasses say which of theirs can bear that.
class VST3Object {
    /// What a plugin has the address of.
    struct Face {
        let table: UnsafeRawPointer
        let owner: Unmanaged<VST3Object>
    }

    private let identifiers: [ob_vst3_id]
    private let faces: UnsafeMutablePointer<Face>
    private let references = Atomic(0)

    init(_ interfaces: [(identifier: ob_vst3_id, table: VST3Table)]) {
        identifiers = interfaces.map(\.identifier)
        faces = .allocate(capacity: interfaces.count)
        for (place, interface) in interfaces.enumerated() {
            // SAFETY: the face goes when this object does.
            let face = Face(table: interface.table.address, owner: .passUnretained(self))
            (faces + place).initialize(to: face)
        }
    }

    deinit { faces.deallocate() }

    /// Its first interface, to lend to a plugin.
    var lent: UnsafeMutableRawPointer { UnsafeMutableRawPointer(faces) }

    /// The object behind a face.
    static func of(_ face: UnsafeMutableRawPointer) -> Self {
        let owner = face.assumingMemoryBound(to: Face.self).pointee.owner
        // SAFETY: a table's functions are only in the faces of the class that they are for.
        return unsafeDowncast(owner.takeUnretainedValue(), to: Self.self)
    }

    /// The address of an interface, with a reference for who asked. nil: it has none such.
    func find(_ identifier: UnsafePointer<ob_vst3_id>) -> UnsafeMutableRawPointer? {
        let isUnknown = isSame(identifier, ob_vst3_unknown_id)
        guard let place = isUnknown ? 0 : identifiers.firstIndex(where: { isSame(identifier, $0) })
        else { return nil }
        _ = take()
        return UnsafeMutableRawPointer(faces + place)
    }

    fileprivate func take() -> UInt32 {
        let count = references.add(1, ordering: .acquiringAndReleasing).newValue
        if count == 1 { _ = Unmanaged.passRetained(self) }
        return UInt32(clamping: count)
    }

    fileprivate func giveBack() -> UInt32 {
        while true {
            let count = references.load(ordering: .relaxed)
            guard count > 0 else { return 0 }
            let exchange = references.compareExchange(
                expected: count,
                desired: count - 1,
                ordering: .acquiringAndReleasing
            )
            guard exchange.exchanged else { continue }
            // SAFETY: balances what the first reference took.
            if count == 1 { Unmanaged.passUnretained(self).release() }
            return UInt32(clamping: count - 1)
        }
    }
}

/// A table of functions, which stays for the program's life.
struct VST3Table: @unchecked Sendable {
    // SAFETY: nothing writes there after this is made.
    let address: UnsafeRawPointer

    init<Methods>(_ methods: Methods) {
        let memory = UnsafeMutablePointer<Methods>.allocate(capacity: 1)
        memory.initialize(to: methods)
        address = UnsafeRawPointer(memory)
    }

    /// What every table of a `VST3Object` begins with.
    static var unknown: ob_vst3_unknown_methods {
        ob_vst3_unknown_methods(
            query: { object, identifier, found in
                guard let identifier, let found else { return Int32(OB_VST3_INVALID_ARGUMENT) }
                found.pointee = VST3Object.of(object).find(identifier)
                return found.pointee == nil ? Int32(OB_VST3_NO_INTERFACE) : Int32(OB_VST3_OK)
            },
            retain: { VST3Object.of($0).take() },
            release: { VST3Object.of($0).giveBack() }
        )
    }
}

let vst3OK = Int32(OB_VST3_OK)
let vst3False = Int32(OB_VST3_FALSE)
let vst3InvalidArgument = Int32(OB_VST3_INVALID_ARGUMENT)
let vst3NotImplemented = Int32(OB_VST3_NOT_IMPLEMENTED)
