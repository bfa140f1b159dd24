/// The URIs of LV2 that the host speaks of. The headers build theirs with macros that Swift does not
/// import.
enum LV2Name {
    static let core = "http://lv2plug.in/ns/lv2core#"
    static let atom = "http://lv2plug.in/ns/ext/atom#"
    static let bufferSize = "http://lv2plug.in/ns/ext/buf-size#"
    static let log = "http://lv2plug.in/ns/ext/log#"
    static let midi = "http://lv2plug.in/ns/ext/midi#"
    static let options = "http://lv2plug.in/ns/ext/options#"
    static let patch = "http://lv2plug.in/ns/ext/patch#"
    static let portGroups = "http://lv2plug.in/ns/ext/port-groups#"
    static let portProperties = "http://lv2plug.in/ns/ext/port-props#"
    static let presets = "http://lv2plug.in/ns/ext/presets#"
    static let programs = "http://kxstudio.sf.net/ns/lv2ext/programs#Interface"
    static let resizePort = "http://lv2plug.in/ns/ext/resize-port#"
    static let state = "http://lv2plug.in/ns/ext/state#"
    static let time = "http://lv2plug.in/ns/ext/time#"
    static let units = "http://lv2plug.in/ns/extensions/units#"
    static let urid = "http://lv2plug.in/ns/ext/urid#"
    static let worker = "http://lv2plug.in/ns/ext/worker#"
    static let label = "http://www.w3.org/2000/01/rdf-schema#label"
    static let range = "http://www.w3.org/2000/01/rdf-schema#range"
    static let seeAlso = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
    static let sampleRate = "http://lv2plug.in/ns/ext/parameters#sampleRate"

    /// What a plugin may require of this host. The first group comes with memory, see
    /// `LV2Features`; the second is a promise.
    static let offeredFeatures: Set<String> = [
        urid + "map", urid + "unmap", options + "options", log + "log", worker + "schedule",
        state + "mapPath", state + "freePath",

        bufferSize + "boundedBlockLength", state + "loadDefaultState",
        // The renderer never gives the same buffer as input and output.
        core + "inPlaceBroken",
        core + "hardRTCapable", core + "isLive",
        portProperties + "supportsStrictBounds",
    ]

    /// The interface that atom ports have replaced.
    static let oldEvents: Set<String> = [
        "http://lv2plug.in/ns/ext/event", "http://lv2plug.in/ns/ext/uri-map",
    ]

    /// Options whose values the host gives.
    static let offeredOptions: Set<String> = [
        bufferSize + "minBlockLength", bufferSize + "maxBlockLength",
        bufferSize + "nominalBlockLength", bufferSize + "sequenceSize", sampleRate,
    ]
}
