import ArgumentParser

/// `tintype graphql`: the engine without a server.
struct GraphQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "Checks, formats and introspects schemas and documents.",
        discussion: "A FILE may be -, which is standard input.",
        subcommands: [
            Check.self, Format.self, Print.self, Introspect.self, Swift.self, Lines.self,
        ],
        defaultSubcommand: Lines.self)

    /// The files of a schema, as commands take them.
    struct SchemaOptions: ParsableArguments {
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Files of the schema, or folders of them, with commas between; may be repeated.",
                valueName: "list"), completion: .file(extensions: GraphQLFiles.extensions))
        var schema: [String] = []

        @Flag(
            help: ArgumentHelp(
                "Take the schema as it is, whatever rules it breaks, as another service's may."))
        var assumeValid = false

        /// - Throws: `Failure` if a folder cannot be read.
        func files(and others: [String] = []) throws -> [String] {
            let files = try GraphQLFiles.files(in: schema.flatMap { Settings.list($0) } + others)
            guard !files.isEmpty else {
                throw Failure(
                    "The files of the schema are needed: --schema.", status: Failure.misused)
            }
            return files
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks the schema and documents against it.",
            discussion: """
                Says where each mistake is; the exit status is 1 if there is one. The files of the \
                schema may follow --schema or stand among the others: \
                check --schema Schema/*.graphql query.graphql.
                """)

        @OptionGroup var schema: SchemaOptions
        @Argument(help: "Documents.", completion: .file(extensions: GraphQLFiles.extensions))
        var files: [String] = []

        func run() async throws {
            let schemas = schema.schema.isEmpty ? [] : try schema.files()
            guard !schemas.isEmpty || !files.isEmpty else {
                throw Failure("There is nothing to check: name files.", status: Failure.misused)
            }
            let problems = try GraphQLFiles.problems(
                schemas: schemas, documents: files, assumeValid: schema.assumeValid)
            for problem in problems { complain(problem + "\n") }
            if !problems.isEmpty {
                throw Failure(problems.count == 1 ? "1 mistake." : "\(problems.count) mistakes.")
            }
        }
    }

    struct Format: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a document in canonical layout.")

        @Argument(help: "The document.", completion: .file(extensions: GraphQLFiles.extensions))
        var file: String

        func run() async throws {
            try say(try GraphQLFiles.formatted(file), terminator: "")
        }
    }

    struct Print: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the schema in canonical layout, its parts put together.")

        @OptionGroup var schema: SchemaOptions
        @Argument(
            help: "Parts of the schema.", completion: .file(extensions: GraphQLFiles.extensions))
        var files: [String] = []

        func run() async throws {
            let printed = try GraphQLFiles.printedSchema(
                try schema.files(and: files), assumeValid: schema.assumeValid)
            try say(printed, terminator: "")
        }
    }

    struct Introspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the result of the full introspection query.")

        @OptionGroup var schema: SchemaOptions
        @Argument(
            help: "Parts of the schema.", completion: .file(extensions: GraphQLFiles.extensions))
        var files: [String] = []

        func run() async throws {
            let answer = try await GraphQLFiles.introspection(
                try schema.files(and: files), assumeValid: schema.assumeValid)
            try say(String(decoding: answer, as: UTF8.self))
        }
    }

    struct Swift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the Swift types of the schema, a file for each of its own.",
            discussion: """
                Names each file that was written, or removed because it was made from one that is \
                gone. What is up to date stays untouched.
                """)

        @OptionGroup var schema: SchemaOptions
        @Option(help: ArgumentHelp("Folder to write to.", valueName: "dir"), completion: .directory)
        var out: String

        func run() async throws {
            let paths = try GraphQLFiles.swift(
                try schema.files(), to: out, assumeValid: schema.assumeValid)
            for path in paths { try say(path) }
        }
    }

    struct Lines: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a JSON request a line and answers each with a line.",
            discussion: "What requests there are stands in GraphQLLines.swift.")

        func run() async throws {
            var lines = GraphQLLines()
            try await lines.run()
        }
    }
}
