import OutboardHost
import OutboardJSON
import OutboardModel

/// What a worker is to try, in this order.
struct ScanJob: Sendable, Equatable {
    var format: PluginFormat
    /// Paths of modules.
    var modules: [String]
    /// Identifiers that are known already, of a job of one module.
    var settled: Set<String> = []
    /// The one plugin to try, of a job of one module; then its presets are not read, and it is not done
    /// with. nil: all.
    var only: String?

    var text: String {
        let json: JSONValue = [
            "format": .string(format.rawValue), "modules": .array(modules.map(JSONValue.string)),
            "settled": .array(settled.sorted().map(JSONValue.string)),
            "only": only.map(JSONValue.string) ?? .null,
        ]
        return json.compactText
    }

    init(
        format: PluginFormat,
        modules: [String],
        settled: Set<String> = [],
        only: String? = nil
    ) {
        self.format = format
        self.modules = modules
        self.settled = settled
        self.only = only
    }

    /// nil: that is no job.
    init?(parsing text: [UInt8]) {
        guard let value = try? JSONValue(parsing: text, limits: .file) else { return nil }
        let field = JSONField(value)
        guard let name = try? field.member("format").string(),
            let format = PluginFormat(rawValue: name),
            let modules = try? field.member("modules").texts(),
            let settled = try? field.member("settled").texts()
        else { return nil }
        self.init(
            format: format,
            modules: modules,
            settled: Set(settled),
            only: value["only"]?.string
        )
    }
}
