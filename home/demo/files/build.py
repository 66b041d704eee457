"""Build the demonstration PDFs from their HTML sources.

The PDFs are committed, so that the demo needs neither WeasyPrint nor fonts; run this after a
source in ``src/`` or ``resumes/`` has changed (``python -m home.demo.files.build``). It needs
WeasyPrint, which is a development dependency, and the Debian packages ``libpango-1.0-0
libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core``. The same sources, fonts and versions give
the same bytes: the dates come from the sources and the document identifier from their content.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

FILES = Path(__file__).resolve().parent
SOURCES = FILES / "src"
#: Résumés of invented applicants lie beside their sources: the library must not list them.
RESUMES = FILES / "resumes"
MANIFEST = FILES / "files.json"
MAX_BYTES = 150 * 1024

# Font subsetting stamps the time into the embedded fonts; a fixed one (2026-01-15, the date the
# sources carry) keeps rebuilt files identical. It must be set before the fonts are subset.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1768435200")


def build(source: Path, folder: Path) -> dict[str, str | int]:
    """Write the PDF of one HTML source into a folder and return its manifest entry.

    PDF/UA-1 makes the text tagged, titled and marked with its language, which is what screen
    readers and the text extraction of the library rely on.
    """
    from weasyprint import HTML

    document = HTML(filename=source).render()
    identifier = hashlib.sha256(source.read_bytes()).digest()[:16]
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    if len(pdf) > MAX_BYTES:
        raise ValueError(f"{source.stem}.pdf has {len(pdf)} bytes, more than {MAX_BYTES}")
    target = folder / f"{source.stem}.pdf"
    target.write_bytes(pdf)
    return {
        "file": target.name,
        "language": document.metadata.lang,
        "title": document.metadata.title,
        "pages": len(document.pages),
    }


def main() -> None:
    """Build every source and write the manifest the demo content reads."""
    entries = [build(source, FILES) for source in sorted(SOURCES.glob("*.html"))]
    for source in sorted(RESUMES.glob("*.html")):
        build(source, RESUMES)
    MANIFEST.write_text(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(entries)} files built\n")


if __name__ == "__main__":
    main()
