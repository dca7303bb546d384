import Foundation
import Glibc

/// A disk of one megabyte, which is soon full. Only root may make one.
package struct SmallDisk: Sendable {
    package let path: String

    /// Whether this user may mount anything.
    package static let canBeMade: Bool = {
        guard let disk = try? SmallDisk() else { return false }
        disk.remove()
        return true
    }()

    package struct CannotMount: Error {}

    package init() throws {
        let name = String(UInt32.random(in: .min ... .max), radix: 36)
        path = FileManager.default.temporaryDirectory.path + "/tintype-disk-\(name)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else {
            rmdir(path)
            throw CannotMount()
        }
    }

    /// To the last byte.
    package func fill() throws {
        let descriptor = open(path + "/rest", O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw CannotMount() }
        defer { close(descriptor) }
        for size in [4_096, 1] {
            let bytes = [UInt8](repeating: 1, count: size)
            while write(descriptor, bytes, size) > 0 {}
        }
    }

    package func remove() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
