import Foundation

/// What is set for a run of the program, and by what: a flag, then the environment, then a context, then
/// what is usual.
struct Settings {
    enum Key: String, CaseIterable {
        case context, url, session, user, token, ca, output, timeout

        var variable: String { "OUTBOARD_" + rawValue.uppercased() }
        /// nil: there is no option, so that it stays out of the list of processes.
        var flag: String? {
            switch self {
            case .token: nil
            case .url: "--host"
            default: "--" + rawValue
            }
        }
    }

    /// A place that may have a value.
    struct Candidate: Equatable {
        var origin: String
        var value: String?
    }

    let flags: [Key: String]
    let environment: [String: String]
    let contexts: ContextFile
    /// The one that is used, with its name. nil: none is.
    let context: (name: String, context: ContextFile.Context)?

    /// - Throws: `CommandError` where a context is named that there is not.
    init(
        flags: [Key: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        contexts: ContextFile? = nil
    ) throws {
        self.flags = flags
        self.environment = environment
        self.contexts = try contexts ?? ContextFile.load(environment: environment)
        let name = flags[.context] ?? environment[Key.context.variable] ?? self.contexts.current
        context = try name.map { [contexts = self.contexts] in
            (name: $0, context: try contexts.find($0))
        }
    }

    /// In the order in which they count.
    func candidates(_ key: Key) -> [Candidate] {
        var all: [Candidate] = []
        if let flag = key.flag { all.append(Candidate(origin: flag, value: flags[key])) }
        all.append(Candidate(origin: key.variable, value: environment[key.variable]))
        if key == .context {
            all.append(Candidate(origin: "outboard context use", value: contexts.current))
        } else if let context {
            all.append(
                Candidate(origin: "context \(context.name)", value: contextValue(key, context))
            )
        }
        switch key {
        case .url: all.append(Candidate(origin: "default", value: "http://127.0.0.1:8350"))
        case .output: all.append(Candidate(origin: "default", value: "table"))
        case .timeout: all.append(Candidate(origin: "default", value: "10s"))
        case .user: all.append(Candidate(origin: "USER", value: environment["USER"]))
        default: break
        }
        return all
    }

    /// A context's token goes to the context's server, and to no other that somebody names; and who vouches for
    /// that server vouches for no other.
    private func contextValue(
        _ key: Key,
        _ context: (name: String, context: ContextFile.Context)
    ) -> String? {
        if key == .token || key == .ca, flags[.url] ?? environment[Key.url.variable] != nil {
            return nil
        }
        return context.context[key]
    }

    func winner(_ key: Key) -> Candidate? { candidates(key).first { $0.value != nil } }

    func value(_ key: Key) -> String? { winner(key)?.value }
}
