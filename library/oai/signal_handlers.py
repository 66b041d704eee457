"""Tell the table of harvested records what changed, and whom pages were closed or opened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page, PageViewRestriction

from core.signals import work_changed
from library.models import EntryFile, LibraryEntryPage
from library.oai.syncing import note_changes, request_update

if TYPE_CHECKING:
    from uuid import UUID


def note_changed_work(sender: type | None, translation_key: UUID, **_kwargs: Any) -> None:
    """Note a change of a work of the library, or of a page that might be one."""
    if sender in (None, EntryFile, Page) or issubclass(sender, LibraryEntryPage):
        note_changes([translation_key])


def look_at_all(**_kwargs: Any) -> None:
    """Look at what opened or closed when a view restriction is set, changed or lifted."""
    request_update()


work_changed.connect(note_changed_work, dispatch_uid="oai-note-change")
for _signal in (post_save, post_delete):
    _signal.connect(look_at_all, sender=PageViewRestriction, dispatch_uid="oai-restriction")
m2m_changed.connect(
    look_at_all, sender=PageViewRestriction.groups.through, dispatch_uid="oai-restriction-groups"
)
