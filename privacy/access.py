"""The gate to copies of somebody's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone

from privacy.enums import ExportState
from privacy.models import DataExport

if TYPE_CHECKING:
    from accounts.models import User
    from privacy.models import SealedFile


def export_file_for(user: User, token: str) -> SealedFile:
    """Return the file of a copy that is ready, to its owner.

    Raises Http404, the same for another's, an expired and an absent one.
    """
    found = (
        DataExport.objects.filter(
            user=user, token=token, state=ExportState.READY, expires_at__gt=timezone.now()
        )
        .select_related("file")
        .first()
    )
    if found is None or found.file is None or found.file.is_shredded:
        raise Http404
    return found.file
