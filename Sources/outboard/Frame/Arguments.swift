import ArgumentParser

// How things of the session are named in every command, and what completes them.

extension ArgumentHelp {
    static let strip: ArgumentHelp =
        "A track, a bus or master: its id, its name, its place from 0, or a pattern in quotes."
    static let insert: ArgumentHelp = "TRACK/INSERT, each by id, name, place or pattern."
    static let parameter: ArgumentHelp =
        "TRACK/INSERT/PARAMETER, each by id, name, place or pattern."
    static let send: ArgumentHelp = "TRACK/SEND."
    static let control: ArgumentHelp = "TRACK/fader, TRACK/pan or TRACK/INSERT/PARAMETER."
}

extension CompletionKind {
    static let strips = CompletionKind.custom { _, _, prefix in
        await Completions.of(prefix, depth: 1)
    }
    static let inserts = CompletionKind.custom { _, _, prefix in
        await Completions.of(prefix, depth: 2)
    }
    static let parameters = CompletionKind.custom { _, _, prefix in
        await Completions.of(prefix, depth: 3)
    }
    static let sends = CompletionKind.custom { _, _, prefix in
        await Completions.sends(prefix)
    }
    static let controls = CompletionKind.custom { _, _, prefix in
        await Completions.controls(prefix)
    }
    static let plugins = CompletionKind.custom { _, _, _ in await Completions.plugins() }
    static let presets = CompletionKind.custom { _, _, _ in await Completions.presets() }
    static let sessions = CompletionKind.custom { _, _, _ in await Completions.sessions() }
}
