"""Files under embargo: nobody gets one before its moment, and everybody learns when it has come.

Whether a file may be served or shown is asked of the clock each time (`core.restrictions`), so
nothing is open too early or too late. Only what is kept elsewhere must be told: cached pages and
the search index.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from wagtail.models import Page, ReferenceIndex

from core import cache, periodic
from core.models import SiteDocument
from core.signals import document_opened, work_changed

if TYPE_CHECKING:
    from datetime import datetime

    from core.http import SiteRequest

EVERY = timedelta(minutes=1)


def check_embargo(document: SiteDocument, request: SiteRequest) -> None:
    """Let a file under embargo pass to those only who may edit it.

    Raises Http404, as for a file that does not exist.
    """
    if not document.is_available and not document.is_editable_by_user(request.user):
        raise Http404


def open_due(now: datetime) -> int:
    """Tell search and cached pages of the files whose moment has come, and return how many."""
    due = SiteDocument.objects.filter(awaits_opening=True, available_from__lte=now)
    return sum(_open(document) for document in due)


@transaction.atomic
def _open(document: SiteDocument) -> bool:
    # The mark goes only together with what it stands for; of two clocks, one gets the row.
    rows = SiteDocument.objects.filter(pk=document.pk, awaits_opening=True)
    if not rows.filter(available_from=document.available_from).update(awaits_opening=False):
        return False
    cache.bump(cache.PAGES)
    document_opened.send(sender=SiteDocument, document=document)
    return True


def tell_pages_linking(document: SiteDocument, **_kwargs: object) -> None:
    """Tell search of the pages whose texts have a file among their blocks."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = [int(pk) for pk in references.values_list("object_id", flat=True)]
    keys = Page.objects.filter(pk__in=ids).values_list("translation_key", flat=True)
    for key in set(keys):
        work_changed.send(sender=Page, translation_key=key)


def publish_scheduled(now: datetime) -> None:
    """Publish the pages whose moment has come, and take offline those that expire."""
    call_command("publish_scheduled")


def register() -> None:
    """Have the jobs run by every tick."""
    periodic.register(periodic.Job("core.publish-scheduled", EVERY, publish_scheduled))
    periodic.register(periodic.Job("core.open-files", EVERY, open_due))
