import CVST3

/// An interface that a plugin gives, as C sees it.
protocol VST3Interface {
    associatedtype Methods
    var methods: UnsafePointer<Methods> { get }
    static var identifier: ob_vst3_id { get }
}

extension ob_vst3_factory: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_factory_id }
}
extension ob_vst3_factory_2: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_factory_2_id }
}
extension ob_vst3_factory_3: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_factory_3_id }
}
extension ob_vst3_component: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_component_id }
}
extension ob_vst3_processor: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_processor_id }
}
extension ob_vst3_controller: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_controller_id }
}
extension ob_vst3_connection: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_connection_id }
}
extension ob_vst3_midi_mapping: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_midi_mapping_id }
}
extension ob_vst3_units: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_units_id }
}
extension ob_vst3_requirements: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_requirements_id }
}
extension ob_vst3_message: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_message_id }
}
extension ob_vst3_file_handler: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_file_handler_id }
}
extension ob_vst3_timer: VST3Interface {
    static var identifier: ob_vst3_id { ob_vst3_timer_id }
}

/// A reference to an object of a plugin, given back with this. [control]
final class VST3Reference<Interface: VST3Interface>: @unchecked Sendable {
    // SAFETY: VST3 has references counted from any thread; what else is called is the caller's to know.
    let object: UnsafeMutablePointer<Interface>

    /// Takes over a reference that the caller has.
    init(owning object: UnsafeMutableRawPointer) {
        self.object = object.assumingMemoryBound(to: Interface.self)
    }

    /// Takes a reference of its own.
    init(retaining object: UnsafeMutableRawPointer) {
        self.object = object.assumingMemoryBound(to: Interface.self)
        _ = unknown(object).pointee.methods.pointee.retain(object)
    }

    deinit { _ = unknown(object).pointee.methods.pointee.release(object) }

    var methods: Interface.Methods { object.pointee.methods.pointee }

    /// Another interface of the same object. nil: it has none such.
    func query<Other: VST3Interface>(_ other: Other.Type) -> VST3Reference<Other>? {
        var identifier = Other.identifier
        var found: UnsafeMutableRawPointer?
        let result = unknown(object).pointee.methods.pointee.query(object, &identifier, &found)
        guard result == OB_VST3_OK, let found else { return nil }
        return VST3Reference<Other>(owning: found)
    }
}

private func unknown(_ object: UnsafeMutableRawPointer) -> UnsafeMutablePointer<ob_vst3_unknown> {
    object.assumingMemoryBound(to: ob_vst3_unknown.self)
}
