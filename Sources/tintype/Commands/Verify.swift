import ArgumentParser
import Memcached
import Postgres
import Social
import TAO

/// `tintype verify`: looks through the graph for what must never be.
struct Verify: SettingsCommand {
    /// What can be verified.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case counts, inverses, cache

        /// What `VerifyReport.checked` counts.
        var unit: String {
            switch self {
            case .counts: "lists"
            case .inverses: "edges"
            case .cache: "cached values"
            }
        }
    }

    static let configuration = CommandConfiguration(
        abstract: "Looks for counts, edges and cached values that are wrong, and repairs them.",
        discussion: """
            counts: every list: is its count the number of its edges?
            inverses: every edge of a type with an inverse: is the edge back there, and the same?
            cache: every cached object, list and name: is it what the database says?

            Without a word, all of them. It may run beside the traffic of a large database: it reads \
            a page at a time, and what is only under way is no fault. With --repair the number of \
            edges becomes the count, the edge of the pair's lower type decides about the one back, \
            and old values are deleted from the cache. The exit status is 1 if there was a fault and \
            it was not repaired, or one memcached of several did not answer; otherwise 3 if one of the \
            parts found nothing that it could look at.
            """)

    @Argument(help: "What to look at.") var parts: [Part] = []
    @Flag(help: "Puts right what is wrong.") var repair = false
    @Option(help: ArgumentHelp("Looks at one list, edge or value in so many.", valueName: "n"))
    var sample = 1
    @OptionGroup(title: "Databases") var databases: DatabaseSettings
    @Option(.resources) var resources: Given

    var given: [Given] { databases.given + [resources] }

    func validate() throws {
        try check(sample, "--sample", in: 1...1_000_000)
    }

    func run(with settings: Settings) async throws {
        let project = try ProjectFolder.find(settings)
        let database = try settings.database()
        let servers = settings.list(.memcachedServers)
        let cache =
            servers.isEmpty ? nil : try MemcachedClient(MemcachedConfiguration(servers: servers))
        var configuration = TAOConfiguration(namespace: try settings.required(.cacheNamespace))
        configuration.mayChangeServers = false
        let tao = TAO(
            types: .social(.standard), database: database, cache: cache,
            configuration: configuration)
        let schema = SchemaCheck(
            database: database, migrations: project.migrations, logger: settings.logger())
        let verdict: Verdict
        do {
            try await schema.require()
            verdict = try await verify(parts.isEmpty ? Part.allCases : parts, tao)
        } catch {
            await close(tao, cache, database)
            throw error
        }
        await close(tao, cache, database)
        if let status = verdict.status { throw Failure("", status: status, isTold: true) }
    }

    /// What the parts have come to.
    private struct Verdict {
        var hasFaults = false
        var hasLookedAtNothing = false

        /// What the process ends with; nil when all is well.
        var status: Int32? {
            if hasFaults { return Failure.failed }
            return hasLookedAtNothing ? Self.nothingLookedAt : nil
        }

        /// The status of a verification that found no fault because it found nothing.
        private static let nothingLookedAt: Int32 = 3

        mutating func note(_ report: VerifyReport) {
            if report.hasLookedAtNothing { hasLookedAtNothing = true }
            let isUnknown = report.unavailable > 0 && !report.hasLookedAtNothing
            if report.repaired < report.faultCount || isUnknown { hasFaults = true }
        }
    }

    private func close(_ tao: TAO, _ cache: MemcachedClient?, _ database: Database) async {
        await tao.shutdown()
        cache?.shutdown()
        await database.shutdown()
    }

    /// Prints a row for each part.
    private func verify(_ parts: [Part], _ tao: TAO) async throws -> Verdict {
        let verifier = Verifier(
            tao, repairs: repair, oneIn: sample)
        try say(row("", "checked", "faults", "repaired"))
        var verdict = Verdict()
        for part in parts {
            let report =
                switch part {
                case .counts: try await verifier.counts()
                case .inverses: try await verifier.inverses()
                case .cache: try await verifier.cache()
                }
            try say(
                row(
                    part.rawValue, "\(report.checked)", "\(report.faultCount)",
                    "\(report.repaired)") + "  " + part.unit)
            for (fault, count) in report.faults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                try say("    \(fault.rawValue): \(count)")
            }
            for example in report.examples { try say("      \(example)") }
            if report.unavailable > 0 {
                let reason = report.obstacle ?? "a memcached does not answer"
                try say("    not checked (\(reason)): \(report.unavailable)")
            }
            if report.hasLookedAtNothing {
                try say("    nothing was looked at: \(reason(report, part))")
            }
            verdict.note(report)
        }
        return verdict
    }

    private func reason(_ report: VerifyReport, _ part: Part) -> String {
        if let obstacle = report.obstacle { return obstacle }
        if report.unavailable > 0 { return "no memcached answers" }
        return part == .cache
            ? "no value is cached, or none was in the sample"
            : "there are no \(part.unit), or none was in the sample"
    }

    private func row(_ name: String, _ numbers: String...) -> String {
        let padding = String(repeating: " ", count: max(0, 10 - name.count))
        return numbers.reduce(name + padding) { line, number in
            line + String(repeating: " ", count: max(1, 12 - number.count)) + number
        }
    }
}
