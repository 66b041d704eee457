"""Querysets for pages in many languages: one row per work, and only what a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from core.languages import fallback_chain
from core.locales import locale_ids
from core.restrictions import all_restrictions, closed_paths

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models.expressions import Combinable

    from accounts.models import User


def language_rank(chain: tuple[str, ...]) -> Combinable:
    """Return an expression that ranks a page's locale by a fallback chain, 0 the best."""
    ids = locale_ids()
    return Case(
        *[
            When(locale_id=ids[code], then=Value(rank))
            for rank, code in enumerate(chain)
            if code in ids
        ],
        default=Value(len(chain)),
        output_field=IntegerField(),
    )


def hidden_paths(user: User | AnonymousUser | None) -> list[str]:
    """Return the tree paths below which view restrictions hide every page from a reader."""
    return closed_paths(all_restrictions(), user)


def hidden_from(user: User | AnonymousUser | None) -> Q | None:
    """Return what view restrictions hide from a reader, None where they hide nothing."""
    query = Q()
    for path in hidden_paths(user):
        # The page and all below it, as a range: SQLite's LIKE would read every path there is.
        query |= Q(path__range=(path, path + Page.alphabet[-1] * Page.steplen))
    return query or None


class SitePageQuerySet(PageQuerySet):
    """Pages of one type in all languages."""

    def visible_to(self, user: User | AnonymousUser | None) -> Self:
        """Keep live pages that no view restriction hides from this reader."""
        query = hidden_from(user)
        live = self.live()
        return live.exclude(query) if query is not None else live

    def best_for(self, code: str, chain: tuple[str, ...] | None = None) -> Self:
        """Keep one live page per work: the best of its languages for this reader.

        Annotates `language_rank`: 0 where the page is in the asked language. Filter by facts that
        all translations share before or after; filter by language after.
        """
        chain = chain or fallback_chain(code)
        rank = language_rank(chain)
        better = (
            self.model._base_manager.filter(translation_key=OuterRef("translation_key"), live=True)
            .annotate(other_rank=language_rank(chain))
            .filter(other_rank__lt=OuterRef("language_rank"))
        )
        return (
            self.live()
            .annotate(language_rank=rank)
            .filter(language_rank__lt=len(chain))
            .exclude(Exists(better))
        )

    def own_language_first(self) -> Self:
        """Order what `best_for` chose: the reader's own language before the others."""
        return self.annotate(is_other=Case(When(language_rank=0, then=0), default=1)).order_by(
            "is_other", F("first_published_at").desc(nulls_last=True), "pk"
        )


SitePageManager = PageManager.from_queryset(SitePageQuerySet)
