import CLilv
import CRealtime
import OutboardHost

/// Takes a message about properties that the plugin gave, an object's body.
///
/// Values of parameters go into the bank at once, unless somebody is moving them; the whole message goes
/// to the control side. Where that has not kept up, it is dropped, and the plugin asked for everything
/// again.
@_noLocks
func readPatch(
    _ body: UnsafeRawPointer,
    size: UInt32,
    _ patch: UnsafeMutablePointer<LV2Patch>,
    _ bank: UnsafeMutablePointer<ParameterBank>
) {
    guard size >= 8 else { return }
    let types = patch.pointee.types
    let kind = body.load(fromByteOffset: 4, as: UInt32.self)
    if kind == types.set {
        readSet(body, size: Int(size), patch, bank)
    } else if kind == types.put {
        readPut(body, size: Int(size), patch, bank)
    } else {
        return
    }
    if !patch.pointee.notices.push(body, size: size) {
        patch.pointee.asks.store(true, ordering: .relaxed)
    }
}

/// One of an object's properties: its key, and where its value's atom lies.
struct LV2ObjectMember: BitwiseCopyable {
    let key: LV2_URID
    let type: LV2_URID
    let size: UInt32
    let value: UnsafeRawPointer
    /// Where the next one begins.
    let end: Int
}

/// The property at a place in an object's body; the first is at 8. nil: there is none, or it claims more
/// than the object has.
@_noLocks
func member(of body: UnsafeRawPointer, size: Int, at: Int) -> LV2ObjectMember? {
    guard at + 16 <= size else { return nil }
    let bytes = body.load(fromByteOffset: at + 8, as: UInt32.self)
    guard Int(bytes) <= size - at - 16 else { return nil }
    return LV2ObjectMember(
        key: body.load(fromByteOffset: at, as: UInt32.self),
        type: body.load(fromByteOffset: at + 12, as: UInt32.self),
        size: bytes,
        value: body + at + 16,
        end: at + 16 + (Int(bytes) + 7) & ~7
    )
}

@_noLocks
private func readSet(
    _ body: UnsafeRawPointer,
    size: Int,
    _ patch: UnsafeMutablePointer<LV2Patch>,
    _ bank: UnsafeMutablePointer<ParameterBank>
) {
    let types = patch.pointee.types
    var property: LV2_URID = 0
    var number: Double?
    var at = 8
    while let member = member(of: body, size: size, at: at) {
        at = member.end
        if member.key == types.property, member.type == types.urid, member.size == 4 {
            property = member.value.load(as: UInt32.self)
        } else if member.key == types.value {
            number = types.number(type: member.type, size: member.size, member.value)
        }
    }
    if let number { note(number, of: property, patch, bank) }
}

@_noLocks
private func readPut(
    _ body: UnsafeRawPointer,
    size: Int,
    _ patch: UnsafeMutablePointer<LV2Patch>,
    _ bank: UnsafeMutablePointer<ParameterBank>
) {
    let types = patch.pointee.types
    var at = 8
    while let member = member(of: body, size: size, at: at) {
        at = member.end
        guard member.key == types.body, member.size >= 8 else { continue }
        var inner = 8
        while let value = OutboardHostLV2.member(
            of: member.value,
            size: Int(member.size),
            at: inner
        ) {
            inner = value.end
            if let number = types.number(type: value.type, size: value.size, value.value) {
                note(number, of: value.key, patch, bank)
            }
        }
    }
}

/// The plugin says where one of its parameters stands. What somebody has asked for since is more.
@_noLocks
private func note(
    _ number: Double,
    of property: LV2_URID,
    _ patch: UnsafeMutablePointer<LV2Patch>,
    _ bank: UnsafeMutablePointer<ParameterBank>
) {
    guard number.magnitude < 1e30 else { return }
    for index in 0..<patch.pointee.parameterCount {
        let parameter = patch.pointee.parameters + index
        guard parameter.pointee.property == property else { continue }
        let place = Int(parameter.pointee.index)
        guard bank.pointee.values[place] == parameter.pointee.known,
            !bank.pointee.isMoving(place)
        else { return }
        parameter.pointee.known = Float(number)
        bank.pointee.set(place, to: Float(number), rampFrames: 0)
        return
    }
}
