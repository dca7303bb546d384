/// `tintype graphql`: the engine without a server.
struct GraphQLCommand {
    static let usage = "[check|format|print|introspect FILE...]"
    static let details = """
        Without a word it reads one JSON request a line from standard input and answers each with a
        line: see the comment in GraphQLLines.swift. With one:

          check FILE...       checks the schema and documents against it; says where each mistake is
          format FILE         prints a document in canonical layout
          print FILE...       prints the schema in canonical layout, its parts put together
          introspect FILE...  prints the result of the full introspection query

        The files of the schema may follow --schema or stand among the others:
        check --schema Schema/*.graphql query.graphql. A FILE may be -, which is standard input.
        The exit status is 1 if anything is wrong.
        """

    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let schemas = settings.list(.schema)
        let files = Array(settings.words.dropFirst())
        switch settings.words.first {
        case nil:
            var lines = GraphQLLines()
            await lines.run()
        case "check":
            guard !schemas.isEmpty || !files.isEmpty else { throw Self.noSchema }
            let problems = try GraphQLFiles.problems(schemas: schemas, documents: files)
            for problem in problems { complain(problem + "\n") }
            if !problems.isEmpty {
                throw Failure(problems.count == 1 ? "1 mistake." : "\(problems.count) mistakes.")
            }
        case "format":
            guard let file = files.first, files.count == 1 else {
                throw Failure("format takes one file.")
            }
            say(try GraphQLFiles.formatted(file), terminator: "")
        case "print":
            say(try GraphQLFiles.printedSchema(try all(schemas + files)), terminator: "")
        case "introspect":
            let answer = try await GraphQLFiles.introspection(try all(schemas + files))
            say(String(decoding: answer, as: UTF8.self))
        case let word?:
            throw Failure("graphql has no \"\(word)\". See tintype graphql --help.")
        }
    }

    private func all(_ schemas: [String]) throws -> [String] {
        guard !schemas.isEmpty else { throw Self.noSchema }
        return schemas
    }

    private static let noSchema = Failure(
        "Tell the files of the schema with \(Option.schema.flag).")
}
