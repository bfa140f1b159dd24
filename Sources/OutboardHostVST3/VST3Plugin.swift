import CVST3
import OutboardHost

/// A plugin's two halves, initialised and connected. The parts are taken apart again in the opposite order.
/// [control]
///
///     component  what processes: buses, state, the processor
///     controller what people see: parameters, texts; may be the same object, or not be there at all
final class VST3Plugin {
    let module: VST3Module
    var component: VST3Reference<ob_vst3_component> { heldComponent! }
    var processor: VST3Reference<ob_vst3_processor> { heldProcessor! }
    var controller: VST3Reference<ob_vst3_controller>? { heldController }
    let handler = VST3Handler()
    /// The controller is an object of its own, with a life of its own.
    private let isSeparate: Bool
    private var connections: Connections?
    private var heldComponent: VST3Reference<ob_vst3_component>?
    private var heldProcessor: VST3Reference<ob_vst3_processor>?
    private var heldController: VST3Reference<ob_vst3_controller>?

    private struct Connections {
        let component: VST3Reference<ob_vst3_connection>
        let controller: VST3Reference<ob_vst3_connection>
        let toComponent: VST3Connection
        let toController: VST3Connection
    }

    /// - Throws: `instantiationFailed`, `unsupported`.
    init(_ plugin: VST3Module.Class, in module: VST3Module) throws(HostError) {
        let id = plugin.id.text
        func refusal(_ message: String, _ code: HostError.Code = .instantiationFailed) -> HostError
        {
            HostError(code, subject: id, message: message)
        }
        self.module = module
        guard let component = Self.make(ob_vst3_component.self, plugin.id, module) else {
            throw refusal("the module does not make its component")
        }
        let host = module.application.lent
        guard component.methods.base.initialize(component.object, host) == vst3OK else {
            throw refusal("the plugin fails to initialise")
        }
        guard let processor = component.query(ob_vst3_processor.self),
            processor.methods.can_process(processor.object, Int32(OB_VST3_FLOATS)) == vst3OK
        else {
            _ = component.methods.base.terminate(component.object)
            throw refusal("the plugin does not process 32-bit floats", .unsupported)
        }
        heldComponent = component
        heldProcessor = processor
        if let same = component.query(ob_vst3_controller.self) {
            (heldController, isSeparate) = (same, false)
        } else {
            heldController = Self.makeController(of: component, module)
            isSeparate = true
        }
        if let controller {
            _ = controller.methods.set_handler(controller.object, handler.lent)
        }
        if isSeparate {
            connect()
            giveState()
        }
    }

    deinit {
        if let connections {
            connections.toComponent.close()
            connections.toController.close()
            let (one, other) = (connections.component, connections.controller)
            _ = one.methods.disconnect(one.object, connections.toController.lent)
            _ = other.methods.disconnect(other.object, connections.toComponent.lent)
        }
        connections = nil
        if let controller {
            _ = controller.methods.set_handler(controller.object, nil)
            if isSeparate { _ = controller.methods.base.terminate(controller.object) }
        }
        _ = component.methods.base.terminate(component.object)
        // A component goes last: some plugins look whether any other interface is still held.
        heldProcessor = nil
        heldController = nil
        heldComponent = nil
    }

    /// Serves what the plugin wants done on this thread. [control]
    func serve() {
        module.application.runLoop.serve()
        connections?.toComponent.deliver()
        connections?.toController.deliver()
    }

    /// What the component wrote as its state. nil: it failed.
    func componentState(isProject: Bool = true) -> [UInt8]? {
        let stream = VST3Stream(isProject: isProject)
        guard component.methods.get_state(component.object, stream.lent) == vst3OK else {
            return nil
        }
        return stream.bytes
    }

    /// Empty where the controller keeps nothing.
    func controllerState(isProject: Bool = true) -> [UInt8] {
        guard let controller else { return [] }
        let stream = VST3Stream(isProject: isProject)
        guard controller.methods.get_state(controller.object, stream.lent) == vst3OK else {
            return []
        }
        return stream.bytes
    }

    private static func make<Interface: VST3Interface>(
        _ interface: Interface.Type,
        _ id: ob_vst3_id,
        _ module: VST3Module
    ) -> VST3Reference<Interface>? {
        var id = id
        var wanted = Interface.identifier
        var made: UnsafeMutableRawPointer?
        let factory = module.factory
        guard factory.methods.create(factory.object, &id, &wanted, &made) == vst3OK, let made else {
            return nil
        }
        return VST3Reference(owning: made)
    }

    /// A plugin whose controller is missing or fails plays at its defaults.
    private static func makeController(
        of component: VST3Reference<ob_vst3_component>,
        _ module: VST3Module
    ) -> VST3Reference<ob_vst3_controller>? {
        var id = ob_vst3_id()
        guard component.methods.get_controller_class(component.object, &id) == vst3OK,
            let controller = make(ob_vst3_controller.self, id, module),
            controller.methods.base.initialize(controller.object, module.application.lent) == vst3OK
        else { return nil }
        return controller
    }

    private func connect() {
        guard let one = component.query(ob_vst3_connection.self),
            let other = controller?.query(ob_vst3_connection.self)
        else { return }
        let connections = Connections(
            component: one,
            controller: other,
            toComponent: VST3Connection(to: one),
            toController: VST3Connection(to: other)
        )
        self.connections = connections
        _ = one.methods.connect(one.object, connections.toController.lent)
        _ = other.methods.connect(other.object, connections.toComponent.lent)
    }

    /// Has the controller know what the component begins with.
    private func giveState() {
        guard let controller, let state = componentState() else { return }
        let stream = VST3Stream(state)
        _ = controller.methods.set_component_state(controller.object, stream.lent)
    }
}
