"""Who may import into the library, and who sees which file and which import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from library.importing.errors import ImportRefusedError
from library.importing.services import library_index
from library.models import ImportBatch, ImportUpload

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def may_import(user: User | AnonymousUser) -> bool:
    """Return whether somebody may add entries to the library that imports go into."""
    if not (user.is_active and user.has_perm("wagtailadmin.access_admin")):
        return False
    try:
        index = library_index()
    except ImportRefusedError:
        return False
    return index.permissions_for_user(user).can_add_subpage()


def require(user: User | AnonymousUser) -> None:
    """Raise Http404 for whoever may not import: the pages are not there for her."""
    if not may_import(user):
        raise Http404


def upload_for(user: User, token: str) -> ImportUpload:
    """Return a file that the person uploaded herself. Raises Http404, also for anybody else's."""
    require(user)
    upload = ImportUpload.objects.filter(uploaded_by=user, token=token).first()
    if upload is None:
        raise Http404
    return upload


def batch_for(user: User, number: int) -> ImportBatch:
    """Return an import; whoever may import sees them all. Raises Http404."""
    require(user)
    batch = ImportBatch.objects.filter(pk=number).first()
    if batch is None:
        raise Http404
    return batch


def may_undo(user: User, batch: ImportBatch) -> bool:
    """Return whether somebody may take an import back or go on with it.

    Whoever made it may; of others those who may change entries that are not their own.
    """
    if batch.created_by_id == user.pk:
        return may_import(user)
    return may_import(user) and library_index().permissions_for_user(user).can_edit()
