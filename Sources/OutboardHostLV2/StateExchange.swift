import CLilv

/// What is given to a plugin's save and restore as their handle.
final class StateExchange {
    let table: URIDTable
    var properties: [LV2_URID: LV2StateProperty] = [:]
    /// In the order of storing, so that the same state gives the same bytes.
    var keys: [LV2_URID] = []
    /// What retrieve gave out: valid until the plugin's restore returns.
    var loans: [UnsafeMutableRawPointer] = []

    init(table: URIDTable) { self.table = table }

    deinit { for loan in loans { loan.deallocate() } }
}

/// Takes plain bytes only: what holds pointers means nothing in a file.
@c
func storeProperty(
    _ handle: UnsafeMutableRawPointer?,
    _ key: UInt32,
    _ value: UnsafeRawPointer?,
    _ size: Int,
    _ type: UInt32,
    _ flags: UInt32
) -> LV2_State_Status {
    guard let handle, let value, key != 0, size > 0 else { return LV2_STATE_ERR_UNKNOWN }
    guard flags & LV2_STATE_IS_POD.rawValue != 0 else { return LV2_STATE_ERR_BAD_FLAGS }
    // SAFETY: the handle is the exchange of the `save` that is running.
    let exchange = Unmanaged<StateExchange>.fromOpaque(handle).takeUnretainedValue()
    guard exchange.table.uri(of: key) != nil, exchange.table.uri(of: type) != nil else {
        return LV2_STATE_ERR_BAD_TYPE
    }
    if exchange.properties[key] == nil { exchange.keys.append(key) }
    exchange.properties[key] = LV2StateProperty(
        key: key,
        type: type,
        flags: flags,
        value: [UInt8](UnsafeRawBufferPointer(start: value, count: size))
    )
    return LV2_STATE_SUCCESS
}

@c
func retrieveProperty(
    _ handle: UnsafeMutableRawPointer?,
    _ key: UInt32,
    _ size: UnsafeMutablePointer<Int>?,
    _ type: UnsafeMutablePointer<UInt32>?,
    _ flags: UnsafeMutablePointer<UInt32>?
) -> UnsafeRawPointer? {
    guard let handle else { return nil }
    // SAFETY: the handle is the exchange of the `restore` that is running.
    let exchange = Unmanaged<StateExchange>.fromOpaque(handle).takeUnretainedValue()
    guard let property = exchange.properties[key] else { return nil }
    let loan = UnsafeMutableRawPointer.allocate(byteCount: property.value.count, alignment: 16)
    property.value.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress { loan.copyMemory(from: start, byteCount: bytes.count) }
    }
    exchange.loans.append(loan)
    size?.pointee = property.value.count
    type?.pointee = property.type
    flags?.pointee = property.flags
    return UnsafeRawPointer(loan)
}
