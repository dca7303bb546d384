import Foundation
import LocalServices

/// Debian's nginx on a private port, which sends the files of a folder.
struct NginxPeer {
    private static let startSeconds = 10
    private static let pollMilliseconds: UInt64 = 20

    let project: String
    /// With the files; its own go there too.
    let folder: String

    /// - Throws: `BenchFailure` if it is not installed, or does not listen.
    func start() async throws -> OtherGateways.Running {
        let unpacked = project + "/.build/nginx/usr/sbin/nginx"
        let isUnpacked = FileManager.default.isExecutableFile(atPath: unpacked)
        guard let path = isUnpacked ? unpacked : LocalProgram.find("nginx") else {
            throw BenchFailure("It is not installed.")
        }
        let port = try Self.freePort()
        let configuration = folder + "/nginx.conf"
        try text(port: port).write(toFile: configuration, atomically: true, encoding: .utf8)
        let program = try await LocalProgram(
            [path, "-p", folder, "-e", "stderr", "-c", configuration], in: folder,
            outputPath: folder + "/nginx.log")
        let deadline = ContinuousClock.now + .seconds(Self.startSeconds)
        while program.isRunning, ContinuousClock.now < deadline {
            if (try? BenchConnection(port: port)) != nil {
                return OtherGateways.Running(name: "nginx", program: program, port: port)
            }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
        await program.kill()
        throw BenchFailure("nginx does not listen: \(program.printed)")
    }

    /// As a server of files is set up: `sendfile`, a process for each core, no log.
    private func text(port: Int) -> String {
        let user = geteuid() == 0 ? "user root;" : ""
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: "\n  ")
        return """
            \(user)
            daemon off;
            worker_processes auto;
            pid \(folder)/nginx.pid;
            events { worker_connections 2048; }
            http {
              \(temporary)
              access_log off;
              sendfile on;
              tcp_nopush on;
              tcp_nodelay on;
              keepalive_requests 1000000000;
              types { image/jpeg jpg; }
              server {
                listen 127.0.0.1:\(port);
                root \(folder);
                etag on;
              }
            }

            """
    }

    /// A port that nobody listens on at this moment.
    private static func freePort() throws(BenchFailure) -> Int {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw BenchFailure("No port is free.") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
