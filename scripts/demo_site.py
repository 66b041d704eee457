"""Build a fresh demo in a folder of its own, serve it, run a command against it, and clean up.

    python scripts/demo_site.py [--workers N] -- COMMAND [ARGUMENT ...]

The command finds the address in BROWSER_BASE_URL and the folder in ILAW_VAR_DIR. The checkout's
own database, files and port are left alone.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from compile_messages import compile_catalogues
from processes import (
    BIN,
    StartError,
    answers_http,
    free_port,
    run_command,
    start,
    stop,
    stopping_on_signals,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _manage(*arguments: str, env: dict[str, str]) -> None:
    command = [str(BIN / "python"), "manage.py", *arguments]
    if status := run_command(command, env):
        raise StartError(f"manage.py {' '.join(arguments)} ended with {status}.")


@contextlib.contextmanager
def demo_site(folder: Path, workers: int = 1) -> Iterator[dict[str, str]]:
    """Serve a fresh demo kept in a folder, and give the environment that knows it."""
    port = free_port()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "ILAW_VAR_DIR": str(folder / "var"),
        "ILAW_MEDIA_DIR": str(folder / "media"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "BROWSER_BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }
    compile_catalogues()
    began = time.monotonic()
    print("Building the demo", flush=True)
    _manage("migrate", "--verbosity", "0", "--no-input", env=env)
    migrated = time.monotonic()
    _manage("build_demo", env=env)
    built = time.monotonic()
    print(f"Tables {migrated - began:.0f} s, content {built - migrated:.0f} s", flush=True)
    log = folder / "server.log"
    processes = []
    try:
        processes.append(start([BIN / "python", "manage.py", "db_worker"], env=env, log=log))
        tick = [BIN / "python", "manage.py", "tick", "--every", "60"]
        processes.append(start(tick, env=env, log=log))
        web = start(
            [
                *(BIN / "granian", "--interface", "wsgi", "cms.wsgi:application"),
                *("--host", "127.0.0.1", "--port", str(port)),
                *("--workers", str(workers), "--blocking-threads", "4"),
            ],
            env=env,
            log=log,
        )
        processes.append(web)
        address = env["BROWSER_BASE_URL"]
        wait_until(lambda: answers_http(f"{address}/healthz"), web, "The web server", log=log)
        yield env | {
            "DEMO_SERVER_PID": str(web.pid),
            "DEMO_MAIL_DIR": str(folder / "var" / "mail"),
        }
        lines = log.read_text(errors="replace").splitlines()
        # Wagtail notes references of child rows that a newer version of their page has replaced
        # before the worker came to them; nothing is lost.
        gone = "update_reference_index_task"
        errors = [line for line in lines if " ERROR " in line and gone not in line]
        if errors:
            print("\nThe server's log has errors; the last of them:", file=sys.stderr)
            print("\n".join(errors[-10:]), file=sys.stderr)
    finally:
        for process in reversed(processes):
            stop(process)


def main() -> int:
    """Serve the demo for as long as the command runs, and end as it ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1, help="web server processes")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    arguments = parser.parse_args()
    with (
        stopping_on_signals(),
        tempfile.TemporaryDirectory(prefix="ilaw-demo-", ignore_cleanup_errors=True) as folder,
    ):
        try:
            with demo_site(Path(folder), arguments.workers) as env:
                return run_command(arguments.command, env)
        except StartError as error:
            print(error, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
