import OutboardHost
import OutboardJSON
import OutboardModel

/// What a worker says, a line of JSON each.
enum ScanLine: Equatable {
    /// It works at all: what happens from now on is a plugin's doing.
    case ready
    /// Begins the job's next module.
    case module(Int)
    /// The identifiers in it.
    case plugins([String])
    /// Before each step. nil: with the module.
    case trying(String?, ScanStep)
    case passed(PluginDescriptor)
    /// A plugin or, nil, the module gave a reason why it is of no use here.
    case refused(String?, String)
    case presets([PluginID: [InstalledPreset]])
    /// The module's presets cannot be read.
    case presetsRefused(String)
    /// Ends the module.
    case done
    /// Ends the job.
    case end

    static let bytesMax = 16 << 20

    var text: String {
        let json: JSONValue =
            switch self {
            case .ready: ["line": "ready"]
            case .module(let index): ["line": "module", "index": .integer(index)]
            case .plugins(let ids): ["line": "plugins", "ids": .array(ids.map(JSONValue.string))]
            case .trying(let id, let step):
                ["line": "trying", "id": Self.json(id), "step": .string(step.rawValue)]
            case .passed(let descriptor): ["line": "passed", "plugin": descriptor.json]
            case .refused(let id, let message):
                ["line": "refused", "id": Self.json(id), "message": .string(message)]
            case .presets(let presets): ["line": "presets", "presets": Self.json(presets)]
            case .presetsRefused(let message):
                ["line": "presets_refused", "message": .string(message)]
            case .done: ["line": "done"]
            case .end: ["line": "end"]
            }
        return json.compactText
    }

    private static func json(_ id: String?) -> JSONValue { id.map(JSONValue.string) ?? .null }

    private static func json(_ presets: [PluginID: [InstalledPreset]]) -> JSONValue {
        .array(
            presets.sorted { $0.key.text < $1.key.text }.map { id, presets in
                [
                    "id": .string(id.text),
                    "presets": .array(
                        presets.map { [.string($0.id.text), .string($0.name)] }
                    ),
                ]
            }
        )
    }

    /// - Parameter format: that of the job, which is that of all identifiers.
    init(parsing bytes: ArraySlice<UInt8>, format: PluginFormat) throws(ScanFailure) {
        do {
            let field = JSONField(try JSONValue(parsing: bytes, limits: .file))
            self = try Self.read(field, format)
        } catch {
            throw ScanFailure(.garbled, "it says what no worker says: \(error)")
        }
    }

    private static func read(
        _ field: JSONField,
        _ format: PluginFormat
    ) throws(JSONFieldError) -> ScanLine {
        switch try field.member("line").string() {
        case "ready": return .ready
        case "module": return .module(try field.member("index").integer())
        case "plugins": return .plugins(try field.member("ids").texts())
        case "trying":
            let step = try field.member("step")
            guard let known = ScanStep(rawValue: try step.string()) else {
                throw JSONFieldError(path: step.path, message: "is no step")
            }
            return .trying(field.value["id"]?.string, known)
        case "passed":
            let plugin = try field.member("plugin")
            let descriptor = try PluginDescriptor(plugin)
            guard descriptor.id.format == format else {
                throw JSONFieldError(path: plugin.path, message: "is of another format")
            }
            return .passed(descriptor)
        case "refused":
            return .refused(field.value["id"]?.string, try field.member("message").string())
        case "presets": return .presets(try presets(try field.member("presets"), format))
        case "presets_refused":
            return .presetsRefused(try field.member("message").string())
        case "done": return .done
        case "end": return .end
        case let other: throw JSONFieldError(path: "line", message: "is \"\(other)\"")
        }
    }

    private static func presets(
        _ field: JSONField,
        _ format: PluginFormat
    ) throws(JSONFieldError) -> [PluginID: [InstalledPreset]] {
        var presets: [PluginID: [InstalledPreset]] = [:]
        for plugin in try field.elements() {
            let id = PluginID(format: format, try plugin.member("id").string())
            presets[id] = try plugin.member("presets").each { (pair) throws(JSONFieldError) in
                let texts = try pair.texts()
                guard texts.count == 2 else {
                    throw JSONFieldError(path: pair.path, message: "is no preset")
                }
                return InstalledPreset(id: PresetID(texts[0]), name: texts[1])
            }
        }
        return presets
    }
}
extension ScanFailure: Error {}
