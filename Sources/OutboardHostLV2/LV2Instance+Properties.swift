import CLilv
import OutboardHost
import OutboardModel

extension LV2Instance {
    /// nil: the plugin has no properties. [control]
    static func makePatch(
        _ description: LV2Description,
        _ table: URIDTable
    ) -> UnsafeMutablePointer<LV2Patch>? {
        guard !description.properties.isEmpty else { return nil }
        let parameters = description.properties.compactMap { property -> LV2Patch.Parameter? in
            guard let index = property.parameter, let atom = property.atom.number else {
                return nil
            }
            let initial = Float(description.descriptor.parameters[index].default)
            return LV2Patch.Parameter(
                property: table.number(of: property.descriptor.uri),
                type: table.number(of: LV2Name.atom + property.atom.rawValue),
                atom: atom,
                index: UInt32(index),
                // With no default, what the bank begins with is a guess, and the plugin knows better.
                known: property.hasDefault ? .nan : initial
            )
        }
        let patch = UnsafeMutablePointer<LV2Patch>.allocate(capacity: 1)
        patch.initialize(
            to: LV2Patch(
                parameters,
                types: LV2PatchTypes(table),
                portBytes: description.atomBytesMax
            )
        )
        return patch
    }

    package var knownProperties: [String: PropertyValue] {
        var known = toldProperties
        for (port, descriptor) in description.readings {
            let value = Double(ports.reading(port))
            guard value.isFinite else { continue }
            known[descriptor.uri] =
                descriptor.kind == .boolean ? .boolean(value > 0) : .number(value)
        }
        return known
    }

    package func send(_ value: PropertyValue, to property: String) throws(HostError) -> UInt32 {
        guard let patch,
            let found = description.properties.first(where: { $0.descriptor.uri == property }),
            found.parameter == nil, found.descriptor.isWritable
        else {
            throw HostError(
                .unsupported,
                subject: descriptor.id.text,
                message: "the plugin has no property \(property) that can be set"
            )
        }
        guard let (type, body) = atom(value, found.atom) else {
            throw HostError(
                .unsupported,
                subject: descriptor.id.text,
                message: "\(property) takes a \(found.descriptor.kind.rawValue)"
            )
        }
        let message = set(host.table.number(of: property), type: type, body)
        guard message.count <= messageBytesMax else {
            throw HostError(
                .unsupported,
                subject: descriptor.id.text,
                message: "the value for \(property) is longer than the plugin's port"
            )
        }
        let isTaken = message.withUnsafeBytes {
            patch.pointee.messages.push($0.baseAddress, size: UInt32($0.count))
        }
        guard isTaken else {
            throw HostError(
                .busy,
                subject: descriptor.id.text,
                message: "the plugin has not taken yet what it was sent before; try again"
            )
        }
        sentMessages &+= 1
        toldProperties[property] = value
        awaited[property] = Self.attendsAwaited
        return sentMessages
    }

    package func attend() -> [PluginNotice] {
        guard let patch else { return [] }
        var notices: [PluginNotice] = []
        defer { forgetAwaited() }
        while let message = patch.pointee.notices.first() {
            let bytes = UnsafeRawBufferPointer(start: message.bytes, count: Int(message.size))
            for (key, type, value) in LV2PatchMessage.values(bytes, patch.pointee.types) {
                if let notice = take(key, type: type, value) { notices.append(notice) }
            }
            patch.pointee.notices.removeFirst()
        }
        return notices
    }

    /// About a second.
    private static let attendsAwaited = 33

    /// A plugin that has not said that it has what it was sent is asked what it has.
    private func forgetAwaited() {
        guard let patch, !awaited.isEmpty else { return }
        let count = awaited.count
        awaited = awaited.mapValues { $0 - 1 }.filter { $0.value > 0 }
        if awaited.count < count { patch.pointee.asks.store(true, ordering: .relaxed) }
    }

    /// What is known already is no news.
    private func take(
        _ key: LV2_URID,
        type: LV2_URID,
        _ bytes: UnsafeRawBufferPointer
    ) -> PluginNotice? {
        guard let uri = host.table.uri(of: key),
            let property = description.properties.first(where: { $0.descriptor.uri == uri }),
            let value = property.value(type: type, bytes, host.table),
            toldProperties[uri] != value || awaited[uri] != nil
        else { return nil }
        if awaited[uri] != nil {
            if toldProperties[uri] == value { awaited[uri] = nil }
            // What it had before: it is loading the file in another thread.
            return nil
        }
        toldProperties[uri] = value
        guard let index = property.parameter else {
            return .propertyChanged(uri: uri, value: value)
        }
        return value.number.map { .parameterMoved(index: index, value: $0) }
    }

    /// Takes what a state says of the properties: a plugin that has been given it has them. Parameters
    /// stand where it says. [control & !processing]
    func takeProperties(of state: [LV2StateProperty]) {
        let known = description.values(in: state, host.table)
        for (uri, value) in known.properties { toldProperties[uri] = value }
        for (index, value) in known.parameters {
            ports.parameters.pointee.set(index, to: Float(value), rampFrames: 0)
        }
        patch?.pointee.forget { known.parameters[$0] != nil }
    }

