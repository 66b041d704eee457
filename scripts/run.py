"""Start the site on this machine: `make run`.

Makes what is missing (compiled catalogues, tables, demo content), then runs a worker and the web
server until Ctrl-C. Everything is asked of the database itself, so a half-made site is completed
and a complete one starts at once.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from compile_messages import compile_catalogues
from processes import (
    BIN,
    ROOT,
    StartError,
    answers_http,
    is_taken,
    start,
    stop,
    stopping_on_signals,
    wait_until,
)

if TYPE_CHECKING:
    import subprocess


def prepare() -> None:
    """Bring the database up to date; an empty one gets the demo content."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Making the tables (once, about half a minute)", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    from home.services import content
    from library.models import LibraryEntryPage

    # What the demo makes last: a demo that was interrupted is completed.
    slugs = [entry["slug"] for entry in content("library")["entries"]]
    if not LibraryEntryPage.objects.filter(slug__in=slugs).exists():
        from home.demo.builder import build_demo

        print("Making the demo content (once)", flush=True)
        build_demo(lambda step: print(f"  {step}", flush=True))
    connections.close_all()


def announce(port: int) -> None:
    """Say where the site is, who can sign in, and where its mail goes."""
    from django.conf import settings

    from home.demo.accounts import ACCOUNTS, PASSWORD

    print(f"\nThe site:   http://localhost:{port}/")
    print(f"The admin:  http://localhost:{port}/admin/")
    print(f"\nDemo accounts, password “{PASSWORD}”:")
    for account in ACCOUNTS:
        print(f"  {account.email:<32} {account.description}")
    mail = getattr(settings, "EMAIL_FILE_PATH", None)
    print(f"\nMail goes to {os.path.relpath(mail, ROOT) if mail else 'EMAIL_URL'}/")
    print("Ctrl-C stops it.\n", flush=True)


def start_web(port: int) -> subprocess.Popen[bytes]:
    """Start the web server: one process, because the embedded cache lives in its memory."""
    return start(
        [
            *(BIN / "granian", "--interface", "wsgi", "cms.wsgi:application"),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4"),
            *("--no-access-log", "--log-level", "warning"),
        ]
    )


def serve(port: int) -> int:
    """Prepare, then run web server and worker until one ends or we are told to."""
    # A site that has run before only needs a look: the web server loads meanwhile.
    folder = Path(os.environ.get("ILAW_VAR_DIR", ROOT / "var"))
    processes = [start_web(port)] if (folder / "secret_key").exists() else []
    try:
        compile_catalogues()
        prepare()
        if not processes:
            processes.append(start_web(port))
        processes.append(start([BIN / "python", "manage.py", "db_worker", "--verbosity", "0"]))
        processes.append(start([BIN / "python", "manage.py", "tick", "--every", "60"]))
        address = f"http://127.0.0.1:{port}/healthz"
        wait_until(lambda: answers_http(address), processes[0], "The web server")
        announce(port)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        print("A part of the site has ended; stopping the other.", file=sys.stderr)
        return 1
    finally:
        for process in reversed(processes):
            stop(process)


def main() -> int:
    """Serve the site at PORT."""
    port = int(os.environ.get("PORT", "8000"))
    if is_taken(port):
        print(f"Port {port} is in use. Choose another: make run PORT={port + 1}", file=sys.stderr)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    sys.path.insert(0, str(ROOT))
    with stopping_on_signals():
        try:
            return serve(port)
        except StartError as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
