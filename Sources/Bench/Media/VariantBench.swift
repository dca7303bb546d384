import Foundation
import GraphQL
import Media

/// What the variants of photographs cost: by the pipeline, by a call of `vips_thumbnail` for each, and by
/// Pillow.
///
/// The three take turns, round by round, and the middle round counts. All figures are processor time.
struct VariantBench {
    private static let roundsUsual = 5
    /// As cameras and phones make them: 12, 24 and 48 megapixels.
    private static let sizes = [
        PixelSize(width: 4_032, height: 3_024), PixelSize(width: 6_000, height: 4_000),
        PixelSize(width: 8_064, height: 6_048),
    ]
    /// Eight variants, for which the goals were set, and all there are.
    private static let ladders = [Array(ImagePreset.all.dropFirst()), ImagePreset.all]
    /// How often as much the plain way takes at least, upright and turned.
    private static let plainGoals = (upright: 3.5, turned: 3.0)

    private let report: BenchReport
    private let processor: ImageProcessor
    private let project: String
    private let folder: String
    private let rounds: Int

    /// - Parameters:
    ///   - seconds: how long others measure; with few, there are fewer rounds.
    ///   - project: where `make bench-peers` has installed Pillow.
    ///   - folder: for the photographs.
    init(
        _ report: BenchReport, processor: ImageProcessor, project: String, folder: String,
        seconds: Int
    ) {
        self.report = report
        rounds = min(seconds, Self.roundsUsual)
        self.processor = processor
        self.project = project
        self.folder = folder
    }

    private struct Photograph {
        let name: String
        let isTurned: Bool
        let bytes: [UInt8]
        let path: String
    }

    func run() async throws {
        let photographs = try await photographs()
        defer { for photograph in photographs { unlink(photograph.path) } }
        for presets in Self.ladders {
            try report.begin(
                """
                \(presets.count * VariantFormat.allCases.count) variants of a photograph, processor \
                time, \(rounds) rounds; a ratio above 1 means we are faster.
                """)
            let pillow = pillow(presets)
            defer { pillow?.stop() }
            for photograph in photographs { try await compare(photograph, presets, pillow) }
        }
        try await saturate(photographs)
    }

    private func photographs() async throws -> [Photograph] {
        var photographs: [Photograph] = []
        for size in Self.sizes {
            for isTurned in [false, true] {
                let bytes = try await MediaBenchmark.photograph(
                    size, isTurned: isTurned, on: processor)
                let megapixels = size.width * size.height / 1_000_000
                let name = "\(megapixels) MP\(isTurned ? " turned" : "")"
                let path = "\(folder)/\(photographs.count).jpg"
                guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
                    throw BenchFailure("\(path) cannot be written.")
                }
                photographs.append(
                    Photograph(name: name, isTurned: isTurned, bytes: bytes, path: path))
            }
        }
        return photographs
    }

    /// Nil where it is not installed, which is told.
    private func pillow(_ presets: [ImagePreset]) -> BenchPeer? {
        var json = JSONWriter()
        func number(_ name: String, _ value: Int) -> InputField {
            InputField(name: name, value: .int(value))
        }
        let rows = presets.map { preset in
            InputValue.object([
                number("width", preset.widthPixels), number("height", preset.heightPixels),
                number("quality", preset.quality), number("effort", ImagePreset.webpEffort),
            ])
        }
        json.value(.object([InputField(name: "presets", value: .list(rows))]))
        let peer = BenchPeer(
            project + "/.venv/bin/python", [project + "/Sources/Bench/Peers/pillow-variants.py"],
            given: json.bytes)
        if peer == nil { report.tell("Left out: Pillow (make bench-peers installs it).") }
        return peer
    }

    private func compare(
        _ photograph: Photograph, _ presets: [ImagePreset], _ pillow: BenchPeer?
    ) async throws {
        var (ours, plain, theirs): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<rounds {
            ours.append(
                try await Cost.of(1) {
                    _ = try await processor.process(
                        photograph.bytes, declaredType: "image/jpeg", presets: presets)
                }.processor)
            plain.append(
                try await Cost.of(1) {
                    try await MediaBenchmark.thumbnails(
                        photograph.bytes, presets: presets, on: processor)
                }.processor)
            if let milliseconds = pillow?.ask(photograph.path) {
                theirs.append(milliseconds * 1_000)
            }
        }
        func add(_ name: String, _ costs: [Double], goal: Double? = nil) throws {
            let goal = goal.map { ", goal \($0)x" } ?? ""
            try report.add(
                BenchRow(
                    name: "\(photograph.name), \(name)", value: costs.median / 1_000,
                    unit: "ms CPU",
                    against: "ours" + goal, ratio: costs.median / ours.median))
        }
        try report.add(
            BenchRow(
                name: "\(photograph.name), ours", value: ours.median / 1_000, unit: "ms CPU"))
        // The goals were set for eight variants.
        let hasGoals = presets.count < ImagePreset.all.count
        let goal = photograph.isTurned ? Self.plainGoals.turned : Self.plainGoals.upright
        try add("vips_thumbnail", plain, goal: hasGoals ? goal : nil)
        if let pillow, !theirs.isEmpty { try add(pillow.name, theirs, goal: hasGoals ? 1 : nil) }
    }

    // MARK: All workers busy

    static let workers = 2

    /// How many photographs two workers make, and how much memory that takes: the peak above what the process
    /// had before.
    private func saturate(_ photographs: [Photograph]) async throws {
        try report.begin("\(Self.workers) workers, these photographs in turns, all variants.")
        let idle = try ProcessMemory.restartPeak()
        let (processor, count) = (processor, 6 * min(rounds, 3))
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.workers {
                group.addTask {
                    for number in 0..<count {
                        let photograph = photographs[(worker * 3 + number) % photographs.count]
                        _ = try await processor.process(
                            photograph.bytes, declaredType: "image/jpeg")
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        try report.add(
            BenchRow(
                name: "photographs", value: Double(Self.workers * count) / seconds,
                unit: "photos/s"))
        try report.add(
            BenchRow(
                name: "memory at most, above idle",
                value: Double(try ProcessMemory.peakBytes() - idle) / 1_000_000, unit: "MB"))
    }
}

/// What this process has resident. `proc(5)`
enum ProcessMemory {
    /// Forgets the peak so far.
    ///
    /// - Returns: bytes that are resident now.
    static func restartPeak() throws -> Int {
        do {
            // 5 sets the peak back to what is resident.
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/self/clear_refs"))
            try file.write(contentsOf: Data("5".utf8))
            try file.close()
        } catch {
            throw BenchFailure("The peak of memory cannot be set back: \(error)")
        }
        return try bytes("VmRSS:")
    }

    /// The most that was resident since then.
    static func peakBytes() throws -> Int { try bytes("VmHWM:") }

    private static func bytes(_ name: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        let words = line?.split(whereSeparator: \.isWhitespace)
        guard let kilobytes = words?.dropFirst().first.flatMap({ Int($0) }) else {
            throw BenchFailure("/proc/self/status has no \(name)")
        }
        return kilobytes * 1_024
    }
}
