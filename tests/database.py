"""A test database in a blink: built once per set of migrations, then copied.

Running all migrations takes half a minute; copying a finished database takes none. The template
holds what `migrate`, `build_site_tree` and `build_groups` make: seven locales with their home pages
and sections, the taxonomy, the groups.
Its name is a hash of everything it is made from, so it can never be out of date.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
#: Kept between runs, so not the run's own temporary folder.
TEMPLATES = ROOT / "var" / "test-templates"


def _sources() -> Iterator[Path]:
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts:
            yield from folder.glob("migrations/*.py")
            yield from folder.glob("data/*")
    yield from (ROOT / "cms" / "settings").glob("*.py")
    for name in (
        "home/services.py",
        "home/groups.py",
        "taxonomy/loading.py",
        "membership/loading.py",
    ):
        yield ROOT / name
    yield from (ROOT / "home" / "demo" / "content").glob("*.json")


def fingerprint() -> str:
    """Return a name for everything that an empty site is made from."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    versions = {(d.metadata["Name"].lower(), d.version) for d in distributions()}
    digest.update(repr(sorted(versions)).encode())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one process build while the others wait for what it builds."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill() -> None:
    from home.groups import build_groups
    from home.services import build_site_tree

    call_command("migrate", verbosity=0, interactive=False)
    build_site_tree()
    build_groups()


class SqliteDatabase:
    """A file per worker: unlike a database in memory, threads may use it at once."""

    def __init__(self, worker: str) -> None:
        """Choose the worker's file; nothing is made yet."""
        self.template = TEMPLATES / f"{fingerprint()}.sqlite3"
        self.path = Path(settings.VAR_DIR) / f"test-{worker}.sqlite3"

    def _use(self, path: Path) -> None:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(path)

    def create(self) -> None:
        """Build the template where it is missing, and copy it."""
        with _one_at_a_time():
            if not self.template.exists():
                for old in TEMPLATES.glob("*.sqlite3*"):
                    old.unlink()
                unfinished = self.template.with_suffix(".unfinished")
                for leftover in TEMPLATES.glob("*.unfinished*"):
                    leftover.unlink()
                self._use(unfinished)
                _fill()
                connections["default"].close()
                with contextlib.closing(sqlite3.connect(unfinished)) as database:
                    # Everything into the one file that is copied.
                    database.execute("PRAGMA journal_mode=DELETE")
                unfinished.rename(self.template)
            self.restore()

    def restore(self) -> None:
        """Go back to the state of the template."""
        connections["default"].close()
        for leftover in self.path.parent.glob(f"{self.path.name}-*"):
            leftover.unlink()
        shutil.copyfile(self.template, self.path)
        self._use(self.path)

    def destroy(self) -> None:
        """Remove the copy."""
        connections["default"].close()
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()


class PostgresqlDatabase:
    """A database per worker, copied by the server from one that is kept."""

    def __init__(self, worker: str) -> None:
        """Choose the worker's name; nothing is made yet."""
        self.original = settings.DATABASES["default"]["NAME"]
        self.template = f"ilaw_template_{fingerprint()}"
        self.name = f"test_ilaw_{worker}_{os.getpid()}"

    def _use(self, name: str) -> None:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name

    def _execute(self, statement: str, parameters: Sequence[str] | None = None) -> None:
        """Run a statement that cannot run inside the database it is about."""
        self._use(self.original)
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, parameters)
        connections["default"].close()

    def _drop(self, name: str) -> None:
        """Drop a database where it exists, whoever of ours is still connected.

        Not WITH (FORCE): a server's own vacuuming makes that fail, while a plain DROP ends it.
        """
        self._execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            [name],
        )
        self._execute(f"DROP DATABASE IF EXISTS {name}")

    def _has_template(self) -> bool:
        self._use(self.original)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
            return cursor.fetchone() is not None

    def create(self) -> None:
        """Build the template where it is missing, and copy it."""
        with _one_at_a_time():
            if not self._has_template():
                unfinished = f"{self.template}_unfinished"
                self._drop(unfinished)
                self._execute(f"CREATE DATABASE {unfinished}")
                self._use(unfinished)
                _fill()
                self._execute(f"ALTER DATABASE {unfinished} RENAME TO {self.template}")
            self.restore()

    def restore(self) -> None:
        """Go back to the state of the template."""
        self._drop(self.name)
        self._execute(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        self._use(self.name)

    def destroy(self) -> None:
        """Remove the copy; the template stays for the next run."""
        self._drop(self.name)


def every_row() -> str:
    """Return what every table holds, a line for each row."""
    with connections["default"].cursor() as cursor:
        rows = []
        for table in connections["default"].introspection.table_names(cursor):
            quoted = connections["default"].ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608  (a name the database gave)
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def database_for(worker: str) -> SqliteDatabase | PostgresqlDatabase:
    """Return the test database of a worker of the configured engine."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return SqliteDatabase(worker) if is_sqlite else PostgresqlDatabase(worker)
