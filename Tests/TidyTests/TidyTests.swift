import Foundation
import Testing

@Suite struct `House rules` {
    @Test(arguments: Rule.all)
    func `are kept`(_ rule: Rule) {
        let violations = rule.violations(.project)
        if !violations.isEmpty { Issue.record("\(violations.joined(separator: "\n"))") }
    }

    @Test func `cover all targets`() {
        let targets = Set(SourceTree.project.sources.compactMap(\.target))
        #expect(targets.isSuperset(of: ["GraphQL", "Postgres", "TAO", "Gateway", "tintype"]))
    }
}

@Suite struct `Formatting` {
    @Test func `is what swift format makes`() throws {
        let result = try lint(["Sources", "Tests", "Package.swift"], in: SourceTree.projectFolder)
        if !result.isClean { Issue.record("\(result.output)") }
    }

    @Test func `a planted violation is caught`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tintype-tidy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = SourceTree.projectFolder.appending(path: ".swift-format")
        try FileManager.default.copyItem(
            at: configuration, to: folder.appending(path: ".swift-format"))
        let planted = "func f(x: Int?) -> Int {\n  return x!\n}\n"
        try planted.write(
            to: folder.appending(path: "Planted.swift"), atomically: true, encoding: .utf8)

        let result = try lint(["Planted.swift"], in: folder)

        #expect(!result.isClean)
        #expect(result.output.contains("[NeverForceUnwrap]"))
        #expect(result.output.contains("[Indentation]"))
    }

    private func lint(_ paths: [String], in folder: URL) throws -> (isClean: Bool, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["swift", "format", "lint", "--strict", "--parallel", "--recursive"] + paths
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus == 0, String(decoding: output, as: UTF8.self))
    }
}
