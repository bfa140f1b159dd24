import CCLAP
import OutboardHost
import OutboardModel

/// What is read of a loaded plugin once. [control]
struct CLAPDescription {
    var descriptor: PluginDescriptor
    var parameters: CLAPParameters
    /// In the plugin's order.
    let inputs: [CLAPAudioPort]
    let outputs: [CLAPAudioPort]
    let noteInputs: [CLAPNotePort]

    /// Features that say of which sort a plugin is, and not what it is for.
    private static let sorts: Set<String> = [
        OB_CLAP_FEATURE_AUDIO_EFFECT, OB_CLAP_FEATURE_NOTE_EFFECT, OB_CLAP_FEATURE_INSTRUMENT,
        OB_CLAP_FEATURE_MONO, OB_CLAP_FEATURE_STEREO, OB_CLAP_FEATURE_SURROUND,
        OB_CLAP_FEATURE_AMBISONIC,
    ]
    private static let featureCountMax = 64

    /// - Throws: `unsupported` for ports that cannot be connected.
    init(_ plugin: CLAPPlugin) throws(HostError) {
        inputs = try CLAPAudioPort.read(plugin, isInput: true)
        outputs = try CLAPAudioPort.read(plugin, isInput: false)
        noteInputs = CLAPNotePort.read(plugin, isInput: true)
        parameters = CLAPParameters(plugin)
        let known = plugin.descriptor.pointee
        descriptor = PluginDescriptor(
            id: plugin.id,
            name: text(known.name) ?? plugin.id.text,
            vendor: text(known.vendor) ?? "",
            kind: Self.kind(known),
            audioInputs: inputs.reduce(0) { $0 + $1.channelCount },
            audioOutputs: outputs.reduce(0) { $0 + $1.channelCount },
            eventInputs: noteInputs.count,
            eventOutputs: CLAPNotePort.read(plugin, isInput: false).count,
            parameters: parameters.descriptors
        )
    }

    /// The first word that says what it is for, or else of which sort it is.
    private static func kind(_ descriptor: ob_clap_descriptor) -> String {
        var features: [String] = []
        if let list = descriptor.features {
            for index in 0..<featureCountMax {
                guard let feature = text(list[index]) else { break }
                features.append(feature)
            }
        }
        let word = features.first { !sorts.contains($0) } ?? features.first ?? ""
        return word.prefix(1).uppercased() + word.dropFirst()
    }
}
