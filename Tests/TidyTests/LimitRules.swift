let limitRules = [
    Rule(sentence: "A limit is crossed by a test.") { tree in
        let crossed = Set(tree.files.filter { $0.target == nil }.flatMap(\.crossedLimits))
        return tree.sources.flatMap { file in
            file.limits.filter { !crossed.contains($0.name) }
                .map { file.at($0.line, "no test says .crosses(\\\($0.name))") }
        }
    },
    Rule(sentence: "A limit stands in a catalogue.") { tree in
        tree.sources.flatMap { file in
            file.bounds.filter { measures[file.target ?? ""]?.contains($0.name) != true }
                .map { file.at($0.line, "\($0.name) belongs into a catalogue of limits") }
        }
    },
    Rule(sentence: "A figure of a catalogue is there, and no limit.") { tree in
        tree.sources.flatMap { file in
            file.catalogues.filter { figures.keys.contains($0.name) }.flatMap { catalogue in
                (figures[catalogue.name] ?? []).subtracting(catalogue.members.map(\.name)).sorted()
                    .map { file.at(catalogue.line, "\(catalogue.name) has no figure \($0)") }
            }
        }
    },
    Rule(sentence: "A user error about a bound tells it.") { tree in
        tree.sources.flatMap { file in
            file.errorsWithoutLimit.map { file.at($0, "say which: limit: …") }
        }
    },
]

/// Numbers of the catalogues that nothing is refused, cut or ended by: how often something is done, in
/// pieces of which size, from when on something is thought so. Also what is a default or a deadline
/// that tests set to one of their own, and the time that a signature carries. Every other number is a
/// limit, whatever it is called.
private let figures: [String: Set<String>] = [
    "EventsLimits": [
        "heldBackMilliseconds", "leaseMilliseconds", "outageMilliseconds", "pollMilliseconds",
        "retryMilliseconds",
    ],
    "GatewayLimits": [
        "connectionBacklog", "fileChunkBytes", "lateAnswerMilliseconds",
        "memoryReturnConnections",
        "memoryReturnMilliseconds", "outageQuietMilliseconds", "responseChunkBytes",
    ],
    "JobsLimits": [
        "deadlineMilliseconds", "pruneMilliseconds", "ringMilliseconds", "turnsPerShare",
    ],
    "MailLimits": ["connectMilliseconds"],
    "MediaLimits": ["imageNiceness", "memoryReturnJobs", "roomProbeBytes"],
    "MemcachedLimits": [
        "byteMilliseconds", "itemMilliseconds", "lastedMilliseconds",
        "ringPointsPerServer", "slowAnswers", "slowAskMilliseconds", "slowFactor",
        "slowProbeMilliseconds", "slowStoreFactor", "trialShare", "usualShare",
    ],
    "PostgresLimits": [
        "copyPieceBytes", "fullDiskMilliseconds", "graceMilliseconds", "loadMilliseconds",
        "migrationLockMilliseconds", "troubleMilliseconds",
    ],
    "ServiceLimits": [
        "immediateStopMilliseconds", "pollMilliseconds", "programPollMilliseconds",
        "startMilliseconds", "stopMilliseconds",
    ],
    "SocialLimits": [
        "backfillsPerRun", "edgesPerObjectRemoved", "endedSessionsPeriodMilliseconds",
        "explorationShare", "hashThreads",
        "inboxEntriesPerWrite", "inboxIdleMilliseconds", "inboxReadMilliseconds",
        "interactionDaysAhead",
        "originalLinkMilliseconds", "rateFactor", "storySweepMilliseconds",
    ],
    "TAOLimits": [
        "auditOneIn", "auditPauseMilliseconds", "clockMeasureMilliseconds", "clockQuestions",
        "clockRetryMilliseconds", "hotCountSlots", "laneClockMilliseconds",
        "laneMarkMilliseconds", "laneRefusalMilliseconds", "laneRenewMilliseconds",
        "leaseFirstMilliseconds", "leaseSeconds",
        "leaseWaitMilliseconds", "listAnswerMilliseconds", "listPauseMilliseconds",
        "listUseSeconds", "outboxAckMilliseconds", "outboxGraceMilliseconds",
        "outboxQueuesMilliseconds", "outboxUnattendedMilliseconds", "outboxWatchMilliseconds",
        "readTimeMilliseconds", "readTimeShare", "replicaLookMilliseconds",
        "requestTurnNanoseconds", "settledMilliseconds", "tailerPauseMilliseconds",
    ],
]

/// What is called as a limit is, by target, and refuses, cuts and ends nothing that anyone asks for: from
/// which size on another way is quicker, how a text is laid out, what a format holds.
private let measures: [String: Set<String>] = [
    "Bench": ["connectionsMax", "toldBytesMax"], "Demo": ["attractionMax", "followeesMax"],
    "Events": ["pauseMillisecondsMax"],
    "Gateway": ["namesComparedMax", "readBytesMax"],
    "GraphQL": [
        "countMax", "countMin", "innerMax", "lengthMax", "lineLengthMax", "locationsMax",
        "measuredBytesMax", "oneLineLengthMax", "piecesBeforeMax", "rulesMax", "searchedMax",
    ],
    "Mail": ["plainLettersMax"], "Postgres": ["charactersMin"],
    "Social": [
        "authorMax", "bytesMax", "listedMax", "peopleMax", "removedMax", "titleBytesMax",
    ],
    "TAO": ["digitsMax", "numberedBytesMax", "timeMax"], "tintype": ["bytesMax", "columnsMax"],
]

