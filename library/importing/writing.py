"""Entries into the database: new ones in bulk, changed ones as an editor would save them.

Making and publishing one page in Wagtail's way costs some eighty queries; new pages share theirs
by the chunk. What a page made in the editor has, these have too: place in the tree, address,
revision, log entries, search and reference index. A test compares the two field by field.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from modelsearch import index
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published, published

from core.signals import work_changed
from library.models import LibraryEntryPage

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import ManyToManyField, ManyToOneRel

    from accounts.models import User
    from library.importing.profiles import Facts
    from library.models import LibraryIndexPage


class PageWriter:
    """Adds pages below one parent; for use inside a transaction."""

    def __init__(
        self,
        model: type[LibraryEntryPage],
        parent: LibraryIndexPage,
        user: User | None,
        log_id: UUID,
    ) -> None:
        """Lock the parent, so that nobody else adds to it meanwhile."""
        #: The type of entries that do not say their own.
        self.model = model
        self.user = user
        self.log_id = log_id
        self.parent = Page.objects.select_for_update().get(pk=parent.pk)
        self._slugs = set(self.parent.get_children().values_list("slug", flat=True))
        last = self.parent.get_last_child()
        self._last_step = Page._str2int(last.path[-Page.steplen :]) if last else 0

    def build(self, facts: Facts, is_live: bool) -> LibraryEntryPage:
        """Return an unsaved page of what a row says."""
        model = facts.model or self.model
        page = model(
            **facts.fields,
            slug=self._free_slug(facts.slug),
            locale_id=self.parent.locale_id,
            owner=self.user,
            live=is_live,
        )
        # Every relation is set, so that none is looked up once the page has its number.
        for field in _term_fields(model):
            setattr(page, field.name, list(facts.terms.get(field.name, ())))
        for relation in _child_relations(model):
            name = relation.get_accessor_name()
            rows = facts.children.get(name, ())
            setattr(page, name, [relation.related_model(**row) for row in rows])
        return page

    def write(self, pages: list[LibraryEntryPage]) -> None:
        """Store pages; those marked live are published."""
        by_type: dict[type[LibraryEntryPage], list[LibraryEntryPage]] = {}
        for page in pages:
            by_type.setdefault(type(page), []).append(page)
        for model, alike in by_type.items():
            self._write_alike(model, alike)

    def _write_alike(self, model: type[LibraryEntryPage], pages: list[LibraryEntryPage]) -> None:
        """Store pages of one type."""
        now = timezone.now()
        for page in pages:
            self._prepare(page, now)
        bases = self._insert_pages(pages)
        for relation in _child_relations(model):
            self._insert_children(relation, pages)
        for field in _term_fields(model):
            self._insert_terms(field, pages)
        self._insert_revisions(bases, pages, now)
        Page.objects.filter(pk=self.parent.pk).update(numchild=F("numchild") + len(pages))
        self._log(pages, now)
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)
            index.insert_or_update_object(page)
            if page.live:
                work_changed.send(sender=model, translation_key=page.translation_key)

    def _free_slug(self, wanted: str) -> str:
        slug, number = wanted, 1
        while slug in self._slugs:
            number += 1
            slug = f"{wanted}-{number}"
        self._slugs.add(slug)
        return slug

    def _prepare(self, page: LibraryEntryPage, now: datetime) -> None:
        """Set what treebeard and Wagtail set when a page is added and saved."""
        self._last_step += 1
        page.depth = self.parent.depth + 1
        page.path = Page._get_path(self.parent.path, page.depth, self._last_step)
        page.numchild = 0
        page.set_url_path(self.parent)
        page.draft_title = page.title
        page.material_type = page.MATERIAL_TYPE
        page.latest_revision_created_at = now
        page.has_unpublished_changes = not page.live
        if page.live:
            page.first_published_at = page.last_published_at = now

    def _insert_pages(self, pages: list[LibraryEntryPage]) -> list[Page]:
        """Insert the three tables a page lies in, each with one query."""
        shared = [field for field in Page._meta.concrete_fields if not field.primary_key]
        bases = Page.objects.bulk_create(
            Page(**{field.attname: getattr(page, field.attname) for field in shared})
            for page in pages
        )
        for base, page in zip(bases, pages, strict=True):
            page.pk = page.id = page.page_ptr_id = base.pk
            page._state.adding = False
            page._state.db = base._state.db
        for table in (LibraryEntryPage, type(pages[0])):
            # Django's bulk_create() refuses tables with a parent: it could not know their keys.
            rows = table._base_manager.get_queryset()
            rows._batched_insert(pages, table._meta.local_concrete_fields, batch_size=None)
        return bases

    def _insert_children(self, relation: ManyToOneRel, pages: list[LibraryEntryPage]) -> None:
        children = []
        for page in pages:
            for order, child in enumerate(getattr(page, relation.get_accessor_name()).all()):
                setattr(child, relation.field.name, page)
                child.sort_order = order
                children.append(child)
        relation.related_model._default_manager.bulk_create(children)

    def _insert_terms(self, field: ManyToManyField, pages: list[LibraryEntryPage]) -> None:
        through: Any = field.remote_field.through
        page_id = through._meta.get_field(field.m2m_field_name()).attname
        term_id = through._meta.get_field(field.m2m_reverse_field_name()).attname
        through._default_manager.bulk_create(
            through(**{page_id: page.pk, term_id: term.pk})
            for page in pages
            for term in getattr(page, field.name).all()
        )

    def _insert_revisions(
        self, bases: list[Page], pages: list[LibraryEntryPage], now: datetime
    ) -> None:
        revisions = Revision.objects.bulk_create(
            Revision(
                content_type_id=page.content_type_id,
                base_content_type=page.get_base_content_type(),
                object_id=str(page.pk),
                created_at=now,
                user=self.user,
                object_str=str(page),
                content=page.serializable_data(),
            )
            for page in pages
        )
        for base, page, revision in zip(bases, pages, revisions, strict=True):
            base.latest_revision = page.latest_revision = revision
            base.live_revision = page.live_revision = revision if page.live else None
        Page.objects.bulk_update(bases, ["latest_revision", "live_revision"])

    def _log(self, pages: list[LibraryEntryPage], now: datetime) -> None:
        actions = chain(
            ((page, "wagtail.create") for page in pages),
            ((page, "wagtail.publish") for page in pages if page.live),
        )
        PageLogEntry.objects.bulk_create(
            PageLogEntry(
                page_id=page.pk,
                content_type_id=page.content_type_id,
                action=action,
                label=str(page),
                timestamp=now,
                user=self.user,
                uuid=self.log_id,
                revision=page.latest_revision,
                content_changed=True,
            )
            for page, action in actions
        )


def _child_relations(model: type[LibraryEntryPage]) -> list[ManyToOneRel]:
    return get_all_child_relations(model)


def _term_fields(model: type[LibraryEntryPage]) -> list[ManyToManyField]:
    return list(model._meta.many_to_many)


def save_changes(
    page: LibraryEntryPage, user: User | None, *, publishes: bool = True
) -> tuple[Revision, Revision]:
    """Store an entry changed in memory; return the revisions before and after.

    What was live is published, unless nothing is to be. Where an editor has a draft, the changes go
    into the draft: it is hers to publish.
    """
    before = page.latest_revision
    if before is None:
        stored = type(page).objects.get(pk=page.pk)
        before = stored.save_revision(user=user, changed=False, clean=False)
    if publishes and page.live and not page.has_unpublished_changes:
        return before, _publish(page, user)
    return before, page.save_revision(user=user, log_action=True)


def _publish(page: LibraryEntryPage, user: User | None) -> Revision:
    """Store a live page and its revision in one go.

    Wagtail stores a revision, reads the page back out of it and stores that: twice the queries.
    """
    now = timezone.now()
    page.draft_title = page.title
    page.last_published_at = page.latest_revision_created_at = now
    with disable_reference_index_auto_update():
        page.save()
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=user,
        created_at=now,
        object_str=str(page),
        content=page.serializable_data(),
    )
    page.latest_revision = page.live_revision = revision
    Page.objects.filter(pk=page.pk).update(latest_revision=revision, live_revision=revision)
    ReferenceIndex.create_or_update_for_object(page)
    for action in ("wagtail.edit", "wagtail.publish"):
        log(instance=page, action=action, user=user, revision=revision, content_changed=True)
    page_published.send(sender=type(page), instance=page, revision=revision)
    published.send(sender=type(page), instance=page, revision=revision)
    return revision
