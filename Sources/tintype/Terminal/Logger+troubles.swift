import Logging
import Postgres

extension Logger {
    /// Tells of what is done again and again and fails.
    func troubles(failing: String = "Could not", over: String = "Could again") -> TroubleLog {
        TroubleLog(failing: failing, over: over) { line, isOver in
            log(level: isOver ? .notice : .warning, "\(line)")
        }
    }
}
