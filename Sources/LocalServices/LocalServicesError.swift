/// Why the private servers cannot be started, or what happened to one of them.
///
/// The description is one sentence for the person at the terminal: what is wrong, where, and what to
/// do about it. It names folders of this machine, so it is not for clients of the gateway.
package enum LocalServicesError: Error, Equatable, CustomStringConvertible {
    /// A program that has to be installed is not.
    case programMissing(program: String, package: String)
    /// The folder cannot be created, entered or written.
    case folderUnusable(path: String, reason: String)
    /// The socket folder in the temporary directory is not ours.
    case socketFolderTaken(path: String)
    /// A live process holds the lock of the folder.
    case alreadyRunning(path: String, process: Int32)
    /// The cluster was made by a PostgreSQL that is not installed.
    case versionMismatch(path: String, found: String, installed: [String])
    /// Started by root, but there is no ordinary account to run the servers as.
    case accountMissing(name: String)
    /// A program ended or did not become ready while it was being started.
    case startFailed(program: String, reason: String, log: String)
    /// A program that was running ended by itself.
    case endedUnexpectedly(program: String, how: String, log: String)

    /// The sentence.
    package var description: String {
        switch self {
        case .programMissing(let program, let package):
            "The program \(program) was not found; install the package \(package)."
        case .folderUnusable(let path, let reason):
            "The data folder \(path) cannot be used: \(reason)."
        case .socketFolderTaken(let path):
            "The folder \(path), wanted for sockets, belongs to another user; remove it or choose "
                + "a data folder with a shorter path."
        case .alreadyRunning(let path, let process):
            "Another tintype\(process > 0 ? " (process \(process))" : "") already uses the data "
                + "folder \(path); stop it or choose another folder."
        case .versionMismatch(let path, let found, let installed):
            "The data folder \(path) was made by PostgreSQL \(found), but installed is "
                + "\(installed.joined(separator: ", ")); install that version or choose another "
                + "folder."
        case .accountMissing(let name):
            "PostgreSQL refuses to run as root and there is no user \(name) to run it as; create "
                + "that user or start as an ordinary user."
        case .startFailed(let program, let reason, let log):
            "\(program) could not be started: \(reason) (more in \(log))."
        case .endedUnexpectedly(let program, let how, let log):
            "\(program) ended unexpectedly (\(how)); see \(log)."
        }
    }
}
