extension SessionDocument {
    /// Applies an edit, all of it or nothing, and returns the edit that takes it back.
    package mutating func apply(_ edit: DocumentEdit) throws(EditError) -> DocumentEdit {
        var changed = self
        let inverse = try changed.change(edit)
        self = changed
        return inverse
    }

    private mutating func change(_ edit: DocumentEdit) throws(EditError) -> DocumentEdit {
        switch edit {
        case .addTrack(let track, let index):
            try checkFree(track.id)
            try checkInserts(track.strip.inserts)
            tracks.insert(track, at: clamped(index, tracks.count))
            return .removeTrack(track.id)
        case .removeTrack(let id):
            let index = try trackIndex(id)
            let freed = try removeReferences(to: id)
            let track = tracks.remove(at: index)
            var bare = track
            bare.strip.inserts = []
            bare.strip.sends = []
            return .all([.addTrack(bare, index: index)] + track.strip.parts(of: id) + freed)
        case .moveTrack(let id, let to):
            let from = try trackIndex(id)
            let track = tracks.remove(at: from)
            tracks.insert(track, at: clamped(to, tracks.count))
            return .moveTrack(id, index: from)
        case .rename(let id, let name): return try rename(id, name)
        case .setSource(let id, let source):
            let index = try trackIndex(id)
            let before = tracks[index].source
            tracks[index].source = source
            return .setSource(id, before)
        case .addBus(let bus, let index):
            try checkFree(bus.id)
            try checkInserts(bus.strip.inserts)
            guard Bus.channelCountRange.contains(bus.channelCount) else {
                throw EditError(.invalid, "A bus has 1 to 64 channels, not \(bus.channelCount).")
            }
            buses.insert(bus, at: clamped(index, buses.count))
            return .removeBus(bus.id)
        case .removeBus(let id):
            guard let index = buses.firstIndex(where: { $0.id == id }) else {
                throw EditError(.noSuchStrip, "There is no bus \"\(id)\".")
            }
            let freed = try removeReferences(to: id)
            let bus = buses.remove(at: index)
            var bare = bus
            bare.strip.inserts = []
            bare.strip.sends = []
            return .all([.addBus(bare, index: index)] + bus.strip.parts(of: id) + freed)
        case .setOutput(let id, let output): return try setOutput(id, output)
        case .setAutomation(let target, let curve): return try setAutomation(target, curve)
        case .setAutomationMode(let target, let mode):
            let before = automation.first { $0.target == target }
            var curve = before ?? AutomationCurve(target: target, points: [])
            curve.mode = mode
            return try setAutomation(target, mode == .off && curve.points.isEmpty ? nil : curve)
        case .setControl, .setSend, .setParameter: return try changeValue(edit)
        case .renameSession(let name):
            defer { self.name = name }
            return .renameSession(self.name)
        case .setSong(let song):
            let before = self.song
            self.song = song
            return .setSong(before)
        case .all(let edits):
            var inverses: [DocumentEdit] = []
            for edit in edits { inverses.append(try change(edit)) }
            return .all(inverses.reversed())
        case .addSend, .removeSend, .setSendTap: return try changeSend(edit)
        case .addInsert, .removeInsert, .moveInsert, .replaceInsert, .setBypass, .setSideChain:
            return try changeInsert(edit)
        }
    }

    private mutating func rename(
        _ id: TrackID,
        _ name: String
    ) throws(EditError) -> DocumentEdit {
        if let index = buses.firstIndex(where: { $0.id == id }) {
            let before = buses[index].name
            buses[index].name = name
            return .rename(id, before)
        }
        let index = try trackIndex(id)
        let before = tracks[index].name
        tracks[index].name = name
        return .rename(id, before)
    }

    private mutating func setOutput(
        _ id: TrackID,
        _ output: StripOutput
    ) throws(EditError) -> DocumentEdit {
        let before = try checkedStrip(id).output
        if case .bus(let bus) = output { try checkBus(bus) }
        if id == .master, output == .master {
            throw EditError(.invalid, "The master cannot go to itself; it goes to the device.")
        }
        _ = changeStrip(id) { $0.output = output }
        return .setOutput(id, before)
    }

    private mutating func setAutomation(
        _ target: AutomationCurve.Target,
        _ curve: AutomationCurve?
    ) throws(EditError) -> DocumentEdit {
        let before = automation.first { $0.target == target }
        automation.removeAll { $0.target == target }
        if let curve {
            guard
                zip(curve.points, curve.points.dropFirst()).allSatisfy({ $0.seconds < $1.seconds })
            else { throw EditError(.invalid, "A curve's points follow each other in time.") }
            automation.append(curve)
        }
        return .setAutomation(target, before)
    }

