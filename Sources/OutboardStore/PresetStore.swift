import Glibc
import OutboardJSON
import OutboardModel

private let ending = ".json"

/// The presets in a directory: one JSON file each, whose name without ".json" is the preset's id.
package struct PresetStore: Sendable {
    package let root: String
    /// What people see as the origin: "factory", "user".
    package let source: String
    /// Whether presets are saved here, and deleted; else they are only read.
    package let isWritable: Bool
    /// A larger state is not saved.
    private let stateBytesMax: Int

    /// - Parameter root: made with the first preset that is saved, if it is not there.
    package init(
        root: String,
        source: String,
        isWritable: Bool = false,
        stateBytesMax: Int = Preset.stateBytesMax
    ) {
        self.root = root
        self.source = source
        self.isWritable = isWritable
        self.stateBytesMax = min(stateBytesMax, Preset.stateBytesMax)
    }

    /// All presets, by id, with the error of those that cannot be read.
    package func list() -> [(id: PresetID, preset: Result<Preset, StoreError>)] {
        directoryEntries(root).filter { $0.hasSuffix(ending) }.map { name in
            let id = PresetID(String(name.dropLast(ending.utf8.count)))
            do throws(StoreError) {
                return (id, .success(try load(id)))
            } catch {
                return (id, .failure(error))
            }
        }
    }

    package func load(_ id: PresetID) throws(StoreError) -> Preset {
        let bytes = try bytes(of: id)
        do {
            return try Preset(
                reading: JSONField(JSONValue(parsing: bytes, limits: Preset.limits)),
                id: id
            )
        } catch {
            throw StoreError(.malformed, subject: id.text, message: "\(error)")
        }
    }

    /// Whether it has a preset of that id, readable or not.
    package func has(_ id: PresetID) -> Bool {
        var status = stat()
        return isName(id) && lstat(root + "/" + id.text + ending, &status) == 0
    }

    /// Writes a preset. All of it is there then, or what was there before.
    ///
    /// - Parameters:
    ///   - preset: its id is chosen here.
    ///   - isForeign: says of an id that somebody else has it, so that it is free for nobody.
    ///   - stamp: the time, as `Trash` wants it.
    /// - Returns: the preset as it is on disk, and whether it took the place of another, which is in the
    ///   trash now.
    /// - Throws: `taken`, `badID`, `unwritable`; `malformed` for a state that is too large and numbers that are not
    ///   finite.
    package func save(
        _ preset: Preset,
        as choice: IDChoice,
        stamp: String,
        isForeign: (PresetID) -> Bool = { _ in false }
    ) throws(StoreError) -> (preset: Preset, hasReplaced: Bool) {
        precondition(isWritable, "presets of this store are only read")
        try makeDirectory(root)
        for _ in 0..<16 {
            let (text, replaces) = try choice.resolved {
                has(PresetID($0)) || isForeign(PresetID($0))
            }
            var preset = preset
            preset.id = PresetID(text)
            // What is somebody else's is not replaced, whoever asks.
            guard !isForeign(preset.id) else { throw IDChoice.taken(text) }
            let name = text + ending
            let staged = try StagedFile(try bytes(of: preset), in: root, subject: text)
            do throws(StoreError) {
                let old = replaces && has(preset.id) ? try self.bytes(of: preset.id) : nil
                if let old {
                    try Trash(of: root, stamp: stamp).keep(old, of: name, ending: ending)
                    try staged.commit(as: name)
                } else {
                    try staged.commit(asNew: name)
                }
                try synchronizeDirectory(root, subject: text)
                return (preset, old != nil)
            } catch {
                guard choice.isFree, error.code == .taken else { throw error }
            }
        }
        throw StoreError(.taken, subject: root, message: "others take all ids like that one")
    }

    /// Moves a preset to the trash.
    ///
    /// - Throws: `notFound`, `unwritable`.
    package func remove(_ id: PresetID, stamp: String) throws(StoreError) {
        precondition(isWritable, "presets of this store are only read")
        guard has(id) else { throw missing(id) }
        try Trash(of: root, stamp: stamp).take(id.text + ending, ending: ending)
    }

    /// Presets that lie in the trash, the newest first.
    package func trash() -> [TrashEntry] { TrashEntry.all(of: root, ending: ending) }

    /// Brings a preset back from the trash.
    ///
    /// - Parameters:
    ///   - choice: of its id. nil: its own, or a free one like it.
    ///   - isForeign: says of an id that somebody else has it.
    /// - Throws: `notFound`, `taken`, `badID`, `unwritable`.
    package func bringBack(
        _ name: String,
        as choice: IDChoice? = nil,
        isForeign: (PresetID) -> Bool = { _ in false }
    ) throws(StoreError) -> PresetID {
        precondition(isWritable, "presets of this store are only read")
        let id = try Trash.bringBack(name, to: root, ending: ending, as: choice) {
            has(PresetID($0)) || isForeign(PresetID($0))
        }
        return PresetID(id)
    }

    /// An id of somebody else's making is the name of a file here, or of none.
    private func isName(_ id: PresetID) -> Bool {
        staysBeneath(id.text) && !id.text.contains("/") && !id.text.hasPrefix(".")
    }

    private func missing(_ id: PresetID) -> StoreError {
        StoreError(.notFound, subject: id.text, message: "no preset has such an id")
    }

    private func bytes(of id: PresetID) throws(StoreError) -> [UInt8] {
        guard isName(id) else { throw missing(id) }
        return try readFile(
            beneath: root,
            id.text + ending,
            subject: id.text,
            bytesMax: Preset.fileBytesMax
        )
    }

    /// What cannot be read back as it is would be lost when somebody needs it.
    private func bytes(of preset: Preset) throws(StoreError) -> [UInt8] {
        func refusal(_ message: String) -> StoreError {
            StoreError(.malformed, subject: preset.id.text, message: message)
        }
        guard preset.state.map({ $0.count <= stateBytesMax }) ?? true else {
            throw refusal(
                "the plugin's state is larger than the \(stateBytesMax) bytes that a preset holds"
            )
        }
        let bytes = Array(preset.json.canonicalText.utf8)
        do {
            let field = JSONField(try JSONValue(parsing: bytes, limits: Preset.limits))
            if try Preset(reading: field, id: preset.id) == preset { return bytes }
        } catch {
            throw refusal("not saved: \(error)")
        }
        throw refusal("not saved: it would not read back as it is; is a number not finite?")
    }
}
