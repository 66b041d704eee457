"""Documents of invented people: good ones, and ones that must be refused."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

if TYPE_CHECKING:
    from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TEXT = "Résumé of Zenobia Quillfeather: a lawyer who was invented.\n".encode()

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ODT = "application/vnd.oasis.opendocument.text"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of some parts."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return archive.getvalue()


def docx(extra: Mapping[str, str | bytes] | None = None, main_type: str = _WORD) -> bytes:
    """Return a small Word file, with further or other parts."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES.format(main_type),
        "_rels/.rels": relationships("officeDocument", "word/document.xml", mode=""),
        "word/document.xml": "<document>Zenobia Quillfeather</document>",
    }
    return packed(parts | dict(extra or {}))


def relationships(kind: str, target: str, mode: str = "External") -> str:
    """Return a part that links a Word file to something."""
    extra = f' TargetMode="{mode}"' if mode else ""
    return (
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/{kind}" Target="{target}"{extra}/></Relationships>'
    )


def odt(body: str = "", manifest: str = "", mimetype: str = _ODT) -> bytes:
    """Return a small OpenDocument text."""
    return packed(
        {
            "mimetype": mimetype,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_MANIFEST}">{manifest}</m:manifest>',
            "content.xml": (
                '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                'xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
                f'xmlns:xlink="http://www.w3.org/1999/xlink"><o:scripts/>{body}'
                "</o:document-content>"
            ),
        }
    )


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """Return what a form receives; what it claims about the kind counts for nothing."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")
