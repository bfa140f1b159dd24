import CVST3
import Glibc
import OutboardHost

/// An open module of VST3 plugins: its library, entered, and its factory. It is left and closed with the
/// last plugin and host that hold it. [control]
final class VST3Module {
    /// A plugin that the factory makes.
    struct Class {
        let id: ob_vst3_id
        let name: String
        let vendor: String
        /// "Fx|Dynamics"
        let kinds: String
    }

    let path: String
    let application = VST3Application()
    var factory: VST3Reference<ob_vst3_factory> { heldFactory! }
    /// Those that process audio, each once.
    let classes: [Class]
    private var heldFactory: VST3Reference<ob_vst3_factory>?
    private var library: VST3Library?

    /// What claims to have more is not believed.
    private static let classCountMax = 4096

    /// - Throws: `instantiationFailed` for what is no module.
    init(path: String) throws(HostError) {
        self.path = path
        let library = try VST3Library(bundle: path)
        guard let made = library.getFactory() else {
            throw HostError(
                .instantiationFailed,
                subject: path,
                message: "the module gives no factory"
            )
        }
        let factory = VST3Reference<ob_vst3_factory>(owning: made)
        if let factory3 = factory.query(ob_vst3_factory_3.self) {
            _ = factory3.methods.set_host(factory3.object, application.lent)
        }
        classes = Self.readClasses(factory)
        heldFactory = factory
        self.library = library
    }

    deinit {
        // Their code is in the library.
        application.runLoop.forgetAll()
        heldFactory = nil
        library = nil
    }

    func `class`(_ id: ob_vst3_id) -> Class? { classes.first { $0.id.text == id.text } }

    private static func readClasses(_ factory: VST3Reference<ob_vst3_factory>) -> [Class] {
        let factory2 = factory.query(ob_vst3_factory_2.self)
        let factory3 = factory.query(ob_vst3_factory_3.self)
        var maker = ob_vst3_factory_info()
        let hasMaker = factory.methods.get_info(factory.object, &maker) == vst3OK
        let vendor = hasMaker ? vst3CString(of: maker.vendor) : ""
        var classes: [Class] = []
        var known: Set<String> = []
        let count = min(Int(factory.methods.count_classes(factory.object)), classCountMax)
        for index in 0..<Int32(max(0, count)) {
            guard let found = read(factory, factory2, factory3, index, vendor: vendor),
                known.insert(found.id.text).inserted
            else { continue }
            classes.append(found)
        }
        return classes
    }

    /// nil: it is of another sort.
    private static func read(
        _ factory: VST3Reference<ob_vst3_factory>,
        _ factory2: VST3Reference<ob_vst3_factory_2>?,
        _ factory3: VST3Reference<ob_vst3_factory_3>?,
        _ index: Int32,
        vendor: String
    ) -> Class? {
        var first = ob_vst3_class_info()
        guard factory.methods.get_class(factory.object, index, &first) == vst3OK,
            vst3CString(of: first.category) == OB_VST3_AUDIO_CATEGORY
        else { return nil }
        var name = vst3CString(of: first.name)
        var maker = ""
        var kinds = ""
        var second = ob_vst3_class_info_2()
        if let factory2, factory2.methods.get_class_2(factory2.object, index, &second) == vst3OK {
            maker = vst3CString(of: second.vendor)
            kinds = vst3CString(of: second.kinds)
        }
        var third = ob_vst3_class_info_3()
        if let factory3, factory3.methods.get_class_3(factory3.object, index, &third) == vst3OK {
            let wide = vst3String(of: third.name)
            if !wide.isEmpty { name = wide }
            let wideMaker = vst3String(of: third.vendor)
            if !wideMaker.isEmpty { maker = wideMaker }
            if kinds.isEmpty { kinds = vst3CString(of: third.kinds) }
        }
        return Class(
            id: first.id,
            name: name.isEmpty ? first.id.text : name,
            vendor: maker.isEmpty ? vendor : maker,
            kinds: kinds
        )
    }
}

/// The library in a module's bundle. Entered as it is opened, left before it is closed.
final class VST3Library {
    private let handle: UnsafeMutableRawPointer
    private let leave: ob_vst3_module_exit
    let getFactory: ob_vst3_get_factory

    init(bundle: String) throws(HostError) {
        func refusal(_ message: String) -> HostError {
            HostError(.instantiationFailed, subject: bundle, message: message)
        }
        let file = VST3Folders.library(of: bundle)
        // Everything is bound at once, so that nothing is looked up while it renders.
        guard let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "the system does not tell why"
            throw refusal("the module's library does not open: \(reason)")
        }
        guard let enter = dlsym(handle, "ModuleEntry"), let leave = dlsym(handle, "ModuleExit"),
            let factory = dlsym(handle, "GetPluginFactory")
        else {
            dlclose(handle)
            throw refusal(
                "\(file) is no library of VST3 plugins: it lacks ModuleEntry, ModuleExit or "
                    + "GetPluginFactory"
            )
        }
        // SAFETY: these are what VST3 has behind those names.
        guard unsafeBitCast(enter, to: ob_vst3_module_entry.self)(handle) != 0 else {
            dlclose(handle)
            throw refusal("the module is not ready: its ModuleEntry failed")
        }
        self.handle = handle
        self.leave = unsafeBitCast(leave, to: ob_vst3_module_exit.self)
        getFactory = unsafeBitCast(factory, to: ob_vst3_get_factory.self)
    }

    deinit {
        _ = leave()
        dlclose(handle)
    }
}
