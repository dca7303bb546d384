"""A demo of Tintype for a test run: databases, sample world and server in a folder of its own."""

import os
import pathlib
import subprocess
import tempfile
import threading

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / ".build/debug/tintype"
START_SECONDS = 300
STOP_SECONDS = 60


class Demo:
    """Starts on a free port; `address` is where it listens."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="tintype-browser-")
        # Root starts the databases as another user, who has to get in.
        os.chmod(self.folder.name, 0o755)
        self.output = []
        self.address = None
        self._listening = threading.Event()
        self._process = subprocess.Popen(
            [PROGRAM, "demo", "--port", "0", "--data", self.folder.name],
            cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listening.wait(START_SECONDS) or not self.address:
            self.stop()
            raise RuntimeError("The demo did not start:\n" + "".join(self.output))

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
        self.folder.cleanup()
        return status
