import ArgumentParser
import OutboardModel
import OutboardProtocol

extension InsertCommand {
    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Put a plugin on a strip.")
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .strip, completion: .strips) var track: String
        @Argument(
            help: "Its URI, clap:ID or ladspa:LIBRARY:LABEL: see `outboard plugin ls`.",
            completion: .plugins
        )
        var uri: String
        @Option(help: "The insert's id; the end of the URI by default.") var id: String?
        @Option(help: "Its place, from 0; behind all others by default.") var at: Int?
        @Option(help: "lv2, clap, vst3 or ladspa; as the id begins, or lv2, by default.")
        var format: PluginFormat?

        func ask(in session: SessionView) throws -> [Asked] {
            let plugin = PluginID(argument: uri, format: format)
            // CLAP's identifiers are names of domains backwards.
            let ends = plugin.format == .clap ? "/#:." : "/#:"
            let id = id ?? String(uri.split(whereSeparator: ends.contains).last ?? "plugin")
            let insert = Insert(id: InsertID(id), name: id, plugin: plugin)
            let track = try session.stripID(track)
            return [Asked(.edit(.addInsert(insert, strip: track, index: at)), "\(track)  + \(id)")]
        }
    }

    struct Replace: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Put another plugin in its place."
        )
        @OptionGroup(title: "For all commands") var server: ServerOptions
        @Argument(help: .insert, completion: .inserts) var insert: String
        @Argument(
            help: "The new one's URI, clap:ID or ladspa:LIBRARY:LABEL.",
            completion: .plugins
        )
        var uri: String
        @Option(help: "lv2, clap, vst3 or ladspa; as the id begins, or lv2, by default.")
        var format: PluginFormat?

        func ask(in session: SessionView) throws -> [Asked] {
            let place = try session.insert(insert)
            let new = Insert(
                id: place.insert,
                name: place.insert.text,
                plugin: PluginID(argument: uri, format: format)
            )
            return [
                Asked(
                    .edit(.replaceInsert(place.insert, strip: place.track, with: new)),
                    "\(place.track)  \(place.insert) = \(uri)"
                )
            ]
        }
    }
}

extension PluginFormat: ExpressibleByArgument {}

extension PluginID {
    /// As a person names it: its format in front, "ladspa:amp:amp_mono", or else the format that is given
    /// by itself, or else LV2. URIs of LV2 begin otherwise.
    init(argument text: String, format: PluginFormat?) {
        let named = PluginFormat.allCases.first { text.hasPrefix($0.rawValue + ":") }
        guard let named, format == nil || format == named else {
            self.init(format: format ?? .lv2, text)
            return
        }
        self.init(format: named, String(text.dropFirst(named.rawValue.count + 1)))
    }
}
