import CProcess
import CRealtime
import Glibc
import OutboardHost
import OutboardModel

/// The program within the program that opens plugins, so that what they do to a process they do to this
/// one. It reads a job from its standard input, says on its standard output what it is at, and ends
/// without closing what it opened: some plugins crash then, and nothing is lost by not asking.
package struct ScanWorker {
    private let hosts: [any PluginHost]
    private let job: ScanJob
    private let output: Int32

    /// Never returns, and never runs what others have left to be done at the end.
    ///
    /// - Parameters:
    ///   - parent: the process without which this one is of no use.
    ///   - makeHosts: those of all formats.
    package static func run(
        parent: Int32,
        niceness: Int32,
        _ makeHosts: () -> [any PluginHost]
    ) -> Never {
        guard ob_process_confine(parent, niceness),
            let job = ScanJob(parsing: standardInput())
        else { _exit(64) }
        let output = ob_take_output()
        guard output >= 0 else { _exit(71) }
        _ = ob_flush_subnormals()
        ScanWorker(hosts: makeHosts(), job: job, output: output).work()
        _exit(0)
    }

    private static func standardInput() -> [UInt8] {
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(STDIN_FILENO, &part, part.count)
            if count <= 0 { return text }
            text += part[..<count]
        }
    }

    private func work() {
        guard let host = hosts.first(where: { $0.format == job.format }) else { _exit(69) }
        say(.ready)
        for (index, path) in job.modules.enumerated() {
            say(.module(index))
            work(on: PluginModule(format: job.format, path: path), host)
        }
        say(.end)
    }

    private func work(on module: PluginModule, _ host: any PluginHost) {
        say(.trying(nil, .open))
        let plugins: [PluginID]
        do throws(HostError) {
            plugins = try host.plugins(in: module)
        } catch {
            say(.refused(nil, error.message))
            if job.only == nil { say(.done) }
            return
        }
        say(.plugins(plugins.map(\.text)))
        for id in plugins {
            if let only = job.only {
                guard id.text == only else { continue }
            } else if job.settled.contains(id.text) {
                continue
            }
            work(on: id, in: module, host)
        }
        guard job.only == nil else { return }
        if !host.presetsAreFiles { readPresets(in: module, host) }
        say(.done)
    }

    private func readPresets(in module: PluginModule, _ host: any PluginHost) {
        say(.trying(nil, .presets))
        do throws(HostError) {
            say(.presets(try host.presets(in: module)))
        } catch {
            say(.presetsRefused(error.message))
        }
    }

    private func work(on id: PluginID, in module: PluginModule, _ host: any PluginHost) {
        do throws(HostError) {
            say(.trying(id.text, .describe))
            let descriptor = try host.descriptor(of: id, in: module)
            if let fault = descriptor.fault { return say(.refused(id.text, fault)) }
            say(.trying(id.text, .make))
            var instance: (any PluginInstance)? = try host.instantiate(
                id,
                in: module,
                configuration: ScanTrial.configuration
            )
            try tryOut(instance!, id)
            say(.passed(descriptor))
            say(.trying(id.text, .close))
            instance = nil
        } catch {
            say(.refused(id.text, error.message))
        }
    }

    private func tryOut(_ instance: any PluginInstance, _ id: PluginID) throws(HostError) {
        say(.trying(id.text, .activate))
        let bench = try PluginBench(instance, framesMax: ScanTrial.configuration.blockFramesMax)
        say(.trying(id.text, .run))
        // The plugin is active for as long as the bench lives.
        withExtendedLifetime(bench) {
            ScanTrial.run(bench)
            say(.trying(id.text, .attend))
            _ = instance.attend()
            say(.trying(id.text, .save))
            // What cannot be saved is said when somebody saves a session.
            if instance.hasState { _ = try? instance.saveState() }
            say(.trying(id.text, .deactivate))
        }
    }

    private func say(_ line: ScanLine) {
        let bytes = Array((line.text + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(output, $0.baseAddress!, $0.count) }
            if count < 0, errno != EINTR { _exit(74) }
            done += max(0, count)
        }
    }
}
