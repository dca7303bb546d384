/// `tintype graphql`: the engine without a server.
struct GraphQLCommand {
    static let usage = "[check|format|print|introspect FILE...]"
    static let details = """
        Without a word it reads one JSON request a line from standard input and answers each with a
        line: see the comment in GraphQLLines.swift. With one:

          check FILE...       checks documents against the schema; says where each mistake is
          format FILE         prints a document in canonical layout
          print               prints the schema in canonical layout, its parts put together
          introspect          prints the result of the full introspection query
        """

    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let files = Array(settings.words.dropFirst())
        switch settings.words.first {
        case nil:
            var lines = GraphQLLines()
            await lines.run()
        case "check":
            guard try GraphQLFiles.check(schemas: try schemas(), documents: files) else {
                throw Failure("There are mistakes.")
            }
        case "format":
            guard let file = files.first, files.count == 1 else {
                throw Failure("format takes one file.")
            }
            say(try GraphQLFiles.formatted(file), terminator: "")
        case "print": say(try GraphQLFiles.printedSchema(try schemas()), terminator: "")
        case "introspect":
            say(
                String(decoding: try await GraphQLFiles.introspection(try schemas()), as: UTF8.self)
            )
        case let word?:
            throw Failure("graphql has no \"\(word)\". See tintype graphql --help.")
        }
    }

    private func schemas() throws -> [String] {
        let files = settings.list(.schema)
        guard !files.isEmpty else {
            throw Failure(
                "\(Option.schema.flag) tells the files of the schema, with commas between.")
        }
        return files
    }
}
