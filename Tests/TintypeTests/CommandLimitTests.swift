import Foundation
import Gateway
import GraphQL
import LocalServices
import TestSupport
import Testing

@testable import tintype

/// Limits of the command that belong to no other suite.
@Suite struct `Limits of the command` {
    @Test(.crosses(\CommandLimits.Type.cellCharactersMax))
    func `cut the cells of a table`() {
        let longest = String(repeating: "x", count: CommandLimits.cellCharactersMax)
        for text in [longest, longest + "y"] {
            #expect(
                table([[InputField(name: "a", value: .string(text))]])
                    == ["a", longest])
        }
    }

    @Test(.crosses(\CommandLimits.Type.schemasMax))
    func `bound the schemas that lines leave behind`() async {
        var lines = GraphQLLines()
        for number in 0...CommandLimits.schemasMax {
            let line = #"{"op":"schema","schema":"type Query{a\#(number):Int}"}"#
            let answer = await lines.answer(Array(line.utf8))
            #expect(!String(decoding: answer, as: UTF8.self).contains("errors"))
            let isOver = number == CommandLimits.schemasMax
            #expect(lines.schemaCount == (isOver ? 1 : number + 1))
        }
    }

    @Test(.crosses(\CommandLimits.Type.weightsBytesMax))
    func `bound a file of weights`() async throws {
        let weights = try String(
            contentsOfFile: BuiltProgram.project + "/Schema/ranking-weights.json", encoding: .utf8)
        try await BuiltProgram.withFolder { folder in
            let path = folder + "/weights.json"
            let room = CommandLimits.weightsBytesMax - weights.utf8.count
            try (weights + String(repeating: " ", count: room))
                .write(toFile: path, atomically: true, encoding: .utf8)
            _ = try RankingFolder(path: path).models()
            try (weights + String(repeating: " ", count: room + 1))
                .write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: GatewayError.self) { try RankingFolder(path: path).models() }
        }
    }

    @Test(.crosses(\CommandLimits.Type.wordListBytesMax))
    func `bound a list of words`() async throws {
        try await BuiltProgram.withFolder { folder in
            let path = folder + "/words.txt"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.truncate(atOffset: UInt64(CommandLimits.wordListBytesMax))
            #expect(try wordList(at: path).utf8.count == CommandLimits.wordListBytesMax)
            try handle.truncate(atOffset: UInt64(CommandLimits.wordListBytesMax) + 1)
            #expect(throws: GatewayError.self) { try wordList(at: path) }
        }
    }
}