/// A `…Limits`, and what it holds itself.
private struct Catalogue {
    var name: String
    var line: Int
    /// `isNumber` of what is written as one; other limits are found by their names.
    var members: [(name: String, line: Int, isNumber: Bool)]
}

extension SourceTree.File {
    /// Lines on which a `UserError` is made of a code that is about a bound, and none is given.
    fileprivate var errorsWithoutLimit: [Int] {
        let codes: Set = [
            "limitReached", "tooMany", "tooManyEntities", "tooLarge", "editWindowClosed",
        ]
        return tokens.indices.filter { index in
            guard index >= 2, codes.contains(tokens[index].text), tokens[index - 1].text == ".",
                tokens[index - 2].text == "("
            else { return false }
            // Of its type or of itself: `UserError<Code>(`, `self.init(`.
            let before = tokens[..<(index - 2)].suffix(4).map(\.text)
            guard before.contains("UserError") || before.suffix(2) == [".", "init"] else {
                return false
            }
            var depth = 1
            let call = tokens[index...].prefix { token in
                if token.text == "(" { depth += 1 }
                if token.text == ")" { depth -= 1 }
                return depth > 0
            }
            return !call.contains { $0.text == "limit" }
        }.map { tokens[$0].line }
    }

    /// The limits in catalogues of this file: `TAOLimits.writeStepsMax`.
    fileprivate var limits: [(name: String, line: Int)] {
        catalogues.flatMap { catalogue in
            catalogue.members.filter { member in
                ["Max", "Min"].contains { member.name.hasSuffix($0) }
                    || member.isNumber && figures[catalogue.name]?.contains(member.name) != true
            }.map { ("\(catalogue.name).\($0.name)", $0.line) }
        }
    }

    /// Constants outside of catalogues that are called as limits are.
    fileprivate var bounds: [(name: String, line: Int)] {
        let catalogued = Set(catalogues.flatMap(\.members).map(\.line))
        var depth = 0
        return tokens.indices.dropLast().compactMap { index in
            let token = tokens[index]
            if token.kind == .symbol { depth += token.text == "{" ? 1 : token.text == "}" ? -1 : 0 }
            guard token.text == "let", token.kind == .word else { return nil }
            let isConstant = depth == 0 || index > 0 && tokens[index - 1].text == "static"
            let name = tokens[index + 1]
            let value = tokens[index...].prefix { $0.line == name.line }.drop { $0.text != "=" }
            guard isConstant, ["Max", "Min"].contains(where: name.text.hasSuffix),
                !catalogued.contains(name.line),
                // The name of a limit is none.
                value.dropFirst().first?.text != "\\"
            else { return nil }
            return (name.text, name.line)
        }
    }

    fileprivate var catalogues: [Catalogue] {
        declarations.filter {
            ["struct", "enum"].contains($0.keyword) && $0.name.hasSuffix("Limits")
        }.compactMap { declaration in
            let start = tokens.firstIndex { token in
                token.line == declaration.line && token.text == declaration.name
            }
            return start.map { start in
                Catalogue(
                    name: declaration.name, line: declaration.line, members: members(from: start))
            }
        }
    }

    /// What is declared in the body that begins behind a token, but not in bodies within it.
    private func members(from start: Int) -> [(name: String, line: Int, isNumber: Bool)] {
        var members: [(name: String, line: Int, isNumber: Bool)] = []
        var depth = 0
        for index in tokens.indices[start...].dropLast() {
            let token = tokens[index]
            if token.kind == .symbol, token.text == "{" { depth += 1 }
            if token.kind == .symbol, token.text == "}" {
                depth -= 1
                if depth == 0 { break }
            }
            guard depth == 1, token.kind == .word, ["var", "let"].contains(token.text) else {
                continue
            }
            let name = tokens[index + 1]
            let rest = tokens[(index + 2)...].prefix { $0.line == name.line }
            let value = rest.drop { $0.text != "=" }.dropFirst().first
            members.append((name.text, name.line, value?.kind == .number))
        }
        return members
    }

    /// The limits that the traits `.crosses` of this file name.
    fileprivate var crossedLimits: [String] {
        tokens.indices.dropLast().filter {
            tokens[$0].text == "crosses" && tokens[$0 + 1].text == "("
        }.flatMap { start -> [String] in
            let words = tokens[(start + 2)...].prefix { $0.text != ")" }.filter {
                $0.kind == .word && $0.text != "Type"
            }.map(\.text)
            return zip(words, words.dropFirst()).filter { $0.0.hasSuffix("Limits") }
                .map { "\($0.0).\($0.1)" }
        }
    }
}
