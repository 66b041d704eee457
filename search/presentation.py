"""Search as its page shows it: facets with their labels, chips, rows with the place of a hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import FilteredRelation, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.cache import PAGES, cached
from core.languages import language_codes, language_name
from core.listing import with_query, without_value
from core.models import SiteDocument
from core.registry import content_type
from core.restrictions import open_documents
from library.enums import MaterialType
from library.models import InstrumentPage
from search.parameters import FACETS
from search.query import Sort
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from search.parameters import Question
    from search.query import SearchHit, SearchResults

#: Facets with too many values to look through by name: the most frequent first.
BY_FREQUENCY = frozenset({"subject", "country", "region", "instrument"})
#: Facets that stand open before anything is chosen in them.
OPEN = frozenset({"type", "focus"})
#: How many values of a facet stand before "Show all".
SHOWN_VALUES = 12
#: How many characters of a summary stand in a row where no words were found in a text.
SUMMARY_LENGTH = 240

#: The title of an instrument and the language it is in, by ILO code.
InstrumentTitles = dict[str, tuple[str, str]]


# --- Labels ---------------------------------------------------------------------------------


def facet_labels(code: str) -> dict[str, dict[str, str]]:
    """Return the values with their labels in a language, in the order to show, by facet.

    Of the facets whose values are known beforehand: years and instruments are not.
    """
    return {
        "type": {"news": pgettext("type of content", "News"), **_material_types()},
        "focus": terms.focus_area_labels(code),
        "subject": terms.subject_labels(code),
        "country": terms.country_labels(code),
        "region": terms.region_labels(code),
        "language": {known: language_name(known, code) for known in language_codes()},
        "verified": {
            "yes": pgettext("facet value", "Verified"),
            "no": pgettext("facet value", "Not verified"),
        },
    }


def facet_titles() -> dict[str, str]:
    """Return what each facet is called in the language of the interface."""
    return {
        "type": pgettext("facet", "Type"),
        "focus": _("Focus area"),
        "subject": pgettext("facet", "Subject"),
        "country": _("Country"),
        "region": _("Region"),
        "language": _("Language"),
        "year": _("Year"),
        "instrument": _("ILO instrument"),
        "verified": pgettext("facet", "Verification"),
    }


def _material_types() -> dict[str, str]:
    return {value: str(label) for value, label in MaterialType.choices}


def instrument_titles(
    codes: Iterable[str], code: str, viewer: User | AnonymousUser | None
) -> InstrumentTitles:
    """Return the titles of instruments that a reader may see, in her language where one is known.

    The public's are kept until a page changes.
    """
    wanted = set(codes)
    if not wanted:
        return {}
    if viewer is not None and viewer.is_authenticated:
        return _titles(InstrumentPage.objects.filter(code__in=wanted), code, viewer)
    known = cached(
        PAGES,
        f"instrument-titles:{code}",
        lambda: _titles(InstrumentPage.objects.all(), code, None),
    )
    return {ilo_code: title for ilo_code, title in known.items() if ilo_code in wanted}


def _titles(instruments: Any, code: str, viewer: User | AnonymousUser | None) -> InstrumentTitles:
    rows = (
        instruments.visible_to(viewer)
        .best_for(code)
        .annotate(
            known=FilteredRelation("other_titles", condition=Q(other_titles__language=code)),
        )
        .values_list("code", "title", "locale__language_code", "known__title")
    )
    return {
        ilo_code: (known, code) if known and language != code else (title, language)
        for ilo_code, title, language, known in rows
    }


# --- Facets, chips, orders ------------------------------------------------------------------


def facet_groups(question: Question, results: SearchResults, code: str) -> list[dict[str, Any]]:
    """Return the facets with something to choose, as the component draws them."""
    labels, titles = facet_labels(code), facet_titles()
    instruments = instrument_titles(
        {*results.facets["instrument"], *question.chosen["instrument"]}, code, results.query.viewer
    )
    groups = []
    for facet in FACETS:
        chosen = question.chosen[facet]
        options = [
            _option(facet, value, count, labels, instruments) | {"is_selected": value in chosen}
            for value, count in _counts(facet, chosen, results, labels).items()
        ]
        has_range = facet == "year" and (question.year_from or question.year_to)
        if not options and not has_range:
            continue
        groups.append(
            {
                "key": facet,
                "label": titles[facet],
                "options": options,
                "is_open": bool(chosen or has_range) or facet in OPEN,
                "is_more_open": any(option["is_selected"] for option in options[SHOWN_VALUES:]),
            }
            | ({"range": _range(question)} if facet == "year" else {})
        )
    return groups


def _counts(
    facet: str, chosen: tuple[str, ...], results: SearchResults, labels: dict[str, dict[str, str]]
) -> dict[str, int | None]:
    """Return the values to show of a facet, in their order, with the number of works of each."""
    # Chosen values stay on the page even where nothing has them any more. The world is of no
    # country, so it is never counted; everything in it is found.
    gone = None if facet == "region" else 0
    counts: dict[str, int | None] = dict.fromkeys(chosen, gone)
    counts.update(results.facets[facet])
    if facet == "year":
        return dict(sorted(counts.items(), reverse=True))
    if facet not in BY_FREQUENCY:
        return {value: counts[value] for value in labels[facet] if value in counts}
    order = labels.get(facet) or sorted(counts)
    known = [value for value in order if value in counts]
    return {value: counts[value] for value in sorted(known, key=lambda v: -(counts[v] or 0))}


def _option(
    facet: str,
    value: str,
    count: int | None,
    labels: dict[str, dict[str, str]],
    instruments: InstrumentTitles,
) -> dict[str, Any]:
    option: dict[str, Any] = {"value": value, "count": count}
    if facet == "instrument":
        title, language = instruments.get(value, ("", ""))
        return option | {"code": value, "label": title, "lang": language}
    return option | {"label": value if facet == "year" else labels[facet][value]}


def _range(question: Question) -> dict[str, int | None]:
    return {"first": question.year_from, "last": question.year_to}


def chips(question: Question, code: str) -> list[dict[str, str]]:
    """Return everything that narrows the search, each with the address without it."""
    address, labels = QueryDict(question.canonical), facet_labels(code)
    found = [
        {
            "label": labels[facet][value] if facet in labels else value,
            "remove_url": without_value(address, facet, value),
        }
        for facet in FACETS
        for value in question.chosen[facet]
    ]
    if years := _years(question):
        found.append({"label": years, "remove_url": with_query(address, year_from="", year_to="")})
    if question.kind:
        found.append(
            {"label": _kind_label(question.kind), "remove_url": with_query(address, kind="")}
        )
    return found


def _years(question: Question) -> str:
    first, last = question.year_from, question.year_to
    if first is None and last is None:
        return ""
    if last is None:
        return _("from %(year)s") % {"year": first}
    if first is None:
        return _("until %(year)s") % {"year": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _kind_label(kind: str) -> str:
    known = {"news": _("News only"), "library": _("Library only")}
    return known.get(kind) or str(content_type(kind).model._meta.verbose_name)


def clear_url(question: Question) -> str:
    """Return the address with the same words and nothing narrowed."""
    address = QueryDict(question.canonical, mutable=True)
    for name in (*FACETS, "year_from", "year_to", "kind"):
        address.pop(name, None)
    return with_query(address)


def orders(question: Question) -> list[dict[str, Any]]:
    """Return the orders to choose from, each with the address in it."""
    usual = Sort.RELEVANCE if question.text else Sort.NEWEST
    labels = {
        Sort.RELEVANCE: pgettext("order", "Relevance"),
        Sort.NEWEST: pgettext("order", "Newest first"),
        Sort.OLDEST: pgettext("order", "Oldest first"),
        Sort.ADDED: pgettext("order", "Recently added"),
    }
    address = QueryDict(question.canonical)
    return [
        {
            "label": label,
            "url": with_query(address, sort="" if sort is usual else sort.value),
            "is_current": sort is (question.sort or usual),
        }
        for sort, label in labels.items()
        if question.text or sort is not Sort.RELEVANCE
    ]


# --- Rows -----------------------------------------------------------------------------------


def rows(results: SearchResults, code: str) -> list[dict[str, Any]]:
    """Return the hits as the result row component draws them, each kind with its own few queries.

    A page that went offline since it was indexed has no row, and words in a file that the reader
    may not open are not shown to her.
    """
    return [row for _hit, row in hits_with_rows(results, code)]


def hits_with_rows(results: SearchResults, code: str) -> list[tuple[SearchHit, dict[str, Any]]]:
    """Return the hits that have a row, each with it."""
    found: dict[int, dict[str, Any]] = {}
    for kind in dict.fromkeys(hit.kind for hit in results.hits):
        content = content_type(kind)
        ids = [hit.page_id for hit in results.hits if hit.kind == kind]
        pages = list(content.queryset().live().filter(pk__in=ids).defer_streamfields())
        for page, row in zip(pages, content.rows(pages, code), strict=True):
            found[page.pk] = row
    types, files = facet_labels(code)["type"], _files(results)
    return [
        (hit, found[hit.page_id] | _row_of_hit(hit, types, files))
        for hit in results.hits
        if hit.page_id in found
    ]


def _files(results: SearchResults) -> dict[int, SiteDocument]:
    """Return the files in which words stand and which the reader may open, by id."""
    ids = {hit.snippet.file_id for hit in results.hits if hit.snippet and hit.snippet.file_id}
    if not ids:
        return {}
    files = open_documents(results.query.viewer, SiteDocument.objects.filter(pk__in=ids))
    return {file.pk: file for file in files}


def _row_of_hit(
    hit: SearchHit, types: dict[str, str], files: dict[int, SiteDocument]
) -> dict[str, Any]:
    row: dict[str, Any] = {"type": hit.type, "type_label": types.get(hit.type, "")}
    snippet = hit.snippet
    if snippet is None or (snippet.file_id and snippet.file_id not in files):
        # The component shows snippets as they are: what is no snippet must be escaped here.
        return row | {
            "snippet": escape(hit.summary[:SUMMARY_LENGTH]),
            "snippet_lang": hit.language,
        }
    row |= {"snippet": snippet.html, "snippet_lang": snippet.language}
    if snippet.file_id:
        row["file"] = _place(files[snippet.file_id], snippet.page_number)
    return row


def _place(file: SiteDocument, page_number: int | None) -> dict[str, Any]:
    """Return where in a file words stand; readers of PDF understand the page in an address."""
    url = reverse("wagtaildocs_serve", args=[file.pk, file.filename])
    is_paged = bool(page_number) and file.file_extension.lower() == "pdf"
    return {
        "url": f"{url}#page={page_number}" if is_paged else url,
        "title": file.title,
        "lang": file.language,
        "page_number": page_number if is_paged else None,
    }
