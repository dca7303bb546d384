import Foundation
import Gateway
import Logging
import Social

extension AccountRules {
    /// The rules that this deployment's files and routes make. They are read by what registers
    /// people: other commands have no use for them, nor for what is wrong with them.
    ///
    /// - Throws: `GatewayError` or `Failure` if the reserved names cannot be read, without which an
    ///   account could take the address of a page, or a list of passwords that was named.
    init(_ settings: Settings, _ project: ProjectFolder, _ logger: Logger) throws {
        let names = try wordList(at: project.reservedNames)
        self.init(
            reservedNames: ReservedNames(
                ReservedNames.names(inLines: names) + Gateway.ownNames
                    + (try Self.files(of: settings.page(project) ?? project.playground))),
            commonPasswords: try Self.commonPasswords(settings, logger))
    }

    private static func files(of page: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: page) } catch {
            throw Failure("The folder of the page, \(page), cannot be read.")
        }
    }

    private static func commonPasswords(
        _ settings: Settings, _ logger: Logger
    ) throws -> [String] {
        let path = try settings.required(.commonPasswords)
        do {
            return try wordList(at: path).split(whereSeparator: \.isNewline).map(String.init)
        } catch {
            guard path == Setting.commonPasswords.standard else { throw error }
            logger.warning("Common passwords are not refused: \(error)")
            return []
        }
    }
}

/// A file with a name or password on each line, packed or not.
///
/// - Throws: `GatewayError` if it cannot be read or is too long.
func wordList(at path: String) throws(GatewayError) -> String {
    try PackedFile.text(path, bytesMax: CommandLimits.wordListBytesMax)
}
