import Foundation
import Glibc

/// Servers that an earlier run left behind.
///
/// A server of ours is known by its program's name and its working directory, which is the data
/// folder (PostgreSQL) or the socket folder (memcached); nothing else runs there under those names.
enum Orphans {
    /// The processes named `program` that work in `folder`.
    static func processes(named program: String, in folder: String) -> [pid_t] {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc"),
            let resolved = realpath(folder, nil)
        else { return [] }
        defer { free(resolved) }
        let wanted = String(cString: resolved)
        return entries.compactMap { pid_t($0) }.filter { pid in
            workingDirectory(of: pid) == wanted && name(of: pid) == program
        }
    }

    /// Ends the servers of `folder`: first in order, then at once, then by force.
    static func end(named program: String, in folder: String, orderly: Int32) async {
        let plan: [(signal: Int32, milliseconds: Int)] = [
            (orderly, ServiceLimits.stopMilliseconds),
            (SIGQUIT, ServiceLimits.immediateStopMilliseconds),
            (SIGKILL, ServiceLimits.immediateStopMilliseconds),
        ]
        for (signal, milliseconds) in plan {
            let deadline = ContinuousClock.now + .milliseconds(milliseconds)
            let found = processes(named: program, in: folder)
            if found.isEmpty { return }
            // A process stopped by SIGSTOP hears nothing before it is continued.
            for pid in found {
                kill(pid, signal)
                kill(pid, SIGCONT)
            }
            while ContinuousClock.now < deadline {
                if processes(named: program, in: folder).isEmpty { return }
                try? await Task.sleep(for: .milliseconds(ServiceLimits.pollMilliseconds))
            }
        }
    }

    private static func workingDirectory(of pid: pid_t) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(pid)/cwd", &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    private static func name(of pid: pid_t) -> String? {
        guard let text = FileManager.default.contents(atPath: "/proc/\(pid)/comm") else {
            return nil
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }
}
