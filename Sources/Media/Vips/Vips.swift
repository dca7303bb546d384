import CVips
import Synchronization

/// The library as a whole: started once, closed to everything we do not use, and quiet.
enum Vips {
    /// Lines libvips wanted to log. They are counted and dropped: a single hostile file can cause
    /// hundreds of thousands.
    static let droppedLogLines = Atomic<Int>(0)

    /// What is open; everything else that reads or writes files is blocked.
    private static let openOperations = [
        "VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer",
        "VipsForeignLoadNsgifBuffer", "VipsForeignSaveJpegBuffer", "VipsForeignSavePngBuffer",
        "VipsForeignSaveWebpBuffer",
    ]

    /// Whether libvips runs. The first look starts it: once, before any other call, because
    /// vips_init is not safe to run twice at a time.
    static let isRunning: Bool = {
        guard vips_init("tintype") == 0 else { return false }
        // Our workers are the parallelism: one picture on one core beats one on all of them.
        vips_concurrency_set(1)
        // Nothing is asked for twice, so remembering results only costs memory.
        vips_cache_set_max(0)
        vips_cache_set_max_mem(0)
        vips_cache_set_max_files(0)
        vips_operation_block_set("VipsForeign", 1)
        for operation in openOperations { vips_operation_block_set(operation, 0) }
        vips_block_untrusted_set(1)
        let all = GLogLevelFlags(bitPattern: ~G_LOG_FLAG_RECURSION.rawValue)
        g_log_set_handler("VIPS", all, dropLogLine, nil)
        return true
    }()

    private static let dropLogLine: GLogFunc = { _, _, _, _ in
        _ = Vips.droppedLogLines.add(1, ordering: .relaxed)
    }

    /// What went wrong last, as a hint for the log: all threads share one buffer, so it may tell of
    /// another's failure. Empties the buffer.
    static func takeErrorText() -> String {
        defer { vips_error_clear() }
        guard let text = vips_error_buffer() else { return "" }
        return String(String(cString: text).prefix(500))
    }

    /// Bytes of pixels libvips holds now.
    static var heldBytes: Int { Int(vips_tracked_get_mem()) }
}

extension GLogLevelFlags {
    /// The flags as a number, whatever its sign is on this platform.
    fileprivate init(bitPattern: some BinaryInteger) {
        self.init(rawValue: RawValue(truncatingIfNeeded: bitPattern))
    }
}
