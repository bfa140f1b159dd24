import CLilv
import OutboardHost

/// Takes the properties out of a state that lilv has read. lilv gives them to plugins alone, so this is one.
final class LV2PresetReader {
    private let table: URIDTable
    private let folder: String?
    fileprivate var properties: [LV2StateProperty] = []

    /// - Parameter folder: where relative paths begin.
    init(table: URIDTable, folder: String?) {
        self.table = table
        self.folder = folder
    }

    /// Valid properties only, in the order of their keys' URIs.
    func properties(of state: OpaquePointer) throws(HostError) -> [LV2StateProperty] {
        guard lilv_state_get_num_properties(state) > 0 else { return [] }
        var descriptor = LV2_Descriptor()
        descriptor.extension_data = presetExtension
        withUnsafePointer(to: descriptor) { descriptor in
            // SAFETY: lilv calls back before it returns.
            var instance = LilvInstance(
                lv2_descriptor: descriptor,
                lv2_handle: Unmanaged.passUnretained(self).toOpaque(),
                pimpl: nil
            )
            lilv_state_restore(state, &instance, nil, nil, 0, nil)
        }
        return properties.sorted { table.uri(of: $0.key) ?? "" < table.uri(of: $1.key) ?? "" }
    }

    /// Asks for every URI that there is: lilv has numbered those of the state.
    fileprivate func retrieveAll(
        _ retrieve: LV2_State_Retrieve_Function,
        _ state: LV2_State_Handle?
    ) {
        let pathType = table.number(of: LV2Name.atom + "Path")
        for key in 1...LV2_URID(table.count) {
            var size = 0
            var type: UInt32 = 0
            var flags: UInt32 = 0
            guard let value = retrieve(state, key, &size, &type, &flags), size > 0 else { continue }
            var bytes = [UInt8](UnsafeRawBufferPointer(start: value, count: size))
            if type == pathType { bytes = absolute(bytes) }
            properties.append(
                LV2StateProperty(key: key, type: type, flags: flags, value: bytes)
            )
        }
    }

    private func absolute(_ path: [UInt8]) -> [UInt8] {
        guard let folder, let first = path.first, first != 0, first != UInt8(ascii: "/") else {
            return path
        }
        return Array((folder + "/").utf8) + path
    }
}

@c private func restorePreset(
    _ handle: LV2_Handle?,
    _ retrieve: LV2_State_Retrieve_Function?,
    _ state: LV2_State_Handle?,
    _ flags: UInt32,
    _ features: UnsafePointer<UnsafePointer<LV2_Feature>?>?
) -> LV2_State_Status {
    guard let handle, let retrieve else { return LV2_STATE_ERR_UNKNOWN }
    // SAFETY: the handle is the reader that has called lilv.
    Unmanaged<LV2PresetReader>.fromOpaque(handle).takeUnretainedValue().retrieveAll(retrieve, state)
    return LV2_STATE_SUCCESS
}

/// Lives for ever: C is given its address.
private nonisolated(unsafe) let presetInterface: UnsafeMutablePointer<LV2_State_Interface> = {
    // SAFETY: written once, here, and only read after that.
    let interface = UnsafeMutablePointer<LV2_State_Interface>.allocate(capacity: 1)
    interface.initialize(to: LV2_State_Interface(save: nil, restore: restorePreset))
    return interface
}()

@c private func presetExtension(_ uri: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
    guard let uri, String(cString: uri) == LV2Name.state + "interface" else { return nil }
    return UnsafeRawPointer(presetInterface)
}