    private mutating func changeValue(_ edit: DocumentEdit) throws(EditError) -> DocumentEdit {
        switch edit {
        case .setControl(let id, let control):
            let strip = try checkedStrip(id)
            switch control {
            case .fader(let decibels):
                _ = changeStrip(id) { $0.faderDecibels = decibels }
                return .setControl(id, .fader(decibels: strip.faderDecibels))
            case .pan(let pan):
                _ = changeStrip(id) { $0.pan = pan }
                return .setControl(id, .pan(strip.pan))
            case .mute(let isMuted):
                _ = changeStrip(id) { $0.isMuted = isMuted }
                return .setControl(id, .mute(strip.isMuted))
            case .solo(let isSoloed):
                _ = changeStrip(id) { $0.isSoloed = isSoloed }
                return .setControl(id, .solo(strip.isSoloed))
            }
        case .setSend(let id, let strip, let controls):
            let index = try sendIndex(id, strip)
            let before = try checkedStrip(strip).sends[index]
            _ = changeStrip(strip) {
                if let level = controls.levelDecibels { $0.sends[index].levelDecibels = level }
                if let pan = controls.pan { $0.sends[index].pan = pan }
                if let isMuted = controls.isMuted { $0.sends[index].isMuted = isMuted }
            }
            return .setSend(
                id,
                strip: strip,
                SendControls(
                    levelDecibels: controls.levelDecibels.map { _ in before.levelDecibels },
                    pan: controls.pan.map { _ in before.pan },
                    isMuted: controls.isMuted.map { _ in before.isMuted }
                )
            )
        case .setParameter(let id, let strip, let symbol, let setting):
            let index = try insertIndex(id, strip)
            let value: Double?
            switch setting {
            case .plain(let plain): value = plain
            case nil: value = nil
            case .normalized, .text:
                throw EditError(.invalid, "The value of \(symbol) must be plain here.")
            }
            let before = try checkedStrip(strip).inserts[index].parameters[symbol]
            _ = changeStrip(strip) { $0.inserts[index].parameters[symbol] = value }
            return .setParameter(id, strip: strip, symbol: symbol, before.map { .plain($0) })
        default: preconditionFailure("not an edit of a value")
        }
    }

    private mutating func changeSend(_ edit: DocumentEdit) throws(EditError) -> DocumentEdit {
        switch edit {
        case .addSend(let send, let strip, let index):
            let sends = try checkedStrip(strip).sends
            try checkBus(send.bus)
            guard !sends.contains(where: { $0.id == send.id }) else {
                throw EditError(.taken, "\"\(strip)\" has a send \"\(send.id)\" already.")
            }
            _ = changeStrip(strip) { $0.sends.insert(send, at: clamped(index, sends.count)) }
            return .removeSend(send.id, strip: strip)
        case .removeSend(let id, let strip):
            let index = try sendIndex(id, strip)
            let send = changeStrip(strip) { $0.sends.remove(at: index) }!
            return .addSend(send, strip: strip, index: index)
        case .setSendTap(let id, let strip, let isPreFader):
            let index = try sendIndex(id, strip)
            let before = try checkedStrip(strip).sends[index].isPreFader
            _ = changeStrip(strip) { $0.sends[index].isPreFader = isPreFader }
            return .setSendTap(id, strip: strip, isPreFader: before)
        default: preconditionFailure("not an edit of a send")
        }
    }

    private mutating func changeInsert(_ edit: DocumentEdit) throws(EditError) -> DocumentEdit {
        switch edit {
        case .addInsert(let insert, let strip, let index):
            let count = try checkedStrip(strip).inserts.count
            try checkInserts([insert])
            _ = changeStrip(strip) { $0.inserts.insert(insert, at: clamped(index, count)) }
            return .removeInsert(insert.id, strip: strip)
        case .removeInsert(let id, let strip):
            let index = try insertIndex(id, strip)
            let curves = automation.filter { $0.isOf(id) }
            automation.removeAll { $0.isOf(id) }
            let insert = changeStrip(strip) { $0.inserts.remove(at: index) }!
            let back = DocumentEdit.addInsert(insert, strip: strip, index: index)
            return curves.isEmpty
                ? back : .all([back] + curves.map { .setAutomation($0.target, $0) })
        case .moveInsert(let id, let from, let to, let index):
            let before = try insertIndex(id, from)
            _ = try checkedStrip(to)
            let insert = changeStrip(from) { $0.inserts.remove(at: before) }!
            _ = changeStrip(to) { $0.inserts.insert(insert, at: clamped(index, $0.inserts.count)) }
            for curve in automation.indices {
                // Its curves go with it.
                if case .parameter(_, id, let symbol) = automation[curve].target {
                    automation[curve].target = .parameter(track: to, insert: id, symbol: symbol)
                }
            }
            return .moveInsert(id, from: to, to: from, index: before)
        case .replaceInsert(let id, let strip, let new):
            let index = try insertIndex(id, strip)
            if new.id != id { try checkInserts([new]) }
            let old = changeStrip(strip) { strip in
                defer { strip.inserts[index] = new }
                return strip.inserts[index]
            }!
            return .replaceInsert(new.id, strip: strip, with: old)
        case .setBypass(let id, let strip, let isBypassed):
            let index = try insertIndex(id, strip)
            let before = try checkedStrip(strip).inserts[index].isBypassed
            _ = changeStrip(strip) { $0.inserts[index].isBypassed = isBypassed }
            return .setBypass(id, strip: strip, before)
        case .setSideChain(let id, let strip, let sideChain):
            let index = try insertIndex(id, strip)
            if let sideChain { _ = try checkedStrip(sideChain.strip) }
            let before = try checkedStrip(strip).inserts[index].sideChain
            _ = changeStrip(strip) { $0.inserts[index].sideChain = sideChain }
            return .setSideChain(id, strip: strip, before)
        default: preconditionFailure("not an edit of an insert")
        }
    }

