import Foundation
import Testing

/// What `make` shows of a build that takes minutes.
@Suite struct `The progress of a build` {
    private func progress(_ build: String) async throws -> BuiltProgram.Ended {
        try await BuiltProgram.withFolder { folder in
            let script = """
                make -C . -f "$P/Makefile" heartbeat_seconds=1 --no-print-directory \
                  --eval $'probe:\\n\\t{ \(build); } | $(build_progress)' probe
                """
            return try await BuiltProgram.bash(script, in: folder)
        }
    }

    @Test func `is some of its steps, and all that is no step`() async throws {
        let ended = try await progress(
            "echo Building; for i in {1..120}; do echo \"[$$i/120] Compiling x\"; done; "
                + "echo \"a.swift:1:1: error: no\"; printf end")
        #expect(ended.status == 0)
        #expect(
            ended.output == """
                Building
                [50/120] Compiling x
                [100/120] Compiling x
                a.swift:1:1: error: no
                end

                """)
    }

    @Test func `is the time passed where no step comes`() async throws {
        let ended = try await progress(
            "sleep 1.5; echo \"[7/9] Linking\"; printf \"one \"; sleep 2.5; echo line")
        let lines = ended.output.split(separator: "\n").map(String.init)
        let alive = lines.filter { $0.contains("still building: ") }
        #expect(alive.first?.hasSuffix("still building: (starting)") == true, "\(lines)")
        #expect(alive.last?.hasSuffix("still building: [7/9] Linking") == true, "\(lines)")
        #expect(alive.allSatisfy { $0.contains(#/^ {4}0:0[1-9]  /#) }, "\(lines)")
        #expect(lines.last == "one line", "what came in two parts is one line")
    }

    @Test func `does not hide that it failed`() async throws {
        #expect(try await progress("exit 3").status == 2)
    }
}
