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


class Server:
    """A command that listens; `address` is where."""

    def __init__(self, *arguments):
        self.output = []
        self.address = None
        self._listening = threading.Event()
        self._process = subprocess.Popen(
            [PROGRAM, *arguments, "--port", "0"],
            cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(START_SECONDS) or not self.address:
            self.stop()
            raise RuntimeError("The server did not start:\n" + "".join(self.output))

    def _read(self):
        for line in self._process.stdout:
            self.output.append(line)
            if line.startswith("listening on "):
                self.address = line.split()[-1]
                self._listening.set()
        self._listening.set()

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


class Demo(Server):
    """Databases, sample world and server."""

    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="tintype-browser-")
        # Root starts the databases as another user, who has to get in.
        os.chmod(self.folder.name, 0o755)
        super().__init__("demo", "--data", self.folder.name, *arguments)

    def serve(self, *arguments):
        """A server for people, on the same databases."""
        sockets = os.path.join(self.folder.name, "run")
        return Server(
            "serve", "--database-url", f"postgres:///tintype?host={sockets}&user=tintype",
            "--data", os.path.join(self.folder.name, "served"),
            "--secret-key", "a secret of a server that is no demo", "--workers", "0", *arguments)

    def stop(self):
        status = super().stop()
        self.folder.cleanup()
        return status
