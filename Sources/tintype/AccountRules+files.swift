import Foundation
import Gateway
import Logging
import Social

extension AccountRules {
    /// A list of common passwords may be so long.
    private static let listBytesMax = 64 << 20

    /// The rules that this deployment's files and routes make.
    ///
    /// - Throws: `GatewayError` if a list of passwords was named that cannot be read.
    init(_ settings: Settings, _ project: ProjectFolder, _ logger: Logger) throws {
        let text = FileManager.default.contents(atPath: project.reservedNames)
        let page = settings.page(project) ?? project.playground
        let files = (try? FileManager.default.contentsOfDirectory(atPath: page)) ?? []
        self.init(
            reservedNames: ReservedNames(
                ReservedNames.names(inLines: text.map { String(decoding: $0, as: UTF8.self) } ?? "")
                    + Gateway.ownNames + files),
            commonPasswords: try Self.commonPasswords(settings, logger))
    }

    private static func commonPasswords(
        _ settings: Settings, _ logger: Logger
    ) throws -> [String] {
        let path = try settings.required(.commonPasswords)
        do {
            return try PackedFile.text(path, bytesMax: listBytesMax)
                .split(whereSeparator: \.isNewline).map(String.init)
        } catch {
            guard path == Setting.commonPasswords.standard else { throw error }
            logger.warning("Common passwords are not refused: \(error)")
            return []
        }
    }
}
