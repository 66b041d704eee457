"""Loading addresses in rounds that visit each in turn, so that ratios of one run can be compared.

Uses wrk where it is installed, else a small loop of threads; either way eight connections that ask
again as soon as they are answered.
"""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

CONNECTIONS = 8
_REPORT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(95), e.status + e.connect + e.read + e.write + e.timeout))
end
"""


class Load(NamedTuple):
    """What one address stood, medians over the rounds."""

    per_second: float
    p95_ms: float
    errors: int


def _wrk(url: str, seconds: float) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "report.lua"
        script.write_text(_REPORT)
        command = ["wrk", "-s", str(script), "-d", f"{seconds:.0f}s", "-c", str(CONNECTIONS)]
        command += ["-t", "1", "--timeout", "20s", "-H", "Accept-Encoding: gzip", url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", output)
    if found is None:
        raise RuntimeError(f"wrk gave no result for {url}")
    count, microseconds, p95, errors = map(int, found.groups())
    return Load(count / microseconds * 1e6, p95 / 1000, errors)


def _loop(url: str, seconds: float) -> Load:
    address = urlsplit(url)
    target = address.path + (f"?{address.query}" if address.query else "")
    times: list[float] = []
    errors: list[int] = []
    deadline = time.monotonic() + seconds

    def ask_again_and_again() -> None:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
        while time.monotonic() < deadline:
            began = time.perf_counter()
            connection.request("GET", target, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status >= 400:
                errors.append(answer.status)
        connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=ask_again_and_again) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(len(times) / (time.monotonic() - began), percentile(times, 95), len(errors))


def percentile(values: list[float], percent: int) -> float:
    """Return the value that a percentage of all values do not exceed."""
    ordered = sorted(values) or [float("nan")]
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def tool() -> str:
    """Return the name of what makes the load."""
    return "wrk" if shutil.which("wrk") else "a Python loop (wrk is not installed)"


def measure(urls: dict[str, str], *, rounds: int = 3, seconds: float = 2) -> dict[str, Load]:
    """Load every address in every round, and return the medians by name."""
    one = _wrk if shutil.which("wrk") else _loop
    runs: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(rounds):
        for name, url in urls.items():
            runs[name].append(one(url, seconds))
    return {
        name: Load(
            statistics.median(load.per_second for load in loads),
            statistics.median(load.p95_ms for load in loads),
            sum(load.errors for load in loads),
        )
        for name, loads in runs.items()
    }
