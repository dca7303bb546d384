import Foundation
import Glibc

/// The account the servers run as and their files belong to.
///
/// PostgreSQL refuses to run as root, so a tintype started by root runs its servers as the user
/// `postgres`; one started by anybody else runs them as that user.
struct Account: Sendable {
    static let nameForRoot = "postgres"

    /// The user and group to change to; nil to stay who we are.
    let drop: (user: uid_t, group: gid_t)?
    /// `setpriv` of util-linux. Only root cannot do without; without it a SIGKILL of this process
    /// leaves servers behind, which the next start then stops.
    private let setpriv: String?

    static func current() throws(LocalServicesError) -> Account {
        let setpriv = Programs.find("setpriv")
        guard geteuid() == 0 else { return Account(drop: nil, setpriv: setpriv) }
        guard let setpriv else {
            throw .programMissing(program: "setpriv", package: "util-linux")
        }
        guard let entry = getpwnam(nameForRoot) else { throw .accountMissing(name: nameForRoot) }
        let drop = (user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
        return Account(drop: drop, setpriv: setpriv)
    }

    /// The same program, run as this account and sent `deathSignal` when our process ends in
    /// whatever way.
    func command(_ arguments: [String], deathSignal: String) -> [String] {
        guard let setpriv else { return arguments }
        var prefix = [setpriv, "--pdeathsig", deathSignal]
        if let drop {
            prefix += ["--reuid=\(drop.user)", "--regid=\(drop.group)", "--clear-groups"]
        }
        return prefix + ["--"] + arguments
    }

    /// Creates a folder only this account may enter, or takes over the one that is there.
    func makePrivateFolder(_ path: String) throws(LocalServicesError) {
        if mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
        if let drop, lchown(path, drop.user, drop.group) != 0 {
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
        guard chmod(path, 0o700) == 0 else {
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
    }
}

/// What the last failed system call said, without a full stop. `strerror(errno)`
func lastSystemError() -> String {
    String(cString: strerror(errno)).lowercased()
}
