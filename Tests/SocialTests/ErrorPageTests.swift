import Foundation
import GraphQL
import Testing

@testable import Social

/// `docs/errors.md` lists what clients are told.
@Suite struct `The page of errors` {
    /// Codes of the tables below each heading.
    private static let codes: [String: [String]] = {
        let file = `The schema and its resolvers`.folder + "/../docs/errors.md"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        var codes: [String: [String]] = [:]
        var heading = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") {
                heading =
                    line.split(separator: "`").dropFirst().first.map(String.init)
                    ?? line.drop { $0 == "#" || $0 == " " }.description
            } else if let code = line.wholeMatch(of: /\| `([A-Z_]+)` \| [^|]+ \| [^|]+ \|/) {
                codes[heading, default: []].append(String(code.1))
            }
        }
        return codes
    }()

    @Test func `has each code of an error once`() {
        let codes = Self.codes["Errors"] ?? []
        #expect(codes.sorted() == ErrorCode.allCases.map(\.rawValue).sorted())
    }

    @Test func `has each code of a user error in its family`() throws {
        let schema = try buildSchema(
            Social.schemaSources(directory: `The schema and its resolvers`.folder))
        let families = schema.types.filter { $0.kind == .enum && $0.name.hasSuffix("ErrorCode") }
        #expect(families.count > 1)
        for family in families {
            #expect(Self.codes[family.name] == family.enumValues.map(\.name), "\(family.name)")
        }
        #expect(Self.codes.count == families.count + 1)
    }
}
