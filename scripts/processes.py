"""Starting servers, waiting until they answer, and stopping them: each by its own process."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


class StartError(RuntimeError):
    """A server did not come up."""


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def is_taken(port: int) -> bool:
    """Return whether something listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_http(url: str) -> bool:
    """Return whether a server answers at an address, whatever the status."""
    try:
        with urlopen(url, timeout=5):  # noqa: S310  (our own loopback addresses)
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, so that Ctrl-C reaches only us."""
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            process_group=0,
        )
    finally:
        if output:
            output.close()


def wait_until(
    is_ready: Callable[[], bool],
    process: subprocess.Popen[bytes] | None,
    name: str,
    *,
    seconds: float = 60,
    log: Path | None = None,
) -> None:
    """Wait until a server is ready. Raises StartError when it ends before, or takes too long."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        ended = process is not None and process.poll() is not None
        if ended or time.monotonic() > deadline:
            reason = "ended" if ended else f"did not answer within {seconds:.0f} s"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:]) if log else ""
            raise StartError(f"{name} {reason}.\n{tail}".rstrip())
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """End a program and all it started, politely, and by force when it does not listen."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        # What `start` and `run_command` start leads a process group of its own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into an ordinary exit, so that `finally` blocks stop what runs."""

    def leave(number: int, _frame: object) -> None:
        # A second signal must not interrupt the stopping.
        signal.signal(number, signal.SIG_IGN)
        sys.exit(128 + number)

    previous = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def run_command(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a program to its end, showing what it says, and return its exit status."""
    process = subprocess.Popen(
        list(command), cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, process_group=0
    )
    try:
        return process.wait()
    except BaseException:
        stop(process)
        raise