    /// Takes away what names a strip that goes, and returns the edits that bring it back.
    private mutating func removeReferences(to id: TrackID) throws(EditError) -> [DocumentEdit] {
        var edits: [DocumentEdit] = []
        for other in stripIDs where other != id {
            let strip = strip(other)!
            if strip.output == .bus(id) {
                edits.append(.setOutput(other, other == .master ? .device(channel: 0) : .master))
            }
            for send in strip.sends where send.bus == id {
                edits.append(.removeSend(send.id, strip: other))
            }
            for insert in strip.inserts where insert.sideChain?.strip == id {
                edits.append(.setSideChain(insert.id, strip: other, nil))
            }
        }
        for curve in automation where curve.isOf(id) {
            edits.append(.setAutomation(curve.target, nil))
        }
        guard case .all(let inverses) = try change(.all(edits)) else { return [] }
        return inverses
    }
}

// MARK: Checks

extension SessionDocument {
    private func checkFree(_ id: TrackID) throws(EditError) {
        guard !id.text.isEmpty, strip(id) == nil else {
            throw EditError(.taken, "There is a track or bus \"\(id)\" already.")
        }
    }

    private func checkedStrip(_ id: TrackID) throws(EditError) -> Strip {
        guard let strip = strip(id) else {
            throw EditError(.noSuchStrip, "There is no track or bus \"\(id)\".")
        }
        return strip
    }

    private func checkBus(_ id: TrackID) throws(EditError) {
        guard buses.contains(where: { $0.id == id }) else {
            throw EditError(.noSuchStrip, "There is no bus \"\(id)\".")
        }
    }

    private func checkInserts(_ inserts: [Insert]) throws(EditError) {
        for insert in inserts where place(of: insert.id) != nil || insert.id.text.isEmpty {
            throw EditError(.taken, "There is an insert \"\(insert.id)\" already.")
        }
    }

    private func trackIndex(_ id: TrackID) throws(EditError) -> Int {
        guard let index = tracks.firstIndex(where: { $0.id == id }) else {
            throw EditError(.noSuchStrip, "There is no track \"\(id)\".")
        }
        return index
    }

    private func insertIndex(_ id: InsertID, _ strip: TrackID) throws(EditError) -> Int {
        guard let index = try checkedStrip(strip).inserts.firstIndex(where: { $0.id == id }) else {
            throw EditError(.noSuchInsert, "There is no plugin \"\(id)\" on \"\(strip)\".")
        }
        return index
    }

    private func sendIndex(_ id: SendID, _ strip: TrackID) throws(EditError) -> Int {
        guard let index = try checkedStrip(strip).sends.firstIndex(where: { $0.id == id }) else {
            throw EditError(.noSuchSend, "There is no send \"\(id)\" on \"\(strip)\".")
        }
        return index
    }
}

extension AutomationCurve {
    fileprivate func isOf(_ insert: InsertID) -> Bool {
        if case .parameter(_, insert, _) = target { true } else { false }
    }

    fileprivate func isOf(_ strip: TrackID) -> Bool {
        switch target {
        case .parameter(strip, _, _), .fader(strip), .pan(strip): true
        default: false
        }
    }
}

private func clamped(_ index: Int?, _ count: Int) -> Int { min(max(0, index ?? count), count) }

extension Strip {
    /// What adds its inserts and sends to a strip that has none.
    fileprivate func parts(of id: TrackID) -> [DocumentEdit] {
        inserts.map { .addInsert($0, strip: id, index: nil) }
            + sends.map { .addSend($0, strip: id, index: nil) }
    }
}
