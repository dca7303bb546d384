import Foundation
import Media

/// `tintype bench media`: what photographs cost from their upload to the screens of those who look at them.
package struct MediaBench: Sendable {
    private let report: BenchReport
    private let project: String
    private let folder: String
    private let clients: Int
    private let seconds: Int

    /// - Parameters:
    ///   - project: where `make bench-peers` has installed what is compared with.
    ///   - folder: for files of the benchmark; it is made, and emptied again.
    package init(
        _ report: BenchReport, project: String, folder: String, clients: Int, seconds: Int
    ) {
        self.report = report
        self.project = project
        self.folder = folder
        self.clients = clients
        self.seconds = seconds
    }

    /// Making variants. Needs no server, and wants none beside it: the processor time of the process is measured.
    package func variants() async throws {
        try await withFolder {
            let processor = ImageProcessor(workers: VariantBench.workers)
            defer { processor.close() }
            try await VariantBench(
                report, processor: processor, project: project, folder: folder, seconds: seconds
            ).run()
        }
    }

    /// Uploads, and pictures that are served.
    package func serving(_ server: ServerBench.Subject) async throws {
        try await withFolder {
            try await UploadBench(report, server, seconds: seconds).run()
            try await PictureBench(
                report, server, project: project, folder: folder, clients: clients,
                seconds: seconds
            ).run()
        }
    }

    private func withFolder(_ body: () async throws -> Void) async throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body()
    }
}
