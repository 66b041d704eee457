"""Start PostgreSQL, Redis and an S3 server on loopback, run a command against them, stop them.

    python scripts/services.py [--only postgresql,redis,s3] -- COMMAND [ARGUMENT ...]

The command gets DATABASE_URL, REDIS_URL and the AWS_ variables. Every server keeps its data in one
temporary folder and listens on a port of its own, so nothing that runs already is touched. What is
not installed is said and left out; with CI set it is an error.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from processes import (
    BIN,
    StartError,
    answers_http,
    free_port,
    is_taken,
    run_command,
    start,
    stop,
    stopping_on_signals,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLIC_BUCKET, PRIVATE_BUCKET = "ilaw-public", "ilaw-private"


class MissingError(RuntimeError):
    """A server's program is not installed."""


def _program(name: str, package: str, *folders: Path) -> Path:
    """Return where a program is. Raises MissingError where it is not."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    if found := shutil.which(name, path=path):
        return Path(found)
    raise MissingError(f"{name} was not found (Debian: apt-get install {package})")


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[dict[str, str]]:
    """Run PostgreSQL with a role that may create databases but is no superuser."""
    # Debian keeps the server's own programs out of PATH.
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb = _program("initdb", "postgresql", *versions)
    postgres = _program("postgres", "postgresql", *versions)
    psql = _program("psql", "postgresql", *versions)
    folder.mkdir()
    as_server: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_server = ["runuser", "-u", "postgres", "--"]
    port, password, data = free_port(), secrets.token_hex(12), folder / "data"
    subprocess.run(
        [
            *(*as_server, str(initdb), "--pgdata", str(data), "--username", "postgres"),
            *("--auth-local", "trust", "--auth-host", "scram-sha-256", "--no-sync"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    log = folder.with_suffix(".log")
    server = start(
        [
            *(*as_server, postgres, "-D", data, "-k", folder, "-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1"),
            # The data lives as long as this program: durability would only cost time.
            *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
        ],
        log=log,
    )
    admin = [str(psql), "-h", str(folder), "-p", str(port), "-U", "postgres", "-q", "-c"]

    def is_ready() -> bool:
        return subprocess.run([*admin, "SELECT"], capture_output=True, check=False).returncode == 0

    try:
        wait_until(is_ready, server, "PostgreSQL", log=log)
        role = f"CREATE ROLE ilaw LOGIN CREATEDB PASSWORD '{password}'"
        for statement in (role, "CREATE DATABASE ilaw OWNER ilaw"):
            subprocess.run([*admin, statement], check=True)
        yield {"DATABASE_URL": f"postgres://ilaw:{password}@127.0.0.1:{port}/ilaw"}
    finally:
        # The "fast" way down: it does not wait for forgotten connections.
        server.send_signal(signal.SIGINT)
        stop(server)


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[dict[str, str]]:
    """Run Redis without persistence."""
    program = _program("redis-server", "redis-server")
    folder.mkdir()
    port, log = free_port(), folder.with_suffix(".log")
    server = start(
        [
            *(program, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder),
            *("--save", "", "--appendonly", "no"),
        ],
        log=log,
    )
    try:
        wait_until(lambda: is_taken(port), server, "Redis", log=log)
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    finally:
        stop(server)


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """Run an S3 server with a bucket that anyone may read and one that nobody may."""
    if importlib.util.find_spec("moto") is None:
        raise MissingError("moto was not found (it is in requirements-dev.txt)")
    port, log = free_port(), folder.with_suffix(".log")
    server = start([BIN / "moto_server", "-H", "127.0.0.1", "-p", str(port)], log=log)
    variables = {
        "AWS_STORAGE_BUCKET_NAME": PUBLIC_BUCKET,
        "AWS_PRIVATE_BUCKET_NAME": PRIVATE_BUCKET,
        "AWS_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_S3_REGION_NAME": "us-east-1",
        "AWS_ACCESS_KEY_ID": "ilaw",
        "AWS_SECRET_ACCESS_KEY": secrets.token_hex(12),
    }
    try:
        wait_until(lambda: answers_http(variables["AWS_S3_ENDPOINT_URL"]), server, "S3", log=log)
        _make_buckets(variables)
        yield variables
    finally:
        stop(server)


def _make_buckets(variables: dict[str, str]) -> None:
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=variables["AWS_S3_ENDPOINT_URL"],
        region_name=variables["AWS_S3_REGION_NAME"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    for bucket in (PUBLIC_BUCKET, PRIVATE_BUCKET):
        client.create_bucket(Bucket=bucket)
    anyone_may_read = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{PUBLIC_BUCKET}/*",
            }
        ],
    }
    client.put_bucket_policy(Bucket=PUBLIC_BUCKET, Policy=json.dumps(anyone_may_read))


SERVICES: dict[str, Callable[[Path], contextlib.AbstractContextManager[dict[str, str]]]] = {
    "postgresql": postgresql,
    "redis": redis,
    "s3": s3,
}


@contextlib.contextmanager
def services(folder: Path, names: list[str]) -> Iterator[dict[str, str]]:
    """Run the named servers, and give the variables by which the site finds them."""
    with contextlib.ExitStack() as stack:
        variables: dict[str, str] = {}
        for name in names:
            try:
                variables |= stack.enter_context(SERVICES[name](folder / name))
                print(f"{name}: started", flush=True)
            except MissingError as missing:
                if os.environ.get("CI"):
                    raise
                print(f"{name}: skipped, {missing}", flush=True)
        yield variables


def main() -> int:
    """Run the servers for as long as the command runs, and end as it ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default=",".join(SERVICES), help="names, separated by commas")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    arguments = parser.parse_args()
    with (
        stopping_on_signals(),
        # Not in the checkout: the servers' own user must be able to enter it.
        tempfile.TemporaryDirectory(prefix="ilaw-services-", ignore_cleanup_errors=True) as folder,
    ):
        Path(folder).chmod(0o755)
        try:
            with services(Path(folder), arguments.only.split(",")) as variables:
                return run_command(arguments.command, os.environ | variables)
        except (StartError, MissingError) as error:
            print(error, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
