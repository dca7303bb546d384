import ArgumentParser

/// `tintype`: the list of its commands.
struct Tintype: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tintype",
        abstract: "A GraphQL gateway for sharing photos.",
        discussion: """
            Settings are given as options, as environment variables or in the file .env of the \
            current folder; an option counts before a variable, and that before a line of the file. \
            The name of the variable stands behind each option in brackets. Most begin with \
            \(Setting.variablePrefix); those that hosting platforms set, such as DATABASE_URL and \
            PORT, do not.

            The exit status is 0 if all went well, 1 if something failed, 64 if the command was \
            given something it does not take, and 141 if its output was closed.

            Completions: tintype --generate-completion-script bash (or zsh, or fish).
            """,
        version: "tintype 0.1.0",
        subcommands: [
            Demo.self, Serve.self, Worker.self, JobsCommand.self, EventsCommand.self,
            RankCommand.self,
            RoleCommand.self, Migrate.self,
            Seed.self,
            Verify.self, Bench.self,
            GraphQLCommand.self,
        ])

    /// What leads a sentence of the argument parser, which calls it so.
    // swift-format-ignore: NoLeadingUnderscores
    static let _errorPrefix = "tintype: "
}
