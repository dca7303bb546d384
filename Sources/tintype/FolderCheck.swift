import Logging
import Media
import Postgres
import Social
import Synchronization

/// Whether `--data` is the folder in which this database has its pictures. Asked before anything is done
/// with them, and again for as long as the database does not answer.
final class FolderCheck: Sendable {
    private static let pause = Duration.seconds(1)

    private let folder: PictureFolder
    private let path: String
    private let isGood = Atomic(false)

    /// - Parameter path: as the user has told it.
    init(_ folder: PictureFolder, path: String) {
        self.folder = folder
        self.path = path
    }

    /// - Throws: `Failure` if it is another one, and what keeps it from being looked at.
    func require() async throws {
        if isGood.load(ordering: .relaxed) { return }
        switch try await folder.look() {
        case .isOurs: isGood.store(true, ordering: .relaxed)
        case .isAnother(let name):
            throw Failure(
                "The data folder \(path) is not the one that this database has its pictures in. Give "
                    + "all processes the same \(Setting.data.flag). If it is that one, moved or "
                    + "restored, write the line \(name) into \(mark).")
        case .isEmpty:
            throw Failure(
                "This database has pictures, and none is in the data folder \(path). Name the folder "
                    + "that has them by \(Setting.data.flag). If they are lost, write a line with any "
                    + "word into \(mark).")
        }
    }

    /// For what can wait for its database.
    func requireIfReachable() async throws {
        do {
            try await require()
        } catch let error as PostgresError where error.isAway {
            // It is asked again.
        }
    }

    /// Returns when it is the right one.
    ///
    /// - Throws: `Failure` if it is another; `CancellationError`.
    func waitUntilGood(_ troubles: TroubleLog) async throws {
        while true {
            do {
                try await require()
                return troubles.note("compare the data folder with the database", nil)
            } catch let error as Failure {
                throw error
            } catch {
                try Task.checkCancellation()
                troubles.note("compare the data folder with the database", "\(error)")
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private var mark: String { "\(path)/pictures/\(BlobStore.markFile)" }
}

extension PostgresError {
    /// Whether nothing is known but that it did not answer. A database without the table is told of by
    /// `SchemaCheck`.
    fileprivate var isAway: Bool { kind != .server }
}
