/// Words that open an SQL statement. Only in capitals, as all SQL of the project is written.
private let statementOpeners: Set<String> = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "ALTER", "DROP", "TRUNCATE", "COPY",
    "BEGIN", "COMMIT", "ROLLBACK", "LOCK", "NOTIFY", "LISTEN", "SET",
]

/// Places for SQL: the store room of the graph, the job queue, the log of events, the driver with its
/// migrator, and stores of the few tables that are not graph (accounts, sessions, search).
private func mayHoldSQL(_ file: SourceTree.File) -> Bool {
    switch file.target {
    case "Postgres", "Jobs", "Events": true
    case "TAO": file.path.hasPrefix("Sources/TAO/Store/")
    case "Social": file.name.hasSuffix("Store.swift")
    default: false
    }
}

private let topOfTAO: Set = ["TAO.swift", "TAOLimits.swift", "Trips.swift"]

/// Each has its line in `Sources/TAO/README.md`.
private let roomsOfTAO: Set = ["Graph", "Cache", "Read", "Miss", "Write", "Store", "Verify"]

let placementRules = [
    Rule(sentence: "SQL lies in the stores and the driver.") { tree in
        tree.sources.filter { !mayHoldSQL($0) }.flatMap { file in
            file.strings.filter { literal in
                let first = literal.text.split { $0.isWhitespace || $0 == ";" }.first
                return first.map { statementOpeners.contains(String($0)) } ?? false
            }.map { file.at($0.line, "SQL belongs into a store: \"\($0.text.prefix(40))\"") }
        }
    },
    Rule(sentence: "Cache keys are made in TAO/Cache/CacheKey.swift.") { tree in
        tree.sources.filter { ["TAO", "Social", "Jobs"].contains($0.target) }
            .filter { $0.path != "Sources/TAO/Cache/CacheKey.swift" }
            .flatMap { file in
                file.strings.filter { isKeyTemplate($0.text) }
                    .map { file.at($0.line, "cache key outside of CacheKey: \"\($0.text)\"") }
            }
    },
    Rule(sentence: "TAO has seven rooms, and on top what all of them use.") { tree in
        tree.sources.filter { $0.target == "TAO" }.filter { file in
            let place = file.path.split(separator: "/").dropFirst(2).map(String.init)
            return place.count == 1 ? !topOfTAO.contains(file.name) : !roomsOfTAO.contains(place[0])
        }.map { $0.at(1, "belongs into a room of TAO") }
    },
    Rule(sentence: "HTTP status codes live in Gateway.") { tree in
        // The benchmarks speak HTTP as a client does.
        let others = tree.sources.filter { !["Gateway", "Bench"].contains($0.target) }
        let words: Set = ["HTTPResponse", "HTTPStatus", "HTTPError", "httpStatus", "statusCode"]
        return others.flatMap { file in
            file.tokens.filter {
                $0.kind == .word && words.contains($0.text)
                    || $0.kind == .string && $0.text.hasPrefix("HTTP/1.")
            }.map { file.at($0.line, "HTTP status outside of Gateway: \($0.text)") }
        }
    },
    Rule(sentence: "Only the command prints.") { tree in
        tree.sources.filter { $0.target != "tintype" }.flatMap { file in
            file.freeCalls(of: ["print", "debugPrint", "dump", "NSLog"])
                .map { file.at($0.line, "\($0.text) outside of the command; use the log") }
        }
    },
    Rule(sentence: "No string of Social names what the schema names.") { tree in
        let social = tree.sources.filter { $0.target == "Social" }
        let made = social.filter { $0.path.hasPrefix("Sources/Social/API/") }
        let names = Set(made.flatMap(\.strings).map(\.text))
        return social.filter { file in
            !made.contains { $0.path == file.path }
        }.flatMap { file in
            file.tokens.indices.filter { index in
                file.tokens[index].kind == .string && names.contains(file.tokens[index].text)
                    && !file.isLabelled("name", at: index)
            }.map { file.at(file.tokens[$0].line, "use API/ for \"\(file.tokens[$0].text)\"") }
        }
    },
    Rule(sentence: "Every area of the schema has its room in Social.") { tree in
        let social = tree.sources.filter { $0.target == "Social" }
        let rooms = Set(social.map(\.room))
        return social.filter { $0.room == "API" }.filter { file in
            !rooms.contains(file.name.replacing("API.swift", with: ""))
        }.map { $0.at(1, "its types belong into a folder of the same name") }
    },
    Rule(sentence: "Only the room Graph of Social touches a loader.") { tree in
        tree.sources.filter { $0.target == "Social" && $0.room != "Graph" }.flatMap { file in
            file.tokens.filter { $0.kind == .word && ["loader", "Loader"].contains($0.text) }
                .map { file.at($0.line, "say context.load, or graph.loadUnfiltered") }
        }
    },
    Rule(sentence: "No source names a person's folder, a machine or its own path.") { tree in
        tree.sources.flatMap { file -> [String] in
            let folders = ["/home/", "/root/", "/Users/"]
            let literals = file.strings.filter { literal in
                folders.contains { literal.text.contains($0) } || namesForeignHost(literal.text)
            }
            let paths = file.tokens.indices.filter { index in
                file.tokens[index].text == "#" && index + 1 < file.tokens.count
                    && ["file", "filePath"].contains(file.tokens[index + 1].text)
            }
            return literals.map { file.at($0.line, "names a machine: \"\($0.text.prefix(60))\"") }
                + paths.map { file.at(file.tokens[$0].line, "a build path would be in the binary") }
        }
    },
]

extension SourceTree.File {
    /// `Posts` of `Sources/Social/Posts/Post.swift`.
    fileprivate var room: String { String(path.split(separator: "/").dropFirst(2).first ?? "") }

    /// Whether the argument at a place has this label: names of associations are the graph's own.
    fileprivate func isLabelled(_ label: String, at index: Int) -> Bool {
        index > 1 && tokens[index - 1].text == ":" && tokens[index - 2].text == label
    }
}

/// A short lower-case prefix, a colon and then an interpolation: `o:\(id)`.
private func isKeyTemplate(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    let prefix = text[..<colon]
    return (1...12).contains(prefix.utf8.count)
        && prefix.utf8.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        && text[text.index(after: colon)...].hasPrefix("\\(")
}

/// An IPv4 address that is not loopback, "all" or documentation.
private func namesForeignHost(_ text: String) -> Bool {
    let words = text.split { !($0.isNumber || $0 == ".") }
    return words.contains { word in
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return false }
        let allowed = ["127.", "0.0.0.0", "255.", "192.0.2."]
        return !allowed.contains { word.hasPrefix($0) }
    }
}
