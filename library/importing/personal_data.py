"""What imports keep of the people who make them: copy, erasure, retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from library.importing.uploads import purge_uploads, stale_uploads
from library.models import ImportBatch, ImportUpload
from privacy.registry import PersonalData, RetentionRule

if TYPE_CHECKING:
    from accounts.models import User


def export(user: User) -> dict[str, Any]:
    """Return the files somebody uploaded that still wait, and the imports she made."""
    uploads = ImportUpload.objects.filter(uploaded_by=user)
    batches = ImportBatch.objects.filter(created_by=user)
    return {
        "files": list(uploads.values("file_name", "format", "status", "created_at")),
        "imports": list(batches.values("id", "profile", "file_name", "status", "created_at")),
    }


def forget(user: User) -> None:
    """Remove her uploads, and her name and her files' names from the imports she made.

    The files themselves are sealed files of hers: privacy destroys them.
    """
    ImportUpload.objects.filter(uploaded_by=user).delete()
    ImportBatch.objects.filter(created_by=user).update(created_by=None, file_name="")


PERSONAL_DATA = PersonalData(name="library.imports", export=export, forget=forget)

RETENTION_RULE = RetentionRule(
    name="library.uploads",
    title=_("Files uploaded for an import"),
    description=_("Destroyed when the import is done, and 14 days after the upload at the latest."),
    rows=stale_uploads,
    purge=purge_uploads,
)
