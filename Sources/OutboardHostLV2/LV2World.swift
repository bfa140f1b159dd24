import CLilv

/// lilv's view of what is installed, and the questions that the host asks it.
///
/// lilv is not thread-safe: everything here is [control].
final class LV2World {
    let world: OpaquePointer
    private var nodes: [String: OpaquePointer] = [:]

    /// - Parameter searchPath: directories of bundles, separated by colons; nil takes `LV2_PATH` or
    ///   else lilv's own default.
    init(searchPath: String?) {
        world = lilv_world_new()
        if let searchPath {
            let path = lilv_new_string(world, searchPath)
            lilv_world_set_option(world, LILV_OPTION_LV2_PATH, path)
            lilv_node_free(path)
        }
        lilv_world_load_all(world)
    }

    deinit {
        for node in nodes.values { lilv_node_free(node) }
        lilv_world_free(world)
    }

    /// Reads a bundle beside those that were there.
    func load(bundle path: String) {
        guard let uri = lilv_new_file_uri(world, nil, path) else { return }
        defer { lilv_node_free(uri) }
        lilv_world_load_bundle(world, uri)
    }

    /// The node of a URI. The world keeps it.
    func node(_ uri: String) -> OpaquePointer {
        if let known = nodes[uri] { return known }
        guard let node = lilv_new_uri(world, uri) else { fatalError("lilv refuses the URI \(uri)") }
        nodes[uri] = node
        return node
    }

    /// The plugin of that URI. Text that is no URI names none.
    func plugin(_ uri: String) -> OpaquePointer? {
        guard uri.contains(":"), let node = lilv_new_uri(world, uri) else { return nil }
        defer { lilv_node_free(node) }
        return lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node)
    }

    /// All plugins, in lilv's order.
    func plugins() -> [OpaquePointer] {
        let all = lilv_world_get_all_plugins(world)
        var found: [OpaquePointer] = []
        var at = lilv_plugins_begin(all)
        while !lilv_plugins_is_end(all, at) {
            if let plugin = lilv_plugins_get(all, at) { found.append(plugin) }
            at = lilv_plugins_next(all, at)
        }
        return found
    }

    func uri(of plugin: OpaquePointer) -> String {
        String(cString: lilv_node_as_uri(lilv_plugin_get_uri(plugin)))
    }

    /// The directory of a plugin's bundle; nil where it is no file's.
    func bundle(of plugin: OpaquePointer) -> String? {
        guard let path = lilv_node_get_path(lilv_plugin_get_bundle_uri(plugin), nil) else {
            return nil
        }
        defer { lilv_free(path) }
        return String(cString: path)
    }

    /// What `predicate` says of a subject, as text.
    func text(of subject: OpaquePointer, _ predicate: String) -> String? {
        guard let value = lilv_world_get(world, subject, node(predicate), nil) else { return nil }
        defer { lilv_node_free(value) }
        return lilv_node_as_string(value).map { String(cString: $0) }
    }

    /// The URIs in a set of nodes, which is freed.
    func takeURIs(_ nodes: OpaqueNodes?) -> [String] {
        guard let nodes else { return [] }
        defer { lilv_nodes_free(nodes) }
        var uris: [String] = []
        var at = lilv_nodes_begin(nodes)
        while !lilv_nodes_is_end(nodes, at) {
            if let node = lilv_nodes_get(nodes, at), lilv_node_is_uri(node) {
                uris.append(String(cString: lilv_node_as_uri(node)))
            }
            at = lilv_nodes_next(nodes, at)
        }
        return uris
    }

    /// What of the plugin's requirements this host does not give.
    func unmetRequirements(of plugin: OpaquePointer) -> [String] {
        let features = takeURIs(lilv_plugin_get_required_features(plugin))
            .filter { !LV2Name.offeredFeatures.contains($0) }
        let options = takeURIs(
            lilv_plugin_get_value(plugin, node(LV2Name.options + "requiredOption"))
        ).filter { !LV2Name.offeredOptions.contains($0) }
        return features + options
    }
}

/// lilv's collections are `void` in C.
typealias OpaqueNodes = UnsafeMutableRawPointer
