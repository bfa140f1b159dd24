import CVST3

/// What a plugin is told of the host: its name, what it knows, and its run loop. There is one for each
/// module.
final class VST3Application: VST3Object {
    let runLoop = VST3RunLoop()

    private static let table = VST3Table(
        ob_vst3_application_methods(
            unknown: VST3Table.unknown,
            get_name: { _, name in
                name?.pointee = ob_vst3_text("Outboard")
                return name == nil ? vst3InvalidArgument : vst3OK
            },
            create: { _, id, interface, made in
                guard let id, let interface, let made else { return vst3InvalidArgument }
                made.pointee = nil
                let object: VST3Object
                if isSame(id, ob_vst3_message_id) {
                    object = VST3Message()
                } else if isSame(id, ob_vst3_attributes_id) {
                    object = VST3Attributes()
                } else {
                    return Int32(OB_VST3_NO_INTERFACE)
                }
                made.pointee = object.find(interface)
                return made.pointee == nil ? Int32(OB_VST3_NO_INTERFACE) : vst3OK
            }
        )
    )
    private static let supportTable = VST3Table(
        ob_vst3_support_methods(
            unknown: VST3Table.unknown,
            is_supported: { _, interface in
                guard let interface else { return vst3InvalidArgument }
                return VST3Application.known.contains { isSame(interface, $0) } ? vst3OK : vst3False
            }
        )
    )

    /// The interfaces of plugins that this host calls.
    private static let known = [
        ob_vst3_component_id, ob_vst3_processor_id, ob_vst3_controller_id, ob_vst3_connection_id,
        ob_vst3_midi_mapping_id, ob_vst3_units_id, ob_vst3_requirements_id,
    ]

    init() {
        super.init([
            (ob_vst3_application_id, Self.table), (ob_vst3_support_id, Self.supportTable),
        ])
    }

    /// The run loop is found here too, where plugins look for it.
    override func find(_ identifier: UnsafePointer<ob_vst3_id>) -> UnsafeMutableRawPointer? {
        isSame(identifier, ob_vst3_run_loop_id) ? runLoop.find(identifier) : super.find(identifier)
    }
}
