"""From an address to a question: what a search may be asked by, for pages, feeds and what is kept.

The same question always makes the same query string, so that it can be saved, followed and
compared. What does not exist is refused, never ignored: an address that is half understood would
list what nobody asked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core.languages import language_codes
from core.listing import PAGE_SIZE
from core.registry import content_types
from library.enums import MaterialType
from search.parsing import MAX_LENGTH
from search.query import (
    SearchError,
    SearchFacetError,
    SearchPageError,
    SearchQuery,
    Sort,
)
from search.services import MAX_VALUES_PER_FACET
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    from accounts.models import User

#: The facets of the page, in their order.
FACETS: tuple[str, ...] = (
    "type",
    "focus",
    "subject",
    "country",
    "region",
    "language",
    "year",
    "instrument",
    "verified",
)

_YEAR = re.compile(r"[0-9]{4}")
#: ILO codes. Any well-formed one exists here: whether an entry has it is for search to say, which
#: asks who may know.
_INSTRUMENT = re.compile(r"[CPR][0-9]{3}")
#: Signs within words of Persian, Urdu and the scripts of India: no words without them.
_JOINERS = "\u200c\u200d"
#: Stands where nothing that was typed can be shown; no word, so that nothing is found by it.
_UNSEEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks for, checked and cleaned, as the reader chose it."""

    text: str = ""
    #: Chosen values by facet, every facet of the page, in the order of choosing.
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""
    year_from: int | None = None
    year_to: int | None = None
    #: None for the usual order: relevance where there are words, else the newest first.
    sort: Sort | None = None
    page: int = 1

    @property
    def canonical(self) -> str:
        """Return the one query string of this question, whatever page of the answer is shown."""
        return urlencode(self._pairs + ([("sort", self.sort.value)] if self.sort else []))

    @property
    def canonical_filters(self) -> str:
        """Return the same without the order, for what has an order of its own."""
        return urlencode(self._pairs)

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("q", self.text)] if self.text else []
        for facet in FACETS:
            pairs += [(facet, value) for value in sorted(self.chosen.get(facet, ()))]
        others = (
            ("kind", self.kind),
            ("year_from", self.year_from),
            ("year_to", self.year_to),
        )
        return pairs + [(name, str(value)) for name, value in others if value not in ("", None)]

    @property
    def is_narrowed_by_facets(self) -> bool:
        """Return whether a value of a facet or a range of years is chosen."""
        return any(self.chosen.values()) or self.year_from is not None or self.year_to is not None

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but words narrows what is searched."""
        return self.is_narrowed_by_facets or bool(self.kind)

    def query(
        self,
        *,
        viewer: User | AnonymousUser | None,
        code: str,
        counted: tuple[str, ...] = (),
        page_size: int = PAGE_SIZE,
    ) -> SearchQuery:
        """Return what search is asked; a region stands for everything within it."""
        facets = {facet: list(values) for facet, values in self.chosen.items()}
        facets["region"] = sorted(terms.regions_within(facets.get("region", [])))
        return SearchQuery(
            text=self.text,
            viewer=viewer,
            reader_language=code,
            facets=facets,
            counted=counted,
            kind=self.kind,
            year_from=self.year_from,
            year_to=self.year_to,
            sort=self.sort,
            page=self.page,
            page_size=page_size,
        )


def question_of(parameters: QueryDict) -> Question:
    """Return what an address asks for.

    Raises SearchFacetError for a value that no facet has or too many of them, SearchPageError for
    what is no number of a page, SearchError for a kind, year or order that does not exist.
    """
    text = cleaned_text(parameters.get("q", ""))
    return Question(
        text=text,
        chosen={facet: _values(parameters, facet) for facet in FACETS},
        kind=_kind(parameters),
        year_from=_year(parameters, "year_from"),
        year_to=_year(parameters, "year_to"),
        sort=_sort(parameters, has_text=bool(text)),
        page=_page(parameters),
    )


def query_of(
    parameters: QueryDict,
    *,
    viewer: User | AnonymousUser | None,
    code: str,
    counted: tuple[str, ...] = (),
    page_size: int = PAGE_SIZE,
) -> SearchQuery:
    """Return what search is asked by an address. Raises what `question_of` raises."""
    question = question_of(parameters)
    return question.query(viewer=viewer, code=code, counted=counted, page_size=page_size)


def canonical(parameters: QueryDict) -> str:
    """Return the one query string of what an address asks, without the page; no "?" before it.

    Bounded: text is cut as search cuts it, facets have few values. Raises what `question_of` raises.
    """
    return question_of(parameters).canonical


def cleaned_text(text: str) -> str:
    """Return words fit for fields and links: bounded, on one line, without signs nobody sees."""
    text = text[:MAX_LENGTH].strip()
    kept = "".join(_cleaned(sign) for sign in text)
    # What was typed and cannot be seen asks for nothing, not for everything.
    return " ".join(kept.split()) or (_UNSEEN if text else "")


def _cleaned(sign: str) -> str:
    if sign.isprintable() or sign in _JOINERS:
        return sign
    # Soft hyphens stand within words; what turns the direction of writing stands anywhere.
    return "" if unicodedata.category(sign) == "Cf" else " "


def exists(facet: str, value: str) -> bool:
    """Return whether a facet can have a value at all, whoever may read what has it."""
    match facet:
        case "type":
            return value == "news" or value in MaterialType.values
        case "focus":
            return value in terms.focus_area_labels()
        case "subject":
            return value in terms.subject_labels()
        case "country":
            return value in terms.country_labels()
        case "region":
            return value in terms.region_labels()
        case "language":
            return value in language_codes()
        case "year":
            return _YEAR.fullmatch(value) is not None
        case "instrument":
            return _INSTRUMENT.fullmatch(value) is not None
        case "verified":
            return value in ("yes", "no")
    return False


def _values(parameters: QueryDict, facet: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in parameters.getlist(facet) if value))
    if len(values) > MAX_VALUES_PER_FACET:
        raise SearchFacetError(f"At most {MAX_VALUES_PER_FACET} values of a facet at once.")
    if not all(exists(facet, value) for value in values):
        raise SearchFacetError(f"There is no such {facet}.")
    return values


def _kind(parameters: QueryDict) -> str:
    kind = parameters.get("kind", "")
    if kind and kind not in {content.name for content in content_types()}:
        raise SearchError("There is no such kind of content.")
    return kind


def _year(parameters: QueryDict, name: str) -> int | None:
    value = parameters.get(name, "").strip()
    if not value:
        return None
    if not _YEAR.fullmatch(value):
        raise SearchError("A year has four digits.")
    return int(value)


def _sort(parameters: QueryDict, *, has_text: bool) -> Sort | None:
    value = parameters.get("sort", "")
    if not value:
        return None
    try:
        sort = Sort(value)
    except ValueError as error:
        raise SearchError("There is no such order.") from error
    if sort is Sort.RELEVANCE or (sort is Sort.NEWEST and not has_text):
        # The usual order: one address is enough for it.
        return None
    return sort


def _page(parameters: QueryDict) -> int:
    number = parameters.get("page", "1")
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise SearchPageError("A page has a number.")
    return int(number)
