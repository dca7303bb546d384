import Postgres

/// One run of a job, to whatever end.
struct JobRun: Sendable {
    let job: Job
    let handler: JobHandler
    let table: JobTable
    let report: JobReport

    /// - Parameter isStopping: whether a cancellation is the runner's, and not the job's fault. Whatever
    ///   the job then throws, such as an error of its own that says it was called off, is no failure.
    func perform(isStopping: () -> Bool) async {
        if job.isSpent { return await giveUp(for: job.lastError) }
        do {
            try await handler.run(job)
            await report("end \(name)") { try await table.complete(job) }
        } catch let error where isStopping() && Task.isCancelled && !(error is PermanentJobFailure)
        {
            await report("give back \(name)") { try await table.release([job]) }
        } catch {
            await failed(error)
        }
    }

    private var name: String { "\(job.kind) \(job.id)" }

    private func failed(_ error: any Error) async {
        let reason = shownReason(error)
        report.failed(job, reason)
        if error is PermanentJobFailure || !job.mayBeTriedAgain {
            await giveUp(for: reason)
        } else {
            await putBack(reason, after: pause)
        }
    }

    /// Lets the kind end what waits for the job, then puts the job among the dead.
    private func giveUp(for reason: String) async {
        do {
            // In a task of its own, as this one may have been cancelled for taking too long.
            try await Task { try await handler.giveUp(job) }.value
        } catch  where !job.isHopeless {
            report.log("The job \(name) cannot be given up yet: \(shownReason(error))")
            return await putBack(reason, after: pause)
        } catch {
            report.log("What waits for the job \(name) is not told: \(shownReason(error))")
        }
        report.log("The job \(name) is given up after \(job.attempt) attempts")
        await putBack(reason, after: nil)
    }

    private var pause: Duration { handler.retries.pause(afterAttempt: Int(job.attempt)) }

    private func putBack(_ reason: String, after pause: Duration?) async {
        await report("put back \(name)") {
            try await table.fail(job, reason: reason, retryAfter: pause)
        }
    }
}

/// Tells the database something, again if it cannot be reached. If it never can, the lease of the
/// job runs out and another worker does it again.
struct JobReport: Sendable {
    let log: @Sendable (String) -> Void
    private let failures = FailureLines()
    private let troubles: TroubleLog

    init(log: @escaping @Sendable (String) -> Void) {
        self.log = log
        troubles = TroubleLog { line, _ in log(line) }
    }

    /// - Parameter isRoutine: for what a runner does now and then; the log is told when it begins to fail and
    ///   when it works again.
    func callAsFunction<Value>(
        _ purpose: String, isRoutine: Bool = false, _ body: () async throws -> Value
    ) async {
        var pause = Duration.milliseconds(100)
        for attempt in 1...JobsLimits.settleAttemptsMax {
            do {
                _ = try await body()
                if isRoutine { troubles.note(purpose, nil) }
                return
            } catch {
                let isRefused = (error as? PostgresError)?.kind == .server
                if isRefused || attempt == JobsLimits.settleAttemptsMax {
                    if !isRoutine { return log("Could not \(purpose): \(error)") }
                    // One that is stopped is not in trouble.
                    if !Task.isCancelled { troubles.note(purpose, "\(error)") }
                    return
                }
            }
            try? await Task.sleep(for: pause)
            pause *= 2
        }
    }

    /// Says that an attempt of a job has failed, unless so many of its kind have that nobody would read it.
    func failed(_ job: Job, _ reason: String) {
        let (isTold, untold) = failures.tell(job.kind)
        if untold > 0 { log("\(untold) more failures of \(job.kind) were not told") }
        if isTold {
            log("The job \(job.kind) \(job.id) failed in attempt \(job.attempt): \(reason)")
        }
    }
}
