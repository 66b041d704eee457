"""The gates: a work is read in its best language, or is not there.

What a reader may not see answers exactly as what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.http import Http404
from wagtail.models import Page

from core.languages import language_codes
from core.locales import locale_trees
from core.restrictions import all_restrictions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User
    from core.http import SiteRequest
    from core.models import BasePage


#: Whoever reads, signed in or not.
Viewer: TypeAlias = "User | AnonymousUser | None"


@dataclass(frozen=True, slots=True)
class Found:
    """A work as it was found for a reader."""

    page: BasePage
    #: The languages it is live in, the asked one first.
    languages: list[str]
    #: Not everyone may read it, so nobody may keep the answer.
    is_restricted: bool


def in_order(languages: Iterable[str], first: str) -> list[str]:
    """Return languages in their fixed order, the reader's own first."""
    found = set(languages)
    return [code for code in dict.fromkeys((first, *language_codes())) if code in found]


def best_of(
    request: SiteRequest, translations: QuerySet[BasePage], chain: tuple[str, ...]
) -> Found:
    """Return the best of a work's pages, with one query. Raises Http404 where there is none."""
    trees = locale_trees(request)
    pages = {
        root.code: page
        for page in translations.filter(live=True)
        if (root := trees.by_id(page.locale_id))
    }
    page = next((pages[code] for code in chain if code in pages), None)
    if page is None:
        raise Http404
    restricted = is_restricted(page)
    if restricted and not all(r.accept_request(request) for r in page.get_view_restrictions()):
        raise Http404
    return Found(page, in_order(pages, first=chain[0]), restricted)


def is_restricted(page: Page) -> bool:
    """Return whether a page or one above it is not for everyone; asks no query when warm."""
    return any(restriction.covers(page.path) for restriction in all_restrictions())


def page_at(request: SiteRequest, path: str, chain: tuple[str, ...]) -> Found:
    """Return what the site shows at a path below its language prefix. Raises Http404.

    Slugs are the same in all languages, so all trees of the chain are asked at once.
    """
    trees = locale_trees(request)
    paths = [root.url_path + path for code in chain if (root := trees.by_code(code))]
    pages = {page.url_path: page for page in Page.objects.filter(url_path__in=paths, live=True)}
    page = next((pages[path] for path in paths if path in pages), None)
    if page is None or page.specific_class is None:
        raise Http404
    translations = page.specific_class._default_manager.filter(translation_key=page.translation_key)
    return best_of(request, translations, chain)
