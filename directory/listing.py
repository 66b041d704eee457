"""The list of members: what someone looks for, and what may be counted for her."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value

from directory.enums import Facet
from directory.models import DirectoryEntry, DirectoryFacet, DirectorySearchText
from directory.services.indexing import CONTACT_PURPOSE
from directory.text import MAX_WORDS, contact_key, looks_like_contact, words
from privacy.sealing import fingerprints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from directory.querysets import DirectoryEntryQuerySet, PreparedQuerySet
    from membership.audiences import Viewer

#: What the list can be narrowed by, in the order of the page.
FACETS = (Facet.EXPERTISE, Facet.COUNTRY, Facet.LANGUAGE, Facet.ACCEPTS)
MAX_QUERY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What a viewer looks for; any value of a facet, all of the facets, all of the words."""

    viewer: Viewer
    text: str = ""
    facets: Mapping[str, list[str]] = field(default_factory=dict)


def found(question: Question, *, but: str = "") -> DirectoryEntryQuerySet:
    """Return the listed entries that answer a question, without regard to one of its facets.

    Only what the viewer may read of an entry can make it an answer.
    """
    viewer = question.viewer
    entries = DirectoryEntry.objects.listed_for(viewer)
    if question.text.strip():
        entries = entries.filter(_has_words(question.text, viewer) | _has_contact(question))
    for facet, values in question.facets.items():
        if values and facet != but:
            having = _facet_rows(viewer).filter(facet=facet, value__in=values)
            entries = entries.filter(Exists(having.filter(entry=OuterRef("pk"))))
    return entries


def in_order(entries: DirectoryEntryQuerySet) -> DirectoryEntryQuerySet:
    """Return entries by the names that all members see, the others after them in no order."""
    return entries.for_lists().order_by("sort_key", "member__token")


def counts(question: Question) -> dict[str, dict[str, int]]:
    """Return how many entries each value of each facet would leave, with one query.

    What the viewer may not see of an entry is counted nowhere.
    """
    parts = []
    for facet in FACETS:
        rows = _facet_rows(question.viewer).filter(facet=facet)
        rows = rows.filter(entry__in=found(question, but=facet).values("pk"))
        parts.append(
            rows.values("value")
            .annotate(number=Count("entry", distinct=True))
            .annotate(of=Value(facet.value, output_field=CharField()))
            .values_list("of", "value", "number")
            .order_by()
        )
    result: dict[str, dict[str, int]] = {facet.value: {} for facet in FACETS}
    for facet_name, value, number in parts[0].union(*parts[1:], all=True):
        result[facet_name][value] = number
    return result


def _facet_rows(viewer: Viewer) -> PreparedQuerySet:
    """Return the values that a viewer may filter by."""
    return DirectoryFacet.objects.readable_by(viewer)


def _has_words(text: str, viewer: Viewer) -> Q:
    """Ask for the beginnings of all words, each anywhere in what the viewer may read."""
    asked = words(text)[:MAX_WORDS]
    if not asked:
        return Q(pk__in=[])
    condition = Q()
    for word in asked:
        rows = DirectorySearchText.objects.readable_by(viewer).filter(
            entry=OuterRef("pk"), text__contains=f" {word}"
        )
        condition &= Q(Exists(rows))
    return condition


def _has_contact(question: Question) -> Q:
    """Ask for a whole address or number: only its fingerprint is kept, so no part finds it."""
    if not looks_like_contact(question.text):
        return Q(pk__in=[])
    values = fingerprints(contact_key(question.text), CONTACT_PURPOSE)
    rows = _facet_rows(question.viewer).filter(
        entry=OuterRef("pk"), facet=Facet.CONTACT, value__in=values
    )
    return Q(Exists(rows))
