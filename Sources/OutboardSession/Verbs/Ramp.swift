import OutboardModel
import OutboardProtocol

/// Controls that take their time. `PARAMETER_RAMP`
extension EditContext {
    /// - Parameter seconds: nil leaves it as it is.
    func ramping(_ seconds: Double?, _ sampleRateHertz: Int) -> EditContext {
        guard let seconds else { return self }
        var context = self
        context.rampFrames = UInt32((seconds * Double(sampleRateHertz)).rounded())
        return context
    }
}

extension LiveSession {
    func verb(ramping request: RampRequest) throws(RequestError) -> any Verb {
        switch request.target {
        case .parameter(let track, let insert, let symbol):
            let setting = PluginParameterRequest(
                track: track,
                insert: insert,
                parameter: symbol,
                value: request.value
            )
            let (plugin, index) = try SetPluginParameter.find(setting, in: self)
            let parameter = plugin.parameters[index]
            guard !parameter.isStepped else {
                throw RequestError(
                    .invalidParameter,
                    "\(parameter.name) has steps, and nothing between them.",
                    hint: "Set it with PLUGIN_PARAMETER.",
                    field: "parameter_id"
                )
            }
            var verb = try SetPluginParameter(setting, in: self)
            verb.rampSeconds = request.seconds
            return verb
        case .fader(let track):
            var verb = SetStrip(track: track, .fader(decibels: request.value))
            verb.rampSeconds = request.seconds
            return verb
        case .pan(let track):
            var verb = SetStrip(track: track, .pan(request.value))
            verb.rampSeconds = request.seconds
            return verb
        }
    }
}
