"""Words of a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """Kinds of files that are kept sealed."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    ODT = "odt", "OpenDocument (ODT)"
    TXT = "txt", _("plain text (TXT)")
    #: Only what the site itself packs.
    ZIP = "zip", "ZIP"

    @property
    def content_type(self) -> str:
        """Return the media type the file is handed out as."""
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.ZIP: "application/zip",
}

#: What people may upload.
UPLOAD_KINDS = (FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.TXT)


class ExportState(models.TextChoices):
    """How far the copy of somebody's data is."""

    PENDING = "pending", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