    /// Type and body of the atom that a value becomes. nil: it is none of this sort.
    private func atom(
        _ value: PropertyValue,
        _ atom: LV2Property.Atom
    ) -> (type: LV2_URID, body: [UInt8])? {
        func bytes(_ value: some BitwiseCopyable) -> [UInt8] {
            withUnsafeBytes(of: value) { Array($0) }
        }
        let type = host.table.number(of: LV2Name.atom + atom.rawValue)
        switch (value, atom) {
        case (.number(let number), .int):
            return Int32(exactly: number.rounded()).map { (type, bytes($0)) }
        case (.number(let number), .long):
            return Int64(exactly: number.rounded()).map { (type, bytes($0)) }
        case (.number(let number), .float): return (type, bytes(Float(number)))
        case (.number(let number), .double): return (type, bytes(number))
        case (.boolean(let isOn), .bool): return (type, bytes(Int32(isOn ? 1 : 0)))
        case (.text(let text), .urid):
            return text.isEmpty ? nil : (type, bytes(host.table.number(of: text)))
        case (.text(let text), .string), (.text(let text), .path), (.text(let text), .uri):
            // C ends a text where it has a zero.
            return text.utf8.contains(0) ? nil : (type, Array(text.utf8) + [0])
        default: return nil
        }
    }

    private func set(_ property: LV2_URID, type: LV2_URID, _ body: [UInt8]) -> [UInt8] {
        let types = LV2PatchTypes(host.table)
        var message: [UInt8] = []
        for word in [
            0, types.set, types.property, 0, 4, types.urid, property, 0,
            types.value, 0, UInt32(body.count), type,
        ] {
            withUnsafeBytes(of: word) { message += Array($0) }
        }
        message += body
        return message + Array(repeating: 0, count: (8 - message.count % 8) % 8)
    }

    /// What an empty patch input has room for.
    private var messageBytesMax: Int {
        let port = ports.atomInputs.first { $0.carriesPatch }
        return max(0, Int(port?.capacity ?? 0) - MemoryLayout<LV2_Atom_Sequence_Body>.size - 16)
    }
}

extension LV2Property {
    /// What a plugin or a state says of it, as its kind has it; nil where that is something else.
    func value(
        type: LV2_URID,
        _ bytes: UnsafeRawBufferPointer,
        _ table: URIDTable
    ) -> PropertyValue? {
        guard let start = bytes.baseAddress else { return nil }
        let types = LV2PatchTypes(table)
        let number = types.number(type: type, size: UInt32(clamping: bytes.count), start)
        switch descriptor.kind {
        case .number: return number.flatMap { $0.isFinite ? .number($0) : nil }
        case .boolean: return number.map { .boolean($0 != 0) }
        case .text, .path, .uri:
            if type == types.urid, bytes.count == 4 {
                return table.uri(of: start.loadUnaligned(as: UInt32.self)).map { .text($0) }
            }
            let name = table.uri(of: type)?.dropFirst(LV2Name.atom.count)
            guard let name, ["String", "Path", "URI"].contains(name) else { return nil }
            return .text(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
        }
    }
}

extension PropertyValue {
    /// As a parameter has it.
    fileprivate var number: Double? {
        switch self {
        case .number(let number): number
        case .boolean(let isOn): isOn ? 1 : 0
        case .text: nil
        }
    }
}

extension LV2Description {
    /// What a state says of the plugin's properties: those that are parameters by their index, brought
    /// into their ranges, and the others by their URIs.
    func values(
        in state: [LV2StateProperty],
        _ table: URIDTable
    ) -> (parameters: [Int: Double], properties: [String: PropertyValue]) {
        var parameters: [Int: Double] = [:]
        var values: [String: PropertyValue] = [:]
        for saved in state {
            guard let uri = table.uri(of: saved.key),
                let property = properties.first(where: { $0.descriptor.uri == uri }),
                let value = saved.value.withUnsafeBytes({
                    property.value(type: saved.type, $0, table)
                })
            else { continue }
            if let index = property.parameter {
                let range = descriptor.parameters[index].range
                parameters[index] = value.number.map {
                    min(max($0, range.lowerBound), range.upperBound)
                }
            } else {
                values[uri] = value
            }
        }
        return (parameters, values)
    }
}

extension LV2Property.Atom {
    /// How a number of it lies in memory; nil for what is no number.
    var number: LV2PatchAtom? {
        switch self {
        case .int: .int
        case .long: .long
        case .float: .float
        case .double: .double
        case .bool: .bool
        case .string, .path, .uri, .urid: nil
        }
    }
}

/// What a `patch:Set` or `patch:Put` says.
enum LV2PatchMessage {
    /// Properties and their values' types and bodies, which lie in the message.
    static func values(
        _ message: UnsafeRawBufferPointer,
        _ types: LV2PatchTypes
    ) -> [(key: LV2_URID, type: LV2_URID, value: UnsafeRawBufferPointer)] {
        guard let body = message.baseAddress, message.count >= 8 else { return [] }
        let kind = body.load(fromByteOffset: 4, as: UInt32.self)
        let members = members(body, size: message.count)
        if kind == types.set {
            let key = members.first { $0.key == types.property && $0.type == types.urid }
            guard let key, key.size == 4,
                let value = members.first(where: { $0.key == types.value })
            else { return [] }
            return [(key.value.load(as: UInt32.self), value.type, bytes(value))]
        }
        guard kind == types.put else { return [] }
        return members.filter { $0.key == types.body && types.isObject($0.type) }
            .flatMap { Self.members($0.value, size: Int($0.size)) }
            .map { ($0.key, $0.type, bytes($0)) }
    }

    private static func members(_ body: UnsafeRawPointer, size: Int) -> [LV2ObjectMember] {
        var found: [LV2ObjectMember] = []
        var at = 8
        while let next = member(of: body, size: size, at: at) {
            found.append(next)
            at = next.end
        }
        return found
    }

    private static func bytes(_ member: LV2ObjectMember) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: member.value, count: Int(member.size))
    }
}
