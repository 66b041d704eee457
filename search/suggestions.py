"""What a reader may be looking for, while she types: citations, terms, titles.

Only what she may read is suggested, by the same filter as every search; a term is suggested only
where something she may read has it. All words typed must begin words of the title or the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from core.cache import TAXONOMY, cached
from core.locales import url_in
from core.querysets import hidden_from
from library.citing import cited_works
from search.analysis import TAGS, UNSTEMMED, analyse, raw_words, stems
from search.models import SearchDocument, SearchFacetValue
from search.parameters import cleaned_text
from search.presentation import facet_labels
from taxonomy import services as terms
from taxonomy.models import Country, FocusArea, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User

MIN_LENGTH = 2
MAX_LENGTH = 100
MAX_WORDS = 8
LIMIT = 8
#: So many of them at most are terms, and so many works with a citation.
MAX_TERMS = 3
MAX_CITED = 3
#: Titles looked at for the few that are shown: a work may have one in each language.
LOOKED_AT = 40
#: What is read of a document and its page.
_SHOWN = ("work", "detail__title", "language", "type", "page__url_path", "page__locale_id")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link to a work, or to a search for a term."""

    title: str
    url: str
    #: What it is, in the language of the interface.
    label: str
    #: The language of the title.
    language: str


def suggestions_for(text: str, viewer: User | AnonymousUser, code: str) -> list[Suggestion]:
    """Return at most LIMIT suggestions, the surest first; none for less than two signs."""
    text = text.strip()
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        return []
    text = cleaned_text(text)
    words = [text[start:end] for start, end in raw_words(text)][:MAX_WORDS]
    if not words:
        return []
    found = [*_cited(text, viewer, code), *_terms(_words(" ".join(words)), viewer, code)]
    found += _titles(text, words, viewer, code)
    return list({suggestion.url: suggestion for suggestion in reversed(found)}.values())[::-1][
        :LIMIT
    ]


def _words(text: str) -> list[str]:
    """Return the words of a text without case and accents."""
    prefix = f"{UNSTEMMED}_"
    return [word[0].removeprefix(prefix) for word in analyse(text, UNSTEMMED)]


def _readable(viewer: User | AnonymousUser) -> QuerySet[SearchDocument]:
    """Return the documents of live pages that no restriction hides from a reader."""
    documents = SearchDocument.objects.filter(page__live=True)
    hidden = hidden_from(viewer)
    return documents.exclude(page__in=Page.objects.filter(hidden)) if hidden else documents


# --- Citations ------------------------------------------------------------------------------


def _cited(text: str, viewer: User | AnonymousUser, code: str) -> list[Suggestion]:
    types = facet_labels(code)["type"]
    works = cited_works(text, viewer).prefetch_related(None)[:MAX_CITED]
    return [
        Suggestion(work.title, work.url_in(code), types[work.material_type], work.language_code)
        for work in works
    ]


# --- Terms ----------------------------------------------------------------------------------


def _terms(words: list[str], viewer: User | AnonymousUser, code: str) -> list[Suggestion]:
    """Return the terms with a name that begins like this in any language, named in hers."""
    named = [
        (facet, value)
        for facet, value, names in _names_of_terms()
        if any(_begins(words, name) for name in names)
    ]
    if not named:
        return []
    wanted = Q()
    for facet in {facet for facet, _value in named}:
        wanted |= Q(facet=facet, value__in=[value for other, value in named if other == facet])
    used = set(
        SearchFacetValue.objects.filter(wanted, document__in=_readable(viewer))
        .values_list("facet", "value")
        .distinct()
    )
    labels = facet_labels(code)
    kinds = {"focus": _("Focus area"), "subject": pgettext("facet", "Subject")}
    return [
        Suggestion(
            title=labels[facet][value],
            url=f"{reverse('search:search')}?{urlencode({facet: value})}",
            label=kinds.get(facet, _("Country")),
            language=code,
        )
        for facet, value in named
        if (facet, value) in used and value in labels[facet]
    ][:MAX_TERMS]


def _begins(words: list[str], name: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


def _names_of_terms() -> list[tuple[str, str, list[list[str]]]]:
    """Return the words of all names of all terms, in all languages: (facet, value, names)."""

    def split(names: Iterable[str]) -> list[list[str]]:
        return [list(words) for words in dict.fromkeys(tuple(_words(name)) for name in names)]

    def build() -> list[tuple[str, str, list[list[str]]]]:
        return [
            *(("focus", a.slug, split(a.labels.values())) for a in FocusArea.objects.all()),
            *(("country", c.iso2, split(c.labels.values())) for c in Country.objects.all()),
            *(
                ("subject", s.slug, split(name for _code, name in terms.headings((), [s.slug])))
                for s in Subject.objects.all()
            ),
        ]

    return cached(TAXONOMY, "names-of-terms", build)


# --- Titles ---------------------------------------------------------------------------------


def _titles(
    text: str, words: list[str], viewer: User | AnonymousUser, code: str
) -> list[Suggestion]:
    """Return works with titles or citations that have words beginning like this, each once."""
    documents = (
        _readable(viewer)
        .filter(pk__in=_titled(words))
        .annotate(
            place=Case(
                When(detail__title__istartswith=text, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
            is_other=Case(
                When(language=code, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
        )
        .order_by("place", "is_other", F("first_published_at").desc(nulls_last=True), "pk")
        .select_related("page", "detail")
        .only(*_SHOWN)[:LOOKED_AT]
    )
    types, works = facet_labels(code)["type"], {}
    for document in documents:
        if document.work not in works or document.language == code:
            works[document.work] = document
    return [
        Suggestion(
            document.detail.title,
            url_in(document.page, code),
            types.get(document.type, ""),
            document.language,
        )
        for document in works.values()
    ]


def _titled(words: list[str]) -> RawSQL:
    """Return a subquery of the documents whose titles or identifiers have all of some beginnings.

    Asked of the words that the engine of the database keeps; with a search server beside it, these
    are in step with what is published all the same.
    """
    if connection.vendor == "sqlite":
        wanted = " AND ".join(f"({' OR '.join(_fts_terms(word))})" for word in words)
        return RawSQL(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH %s", (f"heading : ({wanted})",)
        )
    wanted = " & ".join(f"({' | '.join(_ts_terms(word))})" for word in words)
    return RawSQL("SELECT search_documents_titled(%s::tsquery)", (wanted,))


def _beginnings(word: str) -> list[str]:
    """Return what the tagged stems of words beginning like this begin with."""
    return [f"{tag}_{beginning}" for beginning in _words(word) for tag in TAGS]


def _whole(word: str) -> list[str]:
    """Return the tagged stems of a word that is typed to its end: a stem may be shorter."""
    return sorted({stem for tag in TAGS for stem in stems(word, tag)})


def _fts_terms(word: str) -> list[str]:
    """Return a word in FTS5's language. Words hold letters, marks and digits only."""
    return [*(f'"{term}"*' for term in _beginnings(word)), *(f'"{term}"' for term in _whole(word))]


def _ts_terms(word: str) -> list[str]:
    """Return a word as tsquery. Words hold letters, marks and digits only."""
    return [*(f"'{term}':*" for term in _beginnings(word)), *(f"'{term}'" for term in _whole(word))]
