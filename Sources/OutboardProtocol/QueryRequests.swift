import OutboardJSON
import OutboardModel

/// What is read and not changed: the same as `GET` of the path that each names.
package enum QueryRequest: Sendable, Equatable {
    /// `/api/sessions`
    case sessions
    /// `/api/sessions/{id}`
    case session
    /// `/api/presets`; with a plugin, `/api/plugins/{id}/presets`
    case presets(plugin: String?)
    /// `/api/plugins`
    case plugins
    /// `/api/plugins/{id}`
    case plugin(String)
    /// `/health`, but for the connections
    case engine
    /// `/api/devices`
    case devices
    /// `/api/trash`
    case trash

    var wire: (kind: Request.Kind, data: JSONObject) {
        switch self {
        case .sessions: (.sessionList, [:])
        case .session: (.sessionRead, [:])
        case .presets(let plugin): (.presetList, plugin.map { ["plugin": .string($0)] } ?? [:])
        case .plugins: (.pluginList, [:])
        case .plugin(let id): (.pluginDescribe, ["plugin": .string(id)])
        case .engine: (.engineStatus, [:])
        case .devices: (.engineDevices, [:])
        case .trash: (.trashList, [:])
        }
    }

    init(_ kind: Request.Kind, _ data: JSONField) throws(RequestError) {
        switch kind {
        case .sessionList: self = .sessions
        case .sessionRead: self = .session
        case .presetList: self = .presets(plugin: data.wireOptionalText("plugin"))
        case .pluginList: self = .plugins
        case .pluginDescribe: self = .plugin(try data.wireText("plugin"))
        case .engineStatus: self = .engine
        case .engineDevices: self = .devices
        case .trashList: self = .trash
        default: throw RequestError(.unknownType, "\(kind.rawValue) reads nothing.")
        }
    }
}

/// Brings a control to a value in so much time.
package struct RampRequest: Sendable, Equatable {
    package var target: AutomationCurve.Target
    /// Plain; of a fader in dB.
    package var value: Double
    package var seconds: Double

    package init(target: AutomationCurve.Target, value: Double, seconds: Double) {
        self.target = target
        self.value = value
        self.seconds = seconds
    }

    package static let secondsRange = 0.0...600.0

    var json: JSONObject {
        var data = target.json
        data["value"] = .decibels(value)
        data["seconds"] = .number(seconds)
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        self.init(
            target: try AutomationCurve.Target(wire: data),
            value: data.wireOptionalDecibels("value") ?? 0,
            seconds: try data.wireNumber("seconds")
        )
    }
}
