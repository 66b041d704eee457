"""Restrictions hold in every language: what is private in one is private in all, at once.

Wagtail copies a view restriction when a translation is made, but not when a restriction is set,
changed or removed later; the translation would stay public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from core import cache

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Manager, QuerySet

    from accounts.models import User
    from core.models import SiteDocument


@dataclass(frozen=True, slots=True)
class Restriction:
    """A view restriction as listings ask for it: what it covers and whom it lets through."""

    #: The page or collection it was set on, and the tree path that had when this was read.
    covered_id: int
    path: str
    type: str
    group_ids: frozenset[int]

    def covers(self, path: str) -> bool:
        """Return whether a tree path lies at or below what is restricted."""
        return path.startswith(self.path)


def all_restrictions() -> list[Restriction]:
    """Return the view restrictions of pages, kept until one changes or a page moves."""
    return cache.cached(
        cache.PAGES, "restrictions", lambda: _read(PageViewRestriction.objects, "page")
    )


def collection_restrictions() -> list[Restriction]:
    """Return the view restrictions of collections, kept until one changes."""
    return cache.cached(
        cache.PAGES,
        "collection-restrictions",
        lambda: _read(CollectionViewRestriction.objects, "collection"),
    )


def _read(restrictions: Manager, of: str) -> list[Restriction]:
    return [
        Restriction(
            getattr(restriction, of).pk,
            getattr(restriction, of).path,
            restriction.restriction_type,
            frozenset(group.pk for group in restriction.groups.all()),
        )
        for restriction in restrictions.select_related(of).prefetch_related("groups")
    ]


def closed_paths(restrictions: list[Restriction], user: User | AnonymousUser | None) -> list[str]:
    """Return the tree paths below which restrictions hide everything from a reader."""
    return [restriction.path for restriction in closing(restrictions, user)]


def closing(
    restrictions: list[Restriction], user: User | AnonymousUser | None
) -> list[Restriction]:
    """Return the restrictions that do not let a reader pass.

    A password hides from every list: knowing it is a matter of a session, not of a person.
    """
    if user is None or not user.is_authenticated:
        return restrictions
    if user.is_superuser or not restrictions:
        return []
    groups = set(user.groups.values_list("pk", flat=True))
    return [
        restriction
        for restriction in restrictions
        if restriction.type == BaseViewRestriction.PASSWORD
        or (restriction.type == BaseViewRestriction.GROUPS and not groups & restriction.group_ids)
    ]


def closed_collections(user: User | AnonymousUser | None) -> tuple[str, ...]:
    """Return the tree paths of the collections whose files a reader may not open.

    Read anew each time: a collection that moves tells nobody, and takes its old path with it.
    """
    ids = {restriction.covered_id for restriction in closing(collection_restrictions(), user)}
    if not ids:
        return ()
    return tuple(Collection.objects.filter(pk__in=ids).values_list("path", flat=True))


def available_documents(documents: QuerySet[SiteDocument]) -> QuerySet[SiteDocument]:
    """Keep the files under no embargo."""
    return documents.filter(Q(available_from=None) | Q(available_from__lte=timezone.now()))


def open_documents(
    user: User | AnonymousUser | None, documents: QuerySet[SiteDocument]
) -> QuerySet[SiteDocument]:
    """Keep the files that a reader may be told of: available, and in no collection closed to her.

    A file under embargo is told of to nobody; who may edit it finds it in the admin.
    """
    documents = available_documents(documents)
    for path in closed_collections(user):
        documents = documents.exclude(collection__path__startswith=path)
    return documents


@transaction.atomic
def mirror_restriction(restriction: PageViewRestriction) -> None:
    """Give every translation of a restricted page the same restriction."""
    groups = list(restriction.groups.all())
    for page in _translations(restriction.page):
        twins = PageViewRestriction.objects.filter(page=page)
        twin = twins.first() or PageViewRestriction(page=page)
        twins.exclude(pk=twin.pk).delete()
        twin.restriction_type = restriction.restriction_type
        twin.password = restriction.password
        # save() would come back here by its signal; the rows are written below it.
        if twin.pk:
            PageViewRestriction.objects.filter(pk=twin.pk).update(
                restriction_type=twin.restriction_type, password=twin.password
            )
        else:
            PageViewRestriction.objects.bulk_create([twin])
            twin = PageViewRestriction.objects.get(page=page)
        twin.groups.through.objects.filter(pageviewrestriction=twin).delete()
        twin.groups.through.objects.bulk_create(
            twin.groups.through(pageviewrestriction=twin, group=group) for group in groups
        )
    cache.bump(cache.PAGES)


@transaction.atomic
def lift_restriction(restriction: PageViewRestriction) -> None:
    """Lift a restriction from every translation of the page it was lifted from."""
    ids = [page.pk for page in _translations(restriction.page)]
    # A raw delete sends no signal, so lifting ends here.
    twins = PageViewRestriction.objects.filter(page__in=ids)
    PageViewRestriction.groups.through.objects.filter(pageviewrestriction__in=twins).delete()
    twins._raw_delete(twins.db)
    cache.bump(cache.PAGES)


def _translations(page: Page) -> list[Page]:
    return list(Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk))
