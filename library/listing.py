"""Library entries in lists: rows, the newest, what search indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.text import Truncator
from wagtail.documents import get_document_model

from core.blocks.text import running_text, searchable_text
from core.listing import language_chips, language_versions
from core.registry import ContentType, SearchData, TextPart
from core.restrictions import open_documents
from library.enums import MaterialType
from library.models import DocumentPage, LibraryEntryPage
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library.querysets import LibraryEntryQuerySet


def source_of(entry: LibraryEntryPage) -> str:
    """Return who issued a work; an organisation's name in the language of the interface."""
    if entry.material_type == MaterialType.INSTRUMENT:
        return entry.get_supranational_body_display() or entry.publisher
    return entry.publisher


def rows(entries: Iterable[LibraryEntryPage], code: str) -> list[dict[str, Any]]:
    """Return entries as the result row component draws them, in a constant number of queries."""
    entries = list(entries)
    versions = language_versions(entries)
    countries, types = terms.country_labels(code), dict(MaterialType.choices)
    result = []
    for entry in entries:
        title, title_language = entry.title_for(code)
        date = entry.partial_date
        result.append(
            {
                "url": entry.url_in(code),
                "title": title,
                "lang": title_language,
                "type": entry.material_type,
                "type_label": types[entry.material_type],
                "source": source_of(entry),
                "date_label": str(date) if date else "",
                "date_iso": date.iso if date else "",
                "countries": [countries[country.iso2] for country in entry.countries.all()],
                "languages": language_chips(
                    versions.get(entry.translation_key, []), entry.site_path
                ),
                # Printed as it is, because search puts marks into it.
                "snippet": escape(Truncator(entry.abstract).words(40)),
                "is_unverified": entry.is_unverified,
            }
        )
    return result


def entries_for(user: Any, code: str) -> LibraryEntryQuerySet:
    """Return one row per work that a reader may see, with what rows need."""
    return (
        LibraryEntryPage.objects.visible_to(user)
        .best_for(code)
        .newest_first()
        .defer_streamfields()
        .with_row_facts()
    )


def latest(user: Any, code: str, *, focus_area: str = "") -> LibraryEntryQuerySet:
    """Return the entries that were added last."""
    entries = entries_for(user, code).recently_added()
    return entries.about_focus_area(focus_area) if focus_area else entries


def search_data(entry: LibraryEntryPage) -> SearchData:
    """Return what the search index keeps of an entry, the text of its public files included."""
    entry = entry.specific
    regions = terms.regions_of_country()
    countries = [country.iso2 for country in entry.countries.all()]
    focus_areas = [area.slug for area in entry.focus_areas.all()]
    subjects = [subject.slug for subject in entry.subjects.all()]
    citations = [citation.text for citation in entry.citations.all()]
    code = getattr(entry, "code", "")
    own_text = "\n".join(
        text
        for text in (
            entry.abstract,
            getattr(entry, "holding", ""),
            getattr(entry, "remedy", ""),
            searchable_text(entry.body),
            entry.publisher,
            " ".join(person.name for person in entry.people.all()),
        )
        if text
    )
    return SearchData(
        kind="library",
        type=entry.material_type,
        title=entry.title,
        language=entry.language_code,
        summary=entry.abstract,
        other_titles=tuple((other.language, other.title) for other in entry.other_titles.all())
        + (
            ((entry.original_language or "und", entry.original_title),)
            if entry.original_title
            else ()
        ),
        headings=terms.headings(focus_areas, subjects),
        parts=(TextPart(entry.language_code, own_text), *file_parts(entry)),
        identifiers=(
            *citations,
            *[i.value for i in entry.identifiers.all()],
            *([code] if code else []),
        ),
        date=entry.date,
        is_verified=not entry.is_unverified,
        facets={
            "focus": focus_areas,
            "subject": subjects,
            "country": countries,
            "region": sorted({region for iso2 in countries for region in regions.get(iso2, [])}),
            "instrument": [instrument.code for instrument in entry.instruments.all()],
            "verified": ["no" if entry.is_unverified else "yes"],
        },
    )


def file_parts(entry: LibraryEntryPage) -> list[TextPart]:
    """Return the read pages of an entry's files.

    Files that not everyone may open now are left out: what is indexed is shown in snippets and
    counted in facets.
    """
    shown = open_documents(None, get_document_model().objects.all())
    documents = {
        file.document_id: file.document
        for file in entry.files.filter(document__in=shown).select_related("document")
    }
    pages = DocumentPage.objects.filter(text_of__document__in=documents).order_by(
        "text_of__document_id", "number"
    )
    return [
        TextPart(
            language=documents[document_id].language or "und",
            text=text,
            file_id=document_id,
            page_number=number,
        )
        for document_id, number, text in pages.values_list("text_of__document_id", "number", "text")
    ]


def own_text(entry: LibraryEntryPage) -> str:
    """Return the words of an entry in which citations are read: those its page shows as text."""
    texts = ("abstract", "holding", "remedy", "procedural_history")
    parts = [getattr(entry, name, "") for name in texts]
    return "\n".join([*filter(None, parts), running_text(entry.body)])


CONTENT_TYPE = ContentType(
    name="library",
    model=LibraryEntryPage,
    queryset=lambda: LibraryEntryPage.objects.with_row_facts(),
    search_data=search_data,
    rows=rows,
    latest=latest,
    own_text=own_text,
)
