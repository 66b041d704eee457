"""Keep what is read from files in step: with the file, and with who may open it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from core.signals import work_changed
from library import text
from library.models import EntryFile
from library.tasks import read_document_text

if TYPE_CHECKING:
    from core.models import SiteDocument


def read_changed_file(instance: SiteDocument, raw: bool = False, **_kwargs: Any) -> None:
    """Queue reading once the document is really stored.

    A document whose file is the same may have moved to another collection: what search knows of
    it depends on who may open it.
    """
    if raw:
        return
    if text.mark_pending(instance):
        transaction.on_commit(partial(read_document_text.enqueue, instance.pk))
    else:
        _tell_works_changed(document=instance)


def tell_collection_changed(instance: Any, **_kwargs: Any) -> None:
    """Tell search when a collection is closed, opened or moved."""
    collection = getattr(instance, "collection", instance)
    _tell_works_changed(document__collection__path__startswith=collection.path)


def _tell_works_changed(**files: Any) -> None:
    keys = EntryFile.objects.filter(**files).values_list("page__translation_key", flat=True)
    for key in set(keys):
        work_changed.send(sender=EntryFile, translation_key=key)


post_save.connect(
    read_changed_file, sender=get_document_model(), dispatch_uid="read-text-of-document"
)
for _signal in (post_save, post_delete):
    _signal.connect(
        tell_collection_changed,
        sender=CollectionViewRestriction,
        dispatch_uid="tell-restriction-changed",
    )
post_save.connect(
    tell_collection_changed, sender=Collection, dispatch_uid="tell-collection-changed"
)
m2m_changed.connect(
    tell_collection_changed,
    sender=CollectionViewRestriction.groups.through,
    dispatch_uid="tell-groups-changed",
)
