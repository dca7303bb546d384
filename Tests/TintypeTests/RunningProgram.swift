import Foundation
import Testing

@testable import LocalServices

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A server of the built program that runs until it is stopped.
final class RunningProgram: Sendable {
    private let child: ChildProcess
    private let output: String

    /// - Parameters:
    ///   - words: the command and its flags.
    ///   - environment: nothing else is in it.
    ///   - folder: where it runs, and its output is kept.
    init(
        _ words: [String], environment: [String: String] = [:], in folder: String
    ) async throws {
        output = "\(folder)/\(words[0])-\(UInt32.random(in: .min ... .max)).log"
        let variables = environment.map { "\($0.key)=\($0.value)" }
        child = try await ChildProcess.spawn(
            Command(
                arguments: ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin"] + variables
                    + [BuiltProgram.path] + words, workingDirectory: folder, outputPath: output))
    }

    /// All it has printed on both outputs.
    var printed: String {
        String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }

    /// The rest of the first line that begins so.
    func line(_ start: String) async throws -> String {
        for _ in 0..<15_000 {
            let hasEnded = child.ended != nil
            let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(start) }) {
                return String(line.dropFirst(start.count))
            }
            if hasEnded { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try #require(nil, "no line \"\(start)\": \(printed)")
    }

    /// Asks it to end; with what it did.
    @discardableResult
    func stop() async -> String {
        child.signal(SIGTERM)
        let ended = await child.end(withinMilliseconds: 60_000)
        if ended == nil { child.signal(SIGKILL) }
        return ended.map { "\($0)" } ?? "no end"
    }
}

/// What tests ask a server over HTTP.
struct HTTPAsker {
    /// Without the slash at the end.
    let address: String

    struct Answer {
        let status: Int
        let text: String
        let headers: [String: String]
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await ask("GET", address + path, Data(), headers)
    }

    func put(_ url: String, _ body: Data, _ type: String) async throws -> Answer {
        try await ask("PUT", url, body, ["Content-Type": type])
    }

    func graphQL(
        _ document: String, variables: [String: String] = [:], headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = try JSONSerialization.data(
            withJSONObject: ["query": document, "variables": variables] as [String: Any])
        return try await ask(
            "POST", address + "/graphql", body,
            headers.merging(["Content-Type": "application/json"]) { first, _ in first })
    }

    private func ask(
        _ method: String, _ url: String, _ body: Data, _ headers: [String: String]
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        if method != "GET" { request.httpBody = body }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields {
            fields["\(name)".lowercased()] = "\(value)"
        }
        return Answer(
            status: http.statusCode, text: String(decoding: data, as: UTF8.self), headers: fields)
    }
}
