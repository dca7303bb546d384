import Foundation
import Glibc
import TestSupport
import Testing

@testable import LocalServices

/// Runs SQL through `psql` and returns its bare output.
func psql(_ url: String, _ sql: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", url, "-c", sql]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}

/// Sends one line to a memcached and returns the first bytes of its answer; nil if nothing comes
/// within 300 ms.
func memcached(_ path: String, _ line: String) -> String? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard connected == 0 else { return nil }
    var timeout = timeval(tv_sec: 0, tv_usec: 300_000)
    setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let request = line + "\r\n"
    _ = write(descriptor, request, request.utf8.count)
    var answer = [UInt8](repeating: 0, count: 512)
    let count = read(descriptor, &answer, answer.count)
    return count > 0 ? String(decoding: answer.prefix(count), as: UTF8.self) : nil
}

func servers(in folder: String) -> [pid_t] {
    Orphans.processes(named: "postgres", in: folder + "/postgres")
        + Orphans.processes(named: "memcached", in: folder + "/run")
}

/// Runs `body` with a folder that is removed afterwards.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = try TestServices.makeFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
}

/// Starts servers that need not survive a power cut.
func start(
    _ folder: String, memcachedCount: Int = 1, startsEmpty: Bool = false
) async throws -> LocalServices {
    try await LocalServices.start(
        in: folder, memcachedCount: memcachedCount, memcachedMegabytes: 64,
        startsEmpty: startsEmpty, isDurable: false)
}

/// The sentence `start` fails with.
func failure(_ folder: String) async -> LocalServicesError? {
    do {
        let services = try await LocalServices.start(in: folder, isDurable: false)
        await services.stop()
        return nil
    } catch {
        return error
    }
}
