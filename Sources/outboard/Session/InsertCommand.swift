import ArgumentParser
import OutboardModel
import OutboardProtocol

struct InsertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insert",
        abstract: "Plugins of a strip, while it plays.",
        subcommands: [
            List.self, Add.self, Remove.self, Move.self, Replace.self, Bypass.self, SideChain.self,
            Property.self,
        ]
    )

    struct Add: Asking {
        static let configuration = CommandConfiguration(abstract: "Put a plugin on a strip.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id, or master.") var track: String
        @Argument(help: "Its URI, clap:ID or ladspa:LIBRARY:LABEL: see `outboard plugin ls`.")
        var uri: String
        @Option(help: "The insert's id; the end of the URI by default.") var id: String?
        @Option(help: "Its place, from 0; behind all others by default.") var at: Int?
        @Option(help: "lv2, clap, vst3 or ladspa; as the id begins, or lv2, by default.")
        var format: PluginFormat?

        func ask() throws -> (request: Request, words: String) {
            let plugin = PluginID(argument: uri, format: format)
            // CLAP's identifiers are names of domains backwards.
            let ends = plugin.format == .clap ? "/#:." : "/#:"
            let id = id ?? String(uri.split(whereSeparator: ends.contains).last ?? "plugin")
            let insert = Insert(id: InsertID(id), name: id, plugin: plugin)
            return (
                .edit(.addInsert(insert, strip: TrackID(track), index: at)), "\(track)  + \(id)"
            )
        }
    }

    struct Remove: Asking {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Take a plugin out."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Option(help: "Seconds for which what still rings is heard.") var ringOut: Double?

        func ask() throws -> (request: Request, words: String) {
            let id = InsertID(insert)
            let words = "\(track)  - \(insert)"
            guard let ringOut else {
                return (.edit(.removeInsert(id, strip: TrackID(track))), words)
            }
            return (.pluginRingOut(id, track: TrackID(track), seconds: ringOut), words)
        }
    }

    struct Move: Asking {
        static let configuration = CommandConfiguration(
            commandName: "mv",
            abstract: "Move a plugin within its strip, or to another."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Argument(help: "Its new place, from 0.") var index: Int
        @Option(help: "The strip that it goes to.") var to: String?

        func ask() throws -> (request: Request, words: String) {
            let edit = DocumentEdit.moveInsert(
                InsertID(insert),
                from: TrackID(track),
                to: TrackID(to ?? track),
                index: index
            )
            return (.edit(edit), "\(insert)  \(to ?? track) \(index)")
        }
    }

    struct Replace: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Put another plugin in its place."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Argument(help: "The new one's URI, clap:ID or ladspa:LIBRARY:LABEL.") var uri: String
        @Option(help: "lv2, clap, vst3 or ladspa; as the id begins, or lv2, by default.")
        var format: PluginFormat?

        func ask() throws -> (request: Request, words: String) {
            let new = Insert(
                id: InsertID(insert),
                name: insert,
                plugin: PluginID(argument: uri, format: format)
            )
            return (
                .edit(.replaceInsert(InsertID(insert), strip: TrackID(track), with: new)),
                "\(track)  \(insert) = \(uri)"
            )
        }
    }

    struct Bypass: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Let the dry signal pass, as late as the plugin would make it."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Argument(help: "on or off.") var state = Switch.on

        func ask() throws -> (request: Request, words: String) {
            (
                .edit(.setBypass(InsertID(insert), strip: TrackID(track), state == .on)),
                "\(track)  \(insert) bypass \(state.rawValue)"
            )
        }
    }

    struct Property: Asking {
        static let configuration = CommandConfiguration(
            abstract: "Set what a plugin has beside its parameters: a file, a text.",
            discussion: "A file is named by its path beneath the session's directory."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Argument(help: "The property's URI, or its end: see `outboard insert ls --json`.")
        var property: String
        @Argument(help: "Its value.") var value: String

        func ask() throws -> (request: Request, words: String) {
            let request = PluginPropertyRequest(
                track: TrackID(track),
                insert: InsertID(insert),
                property: property,
                value: .text(value)
            )
            return (.pluginProperty(request), "\(track)  \(insert) \(property) = \(value)")
        }
    }

    struct SideChain: Asking {
        static let configuration = CommandConfiguration(
            commandName: "sidechain",
            abstract: "What a plugin listens to beside its own signal."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The strip's id.") var track: String
        @Argument(help: "The insert's id.") var insert: String
        @Argument(help: "The strip that it listens to, or none.") var source: String
        @Flag(help: "In front of that strip's fader.") var pre = false

        func ask() throws -> (request: Request, words: String) {
            let sideChain =
                source == "none"
                ? nil : OutboardModel.SideChain(strip: TrackID(source), isPreFader: pre)
            return (
                .edit(.setSideChain(InsertID(insert), strip: TrackID(track), sideChain)),
                "\(track)  \(insert) listens to \(source)"
            )
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
