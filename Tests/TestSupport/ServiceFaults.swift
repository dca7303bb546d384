import Glibc

@testable import LocalServices

/// Failures on demand, for tests of what depends on these servers.
extension LocalServices {
    /// Ends a server; clients are refused. `SIGKILL`
    package func stopMemcached(_ index: Int = 0) async {
        await memcached[index].stop()
    }

    /// Starts a server that was stopped or crashed, empty and at its address.
    package func startMemcached(_ index: Int = 0) async throws(LocalServicesError) {
        try await memcached[index].start()
    }

    /// Afterwards it is empty and listens at the same address.
    package func restartMemcached(_ index: Int = 0) async throws(LocalServicesError) {
        await stopMemcached(index)
        try await startMemcached(index)
    }

    /// The server stays connected but answers nothing. `SIGSTOP`
    package func pauseMemcached(_ index: Int = 0) {
        memcached[index].signal(SIGSTOP)
    }

    /// Ends a pause. `SIGCONT`
    package func resumeMemcached(_ index: Int = 0) {
        memcached[index].signal(SIGCONT)
    }

    /// An orderly shutdown that does not wait for clients: they lose their connections.
    package func stopPostgres() async {
        await postgres.stop()
    }

    /// Starts the server after a stop or crash and returns when it accepts connections.
    package func startPostgres() async throws(LocalServicesError) {
        try await postgres.start()
    }

    /// Stops and starts the server; the data stays.
    package func restartPostgres() async throws(LocalServicesError) {
        await stopPostgres()
        try await startPostgres()
    }

    /// Server and backends stay connected but answer nothing. `SIGSTOP`
    package func pausePostgres() {
        postgres.signalEveryProcess(SIGSTOP)
    }

    /// Ends a pause. `SIGCONT`
    package func resumePostgres() {
        postgres.signalEveryProcess(SIGCONT)
    }

    /// Kills the server as a crash of the machine would, and reports it in `failures`. `SIGKILL`
    package func crashPostgres() {
        postgres.signalEveryProcess(SIGKILL)
    }

    /// Kills a memcached and reports it in `failures`. `SIGKILL`
    package func crashMemcached(_ index: Int = 0) {
        memcached[index].signal(SIGKILL)
    }
}
