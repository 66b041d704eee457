"""Keep what is read from files in step: with the file, and with who may open it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from core import cache
from core.restrictions import open_documents
from core.signals import document_opened, documents_closed, work_changed
from library import text
from library.citation_index import request_reading
from library.models import EntryFile, Ratification, RatificationCount
from library.tasks import read_document_text

if TYPE_CHECKING:
    from uuid import UUID

    from core.models import SiteDocument


def read_changed_file(instance: SiteDocument, raw: bool = False, **_kwargs: Any) -> None:
    """Queue reading once the document is really stored.

    A document whose file is the same may have moved to another collection, or be under embargo
    now: what search knows of it depends on who may open it.
    """
    if raw:
        return
    if text.mark_pending(instance):
        transaction.on_commit(partial(read_document_text.enqueue, instance.pk))
    else:
        _tell_works_changed(instance.pk)
    _tell_closed(instance.pk)


def forget_deleted_file(instance: SiteDocument, **_kwargs: Any) -> None:
    """Have the text of a file that is being deleted forgotten at once."""
    documents_closed.send(sender=type(instance), document_ids={instance.pk})


def tell_document_opened(document: SiteDocument, **_kwargs: Any) -> None:
    """Tell search of the entries of a file that has become available."""
    _tell_works_changed(document.pk)


def tell_collection_changed(instance: Any, **_kwargs: Any) -> None:
    """Tell search when a collection is closed, opened or moved."""
    collection = getattr(instance, "collection", instance)
    documents = _documents_below(collection.pk)
    _tell_works_changed(*documents)
    _tell_closed(*documents)
    # The admin moves a collection after it has saved it, in one transaction, and tells nobody.
    transaction.on_commit(lambda: _tell_closed(*_documents_below(collection.pk)))


def _documents_below(collection_id: int) -> list[int]:
    # Its place is read anew: a sibling that is added moves it.
    path = Collection.objects.filter(pk=collection_id).values_list("path", flat=True).first()
    if path is None:
        return []
    documents = get_document_model().objects.filter(collection__path__startswith=path)
    return list(documents.values_list("pk", flat=True))


def read_changed_citations(translation_key: UUID, **_kwargs: Any) -> None:
    """Have what a work's pages cite read again once the change is committed."""
    request_reading([translation_key])


def forget_ratifications(**_kwargs: Any) -> None:
    """Drop the cached pages that tell what a state has ratified."""
    cache.bump(cache.PAGES)


def _tell_works_changed(*document_ids: int) -> None:
    files = EntryFile.objects.filter(document__in=document_ids)
    for key in set(files.values_list("page__translation_key", flat=True)):
        work_changed.send(sender=EntryFile, translation_key=key)


def _tell_closed(*document_ids: int) -> None:
    """Have the text of those files that not everyone may open forgotten at once."""
    documents = get_document_model().objects.filter(pk__in=document_ids)
    shown = open_documents(None, documents).values_list("pk", flat=True)
    if closed := set(document_ids) - set(shown):
        documents_closed.send(sender=get_document_model(), document_ids=closed)


post_save.connect(
    read_changed_file, sender=get_document_model(), dispatch_uid="read-text-of-document"
)
pre_delete.connect(
    forget_deleted_file, sender=get_document_model(), dispatch_uid="forget-deleted-file"
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
work_changed.connect(read_changed_citations, dispatch_uid="read-changed-citations")
document_opened.connect(tell_document_opened, dispatch_uid="tell-entries-of-opened-file")
for _model in (Ratification, RatificationCount):
    for _signal in (post_save, post_delete):
        _signal.connect(
            forget_ratifications, sender=_model, dispatch_uid=f"forget-{_model.__name__}"
        )
