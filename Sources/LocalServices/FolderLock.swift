import Foundation
import Glibc
import Synchronization

/// Holds a folder for one process. The kernel gives the lock back when the process ends, however it
/// ends. `flock(2)`
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// Locks `folder/lock`, or says who has it.
    init(folder: String) throws(LocalServicesError) {
        let path = folder + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .folderUnusable(path: folder, reason: lastSystemError())
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 16)
            let count = pread(descriptor, &text, text.count, 0)
            close(descriptor)
            let holder = Int32(String(decoding: text.prefix(max(0, count)), as: UTF8.self)) ?? 0
            throw .alreadyRunning(path: folder, process: holder)
        }
        let own = "\(getpid())"
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, own, own.utf8.count, 0)
        self.descriptor = Mutex(descriptor)
    }

    /// Gives the folder to the next one. A second call does nothing.
    func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    deinit {
        release()
    }
}
