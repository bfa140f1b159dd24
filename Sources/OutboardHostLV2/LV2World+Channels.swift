import CLilv

extension LV2World {
    /// In which order a plugin's audio ports are its channels: the main inputs, those that belong to no
    /// other group's side, and last the side-chain's. Within a group of two, left comes before right and
    /// middle before side; in everything else the order of the ports stands.
    func channelOrder(
        of plugin: OpaquePointer,
        _ ports: [LV2Port]
    ) -> (inputs: [UInt32], outputs: [UInt32], sideChainCount: Int) {
        func channels(_ kind: LV2Port, main: String) -> [Channel] {
            let group = takeURIs(lilv_plugin_get_value(plugin, node(LV2Name.portGroups + main)))
            let found = ports.indices.filter { ports[$0] == kind }
                .compactMap { channel(of: plugin, UInt32($0), mainGroup: group.first) }
            let ranked = found.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
            return inPairs(ranked)
        }
        let inputs = channels(.audioInput, main: "mainInput")
        let sideChains = inputs.count { $0.rank == Channel.sideChainRank }
        return (
            inputs.map(\.index),
            channels(.audioOutput, main: "mainOutput").map(\.index),
            // What has nothing but side-chains has no side-chain.
            sideChains < inputs.count ? sideChains : 0
        )
    }

    private struct Channel {
        static let sideChainRank = 2

        let index: UInt32
        /// 0: of the main group, 1: of none or another, 2: of a side-chain.
        let rank: Int
        let group: String?
        let designation: String?
    }

    private func channel(
        of plugin: OpaquePointer,
        _ index: UInt32,
        mainGroup: String?
    ) -> Channel? {
        guard let port = lilv_plugin_get_port_by_index(plugin, index) else { return nil }
        // A group may have no name, so it is asked for by its node.
        let group = lilv_port_get(plugin, port, node(LV2Name.portGroups + "group"))
        defer { lilv_node_free(group) }
        let name = group.flatMap(lilv_node_as_string).map { String(cString: $0) }
        let sideChainOf = node(LV2Name.portGroups + "sideChainOf")
        let chained = lilv_port_get(plugin, port, sideChainOf)
        lilv_node_free(chained)
        let isSideChain =
            chained != nil || has(plugin, port, LV2Name.core + "isSideChain")
            || group.map { lilv_world_ask(world, $0, sideChainOf, nil) } ?? false
        return Channel(
            index: index,
            rank: isSideChain ? Channel.sideChainRank : name != nil && name == mainGroup ? 0 : 1,
            group: name,
            designation: designation(plugin, port)
        )
    }

    private func inPairs(_ channels: [Channel]) -> [Channel] {
        var ordered = channels
        for group in Set(channels.compactMap(\.group)) {
            let places = ordered.indices.filter { ordered[$0].group == group }
            guard places.count == 2 else { continue }
            let second = ordered[places[1]].designation
            let isSwapped = [("left", "right"), ("center", "side")].contains { first, last in
                ordered[places[0]].designation == LV2Name.portGroups + last
                    && second == LV2Name.portGroups + first
            }
            if isSwapped { ordered.swapAt(places[0], places[1]) }
        }
        return ordered
    }
}
