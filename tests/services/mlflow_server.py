"""A real MLflow server for the length of a test.

Importing this starts the test again with the Python of .venv-mlflow, which scripts/setup_services.sh makes, or of
.venv-mlflow-<version> where PETSEG_MLFLOW_VERSION names one (setup_services.sh --mlflow <version>).
"""
import os
import sys
from pathlib import Path

VERSION = os.environ.get("PETSEG_MLFLOW_VERSION", "")  # other than the usual one
# The server of MLflow 2 cannot hand out a file with such a name: the header that it makes of it is refused.
A_NAME = "Zwoelf Boxkaempfer" if VERSION.startswith("2.") else "Zwölf Boxkämpfer 猫"
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / f".venv-mlflow-{VERSION}" if VERSION else ROOT / ".venv-mlflow"
if Path(sys.prefix) != VENV:
    python = VENV / "bin" / "python"
    if not python.exists():
        sys.exit(f"no {python}; run scripts/setup_services.sh{f' --mlflow {VERSION}' if VERSION else ''}")
    os.execv(python, [str(python), "-B", *sys.argv])
# Tests do not phone home, and no variable of the user's own leads them to another server.
for name in [name for name in os.environ if name.startswith(("MLFLOW_", "AWS_"))]:
    del os.environ[name]
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import http.client
import signal
import socket
import subprocess
import time

START_TIME = 120  # seconds; ten where nothing else runs


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Service:
    """A program that serves HTTP on a free port of 127.0.0.1, from the beginning of a `with` to its end.
    Its output goes to `log`, the end of which is printed where it does not start."""

    def __init__(self, log, health="/health", env=None):
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self._log, self._health = Path(log), health
        self._env = os.environ | (env or {})
        self._process = None

    def command(self):
        raise NotImplementedError

    def start(self):
        with self._log.open("ab") as log:
            # A group of its own: the program's workers end with it.
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log, env=self._env,
                                             stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + START_TIME
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"{self.command()} did not start:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.1)
        return self

    def stop(self, how=signal.SIGKILL):
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, how)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process = None

    def _is_up(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", self._health)
            return connection.getresponse().status == 200
        except OSError:
            return False

    __enter__ = start

    def __exit__(self, *_):
        self.stop()


class MlflowServer(Service):
    """`folder` gets its database and its artifacts; `options` are those of `mlflow server`. `backend`: another place
    for its runs."""

    def __init__(self, folder, *options, backend=None, env=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # Jobs are nothing that petseg asks for, and take seconds of the start.
        super().__init__(self.folder / "server.log", env={"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"} | (env or {}))
        self.database = str(backend or f"sqlite:///{self.folder}/mlflow.db")
        self._options = options or ("--artifacts-destination", str(self.folder / "artifacts"))

    def command(self):
        return [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "1", "--backend-store-uri", self.database, *map(str, self._options)]


class S3Server(Service):
    """moto's S3. The variable INITIAL_NO_AUTH_ACTION_COUNT says from which request on keys are checked."""

    def __init__(self, folder, env=None):
        super().__init__(Path(folder) / "s3.log", health="/moto-api/", env=env)

    def command(self):
        return [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
