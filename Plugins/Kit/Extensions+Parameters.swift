import CCLAP
import CPluginKit

@c func obKitParameterCount(_ plugin: UnsafePointer<ob_clap_plugin>) -> UInt32 {
    UInt32(loaded(plugin).parameters.count)
}

@c func obKitParameter(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ index: UInt32,
    _ info: UnsafeMutablePointer<ob_clap_param_info>
) -> Bool {
    let parameters = loaded(plugin).parameters
    guard index < parameters.count else { return false }
    let parameter = parameters[Int(index)]
    info.pointee.id = parameter.id
    info.pointee.flags = flags(parameter)
    // The place and one, so that it is not null; `takeValue` looks whether it still fits.
    info.pointee.cookie = UnsafeMutableRawPointer(bitPattern: Int(index) + 1)
    ob_clap_write_text(
        ob_clap_param_name(info),
        Int(OB_CLAP_NAME_SIZE),
        parameter.name
    )
    ob_clap_write_text(
        ob_clap_param_module(info),
        Int(OB_CLAP_PATH_SIZE),
        parameter.group
    )
    info.pointee.min_value = parameter.minimum
    info.pointee.max_value = parameter.maximum
    info.pointee.default_value = parameter.default
    return true
}

private func flags(_ parameter: ParameterDefinition) -> UInt32 {
    var flags = UInt32(0)
    if parameter.isStepped { flags |= UInt32(OB_CLAP_PARAM_IS_STEPPED) }
    if case .choice = parameter.kind { flags |= UInt32(OB_CLAP_PARAM_IS_ENUM) }
    if parameter.id == PluginDefinition.bypassID {
        flags |= UInt32(OB_CLAP_PARAM_IS_BYPASS)
    }
    if parameter.isMeter {
        flags |= UInt32(OB_CLAP_PARAM_IS_READONLY)
    } else if !parameter.setsLatency {
        flags |= UInt32(OB_CLAP_PARAM_IS_AUTOMATABLE)
    }
    return flags
}

@c func obKitValue(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ id: ob_clap_id,
    _ value: UnsafeMutablePointer<Double>
) -> Bool {
    let loaded = loaded(plugin)
    guard let index = loaded.index(of: id) else { return false }
    value.pointee = loaded.value(index)
    return true
}

@c func obKitText(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ id: ob_clap_id,
    _ value: Double,
    _ text: UnsafeMutablePointer<CChar>,
    _ size: UInt32
) -> Bool {
    let loaded = loaded(plugin)
    guard size > 0, let index = loaded.index(of: id), !value.isNaN else { return false }
    ob_clap_write_text(text, Int(size), loaded.parameters[index].text(of: value))
    return true
}

@c func obKitParse(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ id: ob_clap_id,
    _ text: UnsafePointer<CChar>,
    _ value: UnsafeMutablePointer<Double>
) -> Bool {
    let loaded = loaded(plugin)
    guard let index = loaded.index(of: id),
        let parsed = loaded.parameters[index].value(of: String(cString: text))
    else { return false }
    value.pointee = parsed
    return true
}
