"""What every list of pages needs: paging that refuses bad numbers, chips, language chips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from wagtail.models import Page

from core.languages import current_language, direction, language, language_codes
from core.locales import locale_trees

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, QueryDict

PAGE_SIZE = 20


def page_number(request: HttpRequest) -> int:
    """Return the number of the page an address asks for. Raises Http404 for what is no number."""
    number = request.GET.get("page", "1")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return int(number)


def paginate(request: HttpRequest, items: Any, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Return one page of items and the links to the others.

    Raises Http404 for a page that does not exist or is no number.
    """
    paginator = Paginator(items, size)
    try:
        page = paginator.page(page_number(request))
    except EmptyPage as error:
        raise Http404 from error
    return {
        "items": list(page.object_list),
        "total": paginator.count,
        "pagination": page_links(request.GET, page.number, paginator.num_pages),
    }


def page_links(query: QueryDict, number: int, num_pages: int) -> dict[str, Any]:
    """Return what the pagination component draws for a page of a list."""
    shown = sorted({1, num_pages, *range(max(1, number - 2), min(num_pages, number + 2) + 1)})
    pages: list[dict[str, Any]] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n > before + 1:
            pages.append({"is_gap": True})
        pages.append({"number": n, "url": with_query(query, page=n), "is_current": n == number})
    return {
        "number": number,
        "num_pages": num_pages,
        "previous_url": with_query(query, page=number - 1) if number > 1 else "",
        "next_url": with_query(query, page=number + 1) if number < num_pages else "",
        "pages": pages,
    }


def with_query(query: QueryDict, **changes: Any) -> str:
    """Return a query string with some values replaced; an empty value is left out."""
    changed = query.copy()
    if "page" not in changes:
        changed.pop("page", None)
    for name, value in changes.items():
        if value in ("", None) or (name == "page" and value == 1):
            changed.pop(name, None)
        else:
            changed[name] = value
    return "?" + changed.urlencode()


def without_value(query: QueryDict, name: str, value: str) -> str:
    """Return a query string without one of the values of a name: how a chip is taken off."""
    changed = query.copy()
    changed.pop("page", None)
    changed.setlist(name, [v for v in changed.getlist(name) if v != value])
    return "?" + changed.urlencode()


def language_versions(pages: Iterable[Page]) -> dict[UUID, list[str]]:
    """Return the languages each work is live in, own language first, with one query."""
    trees = locale_trees()
    found: dict[UUID, set[str]] = {}
    for key, locale_id in Page.objects.filter(
        translation_key__in={page.translation_key for page in pages}, live=True
    ).values_list("translation_key", "locale_id"):
        if root := trees.by_id(locale_id):
            found.setdefault(key, set()).add(root.code)
    own = current_language().code
    order = [own, *[code for code in language_codes() if code != own]]
    return {key: [code for code in order if code in codes] for key, codes in found.items()}


def language_chips(codes: Iterable[str], path: str) -> list[dict[str, Any]]:
    """Return the language chips of a row: each leads to the work in that language."""
    own = current_language().code
    return [
        {
            "code": code,
            "name": language(code).name,
            "dir": direction(code),
            "url": f"/{code}/{path}",
            "is_own": code == own,
        }
        for code in codes
    ]
