"""Nothing but accounts, membership and privacy reads a person's name or address."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KNOWS_NAMES = {"accounts", "membership", "privacy", "tests", "locale", "docs", "var", "media"}
#: Who must know an address or a name to do their work, and why.
ALLOWED = {
    # Mail goes to an address.
    "notifications": re.compile(r"\.email\b"),
    # The demo writes the accounts of invented people.
    "home/demo": re.compile("."),
    # Hears that a name has changed, by the names of the columns.
    "directory/signal_handlers.py": re.compile('"first_name", "last_name"'),
}
READS = re.compile(r"get_full_name|get_short_name|user\.email|\bfirst_name\b|\blast_name\b")


def test_d10_names_are_read_where_they_belong_only():
    found = []
    for folder in sorted(path for path in ROOT.iterdir() if path.is_dir()):
        if folder.name.startswith(".") or folder.name in KNOWS_NAMES:
            continue
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            relative = path.relative_to(ROOT).as_posix()
            allowed = [rule for start, rule in ALLOWED.items() if relative.startswith(start)]
            found += [
                f"{relative}: {line.strip()}"
                for line in path.read_text(encoding="utf-8").splitlines()
                if READS.search(line) and not any(rule.search(line) for rule in allowed)
            ]
    assert found == []
