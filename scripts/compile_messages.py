"""Compile the message catalogues: locale/<language>/LC_MESSAGES/django.po to django.mo.

Does with Babel what `manage.py compilemessages` needs GNU gettext for, so that a machine with
nothing but Python can run the site. Only catalogues newer than what was made of them are compiled.

    python scripts/compile_messages.py [--force]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_catalogue(source: Path) -> None:
    """Compile one catalogue beside its source; a reader never sees half a file."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as target:
        # Fuzzy entries are guesses; write_mo leaves them out.
        write_mo(target, catalogue)
    made = Path(target.name)
    made.chmod(0o644)
    made.replace(source.with_suffix(".mo"))


def compile_catalogues(folder: Path = ROOT / "locale", *, force: bool = False) -> list[Path]:
    """Compile every catalogue that is newer than its result, and return those."""
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if force or not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            compile_catalogue(source)
            compiled.append(source)
    return compiled


if __name__ == "__main__":
    for path in compile_catalogues(force="--force" in sys.argv[1:]):
        print(f"Compiled {path.relative_to(ROOT)}")
