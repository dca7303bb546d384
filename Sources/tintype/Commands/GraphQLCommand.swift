/// `tintype graphql`: the engine without a server.
struct GraphQLCommand {
    static let usage = "[check|format|print|introspect FILE...]"
    static let details = """
        Without a word it reads one JSON request a line from standard input and answers each with a
        line: see the comment in GraphQLLines.swift. With one:

          check FILE...       checks the schema and documents against it; says where each mistake is
          format FILE         prints a document in canonical layout
          print               prints the schema in canonical layout, its parts put together
          introspect          prints the result of the full introspection query

        A FILE may be -, which is standard input. The exit status is 1 if anything is wrong.
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
            let problems = try GraphQLFiles.problems(schemas: try schemas(), documents: files)
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
            try refuse(files)
            say(try GraphQLFiles.printedSchema(try schemas()), terminator: "")
        case "introspect":
            try refuse(files)
            say(
                String(decoding: try await GraphQLFiles.introspection(try schemas()), as: UTF8.self)
            )
        case let word?:
            throw Failure("graphql has no \"\(word)\". See tintype graphql --help.")
        }
    }

    private func refuse(_ files: [String]) throws {
        guard let file = files.first else { return }
        throw Failure("\(settings.words[0]) takes no file \"\(file)\" but those of --schema.")
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
