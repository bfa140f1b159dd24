import CCLAP

/// The tables of functions that every plugin of the kit gives. They live as long as the program.
enum Extensions {
    // SAFETY: written once, when first asked for, and only read from there on.
    private nonisolated(unsafe) static let audioPorts = kept(
        ob_clap_plugin_audio_ports(count: obKitPortCount, get: obKitPort)
    )
    // SAFETY: as above.
    private nonisolated(unsafe) static let notePorts = kept(
        ob_clap_plugin_note_ports(count: obKitNotePortCount, get: obKitNotePort)
    )
    // SAFETY: as above.
    private nonisolated(unsafe) static let parameters = kept(
        ob_clap_plugin_params(
            count: obKitParameterCount,
            get_info: obKitParameter,
            get_value: obKitValue,
            value_to_text: obKitText,
            text_to_value: obKitParse,
            flush: obKitFlush
        )
    )
    // SAFETY: as above.
    private nonisolated(unsafe) static let latency = kept(ob_clap_plugin_latency(get: obKitLatency))
    // SAFETY: as above.
    private nonisolated(unsafe) static let tail = kept(ob_clap_plugin_tail(get: obKitTail))
    // SAFETY: as above.
    private nonisolated(unsafe) static let state = kept(
        ob_clap_plugin_state(save: obKitSave, load: obKitLoad)
    )
    // SAFETY: as above.
    private nonisolated(unsafe) static let presets = kept(
        ob_clap_plugin_preset_load(from_location: obKitLoadPreset)
    )

    private static func kept<Table>(_ table: Table) -> UnsafeRawPointer {
        let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        memory.initialize(to: table)
        return UnsafeRawPointer(memory)
    }

    /// nil: plugins of this kit do not have it. [any]
    static func table(_ name: String, of definition: PluginDefinition) -> UnsafeRawPointer? {
        switch name {
        case OB_CLAP_EXT_AUDIO_PORTS: audioPorts
        case OB_CLAP_EXT_NOTE_PORTS: definition.takesNotes ? notePorts : nil
        case OB_CLAP_EXT_PARAMS: parameters
        case OB_CLAP_EXT_LATENCY: latency
        case OB_CLAP_EXT_TAIL: tail
        case OB_CLAP_EXT_STATE: state
        case OB_CLAP_EXT_PRESET_LOAD, OB_CLAP_EXT_PRESET_LOAD_DRAFT: presets
        default: nil
        }
    }
}

// MARK: Ports

@c func obKitPortCount(_ plugin: UnsafePointer<ob_clap_plugin>, _ isInput: Bool) -> UInt32 {
    let definition = loaded(plugin).definition
    guard isInput else { return 1 }
    return (definition.inputChannels > 0 ? 1 : 0) + (definition.sideChainChannels > 0 ? 1 : 0)
}

@c func obKitPort(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ index: UInt32,
    _ isInput: Bool,
    _ info: UnsafeMutablePointer<ob_clap_audio_port_info>
) -> Bool {
    guard index < obKitPortCount(plugin, isInput) else { return false }
    let definition = loaded(plugin).definition
    let isMain = !isInput || (index == 0 && definition.inputChannels > 0)
    let channels =
        !isInput
        ? definition.outputChannels
        : isMain ? definition.inputChannels : definition.sideChainChannels
    info.pointee.id = isMain ? 0 : 1
    ob_clap_write_text(
        ob_clap_audio_port_name(info),
        Int(OB_CLAP_NAME_SIZE),
        !isInput ? "Output" : isMain ? "Input" : "Side-chain"
    )
    info.pointee.flags = isMain ? UInt32(OB_CLAP_AUDIO_PORT_IS_MAIN) : 0
    info.pointee.channel_count = UInt32(channels)
    info.pointee.port_type = Text.portType(channels: channels)
    let isPair = isMain && definition.inputChannels == definition.outputChannels
    info.pointee.in_place_pair = isPair ? 0 : OB_CLAP_INVALID_ID
    return true
}

@c func obKitNotePortCount(_ plugin: UnsafePointer<ob_clap_plugin>, _ isInput: Bool) -> UInt32 {
    isInput ? 1 : 0
}

@c func obKitNotePort(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ index: UInt32,
    _ isInput: Bool,
    _ info: UnsafeMutablePointer<ob_clap_note_port_info>
) -> Bool {
    guard isInput, index == 0 else { return false }
    info.pointee.id = 0
    info.pointee.supported_dialects = UInt32(
        OB_CLAP_NOTE_DIALECT_CLAP | OB_CLAP_NOTE_DIALECT_MIDI
    )
    info.pointee.preferred_dialect = UInt32(OB_CLAP_NOTE_DIALECT_CLAP)
    ob_clap_write_text(ob_clap_note_port_name(info), Int(OB_CLAP_NAME_SIZE), "Notes")
    return true
}

// MARK: Latency, state, presets

@c func obKitLatency(_ plugin: UnsafePointer<ob_clap_plugin>) -> UInt32 {
    UInt32(loaded(plugin).latencyFrames)
}

@c func obKitSave(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ stream: UnsafePointer<ob_clap_output_stream>
) -> Bool {
    let bytes = loaded(plugin).saveState()
    return bytes.withUnsafeBytes { bytes in
        var written = 0
        while written < bytes.count {
            let count =
                stream.pointee.write?(
                    stream,
                    bytes.baseAddress! + written,
                    UInt64(bytes.count - written)
                ) ?? -1
            guard count > 0, count <= bytes.count - written else { return false }
            written += Int(count)
        }
        return true
    }
}

@c func obKitLoad(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ stream: UnsafePointer<ob_clap_input_stream>
) -> Bool {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = part.withUnsafeMutableBytes {
            stream.pointee.read?(stream, $0.baseAddress!, UInt64($0.count)) ?? -1
        }
        guard count >= 0, count <= part.count else { return false }
        if count == 0 { break }
        bytes += part[..<Int(count)]
        guard bytes.count <= PluginState.sizeMax else { return false }
    }
    return loaded(plugin).restoreState(bytes)
}

@c func obKitLoadPreset(
    _ plugin: UnsafePointer<ob_clap_plugin>,
    _ kind: UInt32,
    _ location: UnsafePointer<CChar>?,
    _ key: UnsafePointer<CChar>?
) -> Bool {
    loaded(plugin).loadPreset(kind: kind, location: location, key: key)
}
