"""Servers of Tintype for a test run, in a folder of their own."""

import os
import pathlib
import subprocess
import tempfile
import threading

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / ".build/debug/tintype"
START_SECONDS = 300
STOP_SECONDS = 60


class Process:
    """A command that runs until it is stopped; `address` is what it says when it is ready."""

    ready = "listening on "

    def __init__(self, *arguments):
        self.output = []
        self.address = None
        self._is_ready = threading.Event()
        self._process = subprocess.Popen(
            [PROGRAM, *arguments],
            cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._is_ready.wait(START_SECONDS) or not self.address:
            self.stop()
            raise RuntimeError("The process did not start:\n" + "".join(self.output))

    def _read(self):
        for line in self._process.stdout:
            self.output.append(line)
            if line.startswith(self.ready):
                self.address = line.split()[-1]
                self._is_ready.set()
        self._is_ready.set()

    def stop(self):
        """Ends it as Ctrl-C does; gives the exit status."""
        self._process.terminate()
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join(5)
        return status

    def kill(self):
        """Ends it in the middle of what it does."""
        self._process.kill()
        self._process.wait()
        self._reader.join(5)
        self._process.stdout.close()


class Server(Process):
    """A command that listens; `address` is where."""

    def __init__(self, *arguments):
        super().__init__(*arguments, "--port", "0")


class Worker(Process):
    """A command that works and does not listen."""

    ready = "working on "


class Demo(Server):
    """Databases, sample world and server."""

    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="tintype-browser-")
        # Root starts the databases as another user, who has to get in.
        os.chmod(self.folder.name, 0o755)
        super().__init__("demo", "--data", self.folder.name, *arguments)

    @property
    def databases(self):
        """Flags for other commands on the same databases."""
        sockets = os.path.join(self.folder.name, "run")
        return ["--database-url", f"postgres:///tintype?host={sockets}&user=tintype",
                "--memcached-servers", os.path.join(sockets, "memcached-0.sock")]

    @property
    def elsewhere(self):
        """Flags for what people use, beside the demo: the databases, the folder and another secret."""
        return [*self.databases, "--data", self.folder.name,
                "--secret-key", "a secret of a server that is no demo"]

    def serve(self, *arguments):
        """A server for people, on the same databases."""
        return Server("serve", *self.elsewhere, "--workers", "0", *arguments)

    def work(self, *arguments):
        """What works for these servers. The demo then has to be one that does not work itself."""
        return Worker("worker", *self.elsewhere, *arguments)

    def run(self, command, *arguments):
        """Another command on the databases, to its end: the exit status and what it says."""
        done = subprocess.run(
            [PROGRAM, command, *self.databases, *arguments], cwd=PROJECT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=START_SECONDS)
        return done.returncode, done.stdout

    def stop(self):
        status = super().stop()
        self.folder.cleanup()
        return status
