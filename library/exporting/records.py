"""What leaves the library of a work, the same for every format.

A record is made for a reader: it holds what she may read, in her language where the work has it.
Formats only write it down; none of them asks the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from core.locales import locale_trees
from core.models import SiteDocument
from core.restrictions import open_documents
from library.enums import CitationSystem, MaterialType
from library.models import LibraryEntryPage
from taxonomy import services as terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from core.dates import PartialDate
    from library.models import EntryFile
    from library.querysets import LibraryEntryQuerySet

#: What neither XML 1.0 nor a spreadsheet can hold, and no reader sees.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the work itself names, and as what."""

    role: str
    role_label: str
    name: str
    latin_name: str = ""
    orcid: str = ""

    @property
    def parts(self) -> tuple[str, str] | None:
        """Return family and given name where the name is written "Family, Given"."""
        family, comma, given = self.name.partition(",")
        if comma and "," not in given and family.strip() and given.strip():
            return family.strip(), given.strip()
        return None


@dataclass(frozen=True, slots=True)
class File:
    """A file of the work that the reader may open."""

    url: str
    title: str
    language: str
    #: Original, official translation, machine translation, ...: a value of `FileKind`.
    kind: str
    kind_label: str
    media_type: str

    @property
    def is_pdf(self) -> bool:
        """Return whether it is a PDF file."""
        return self.media_type == "application/pdf"


@dataclass(frozen=True, slots=True)
class Record:
    """A work of the library, plain and complete, with labels in the reader's language."""

    work: UUID
    #: Short, ASCII, the same in every language and format.
    key: str
    type: str
    type_label: str
    title: str
    title_language: str
    #: The title in the work's own language, empty where `title` is it or nobody knows it.
    original_title: str
    #: The language the work was written in; that of its entry where nobody knows.
    language: str
    abstract: str
    abstract_language: str
    date: PartialDate | None
    publisher: str
    url: str
    people: tuple[Person, ...] = ()
    #: As (system, text).
    citations: tuple[tuple[str, str], ...] = ()
    #: As (register, label of the register, number).
    identifiers: tuple[tuple[str, str, str], ...] = ()
    focus_areas: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    #: As (ISO 3166-1 code, name).
    countries: tuple[tuple[str, str], ...] = ()
    organisation: str = ""
    #: ILO codes, with the article where one is named: "C087, 2".
    instruments: tuple[str, ...] = ()
    #: The other languages this site has the work in.
    versions: tuple[str, ...] = ()
    other_titles: tuple[tuple[str, str], ...] = ()
    source_url: str = ""
    archived_url: str = ""
    rights: str = ""
    verification: str = ""
    verification_label: str = ""
    files: tuple[File, ...] = ()
    #: What only its type has: number, volume, series and the like.
    number: str = ""
    kind_label: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    series: str = ""
    edition: str = ""
    published_in: str = ""
    audience: str = ""
    filed_by: str = ""
    on_behalf_of: str = ""

    def people_as(self, *roles: str) -> list[Person]:
        """Return the people of some roles, in their order."""
        return [person for person in self.people if person.role in roles]

    def identifier(self, scheme: str) -> str:
        """Return the first number a register gave the work."""
        return next((value for known, _label, value in self.identifiers if known == scheme), "")

    def cited_as(self, *systems: str) -> list[str]:
        """Return the citations of some systems."""
        return [text for system, text in self.citations if system in systems]

    @property
    def ecli(self) -> str:
        """Return the European Case Law Identifier."""
        return next(iter(self.cited_as(CitationSystem.ECLI)), "")

    @property
    def own_title(self) -> str:
        """Return the title in the work's own language, as far as it is known."""
        return self.original_title or self.title

    @property
    def translated_title(self) -> str:
        """Return the reader's title where it is not the work's own."""
        return self.title if self.original_title else ""

    @property
    def page_range(self) -> tuple[str, str]:
        """Return first and last page; the last is empty where there is no range."""
        first, _dash, last = re.sub(r"\s*[-–—]+\s*", "-", self.pages).partition("-")
        return first.strip(), last.strip()

    @property
    def keywords(self) -> list[str]:
        """Return focus areas, subjects and ILO codes, each once."""
        codes = [instrument.partition(",")[0] for instrument in self.instruments]
        return list(dict.fromkeys([*self.focus_areas, *self.subjects, *codes]))


def clean(text: object) -> str:
    """Return text without the signs that no file can hold and nobody sees."""
    return _UNWRITABLE.sub("", str(text or "")).strip()


def one_line(text: str) -> str:
    """Return text on one line."""
    return " ".join(text.split())


def entries_to_export(user: User | AnonymousUser | None, code: str) -> LibraryEntryQuerySet:
    """Return the entries a reader may take away, one for each work, with what records need."""
    return (
        LibraryEntryPage.objects.visible_to(user)
        .best_for(code)
        .defer_streamfields()
        .prefetch_related(
            "countries",
            "focus_areas",
            "subjects",
            "other_titles",
            "citations",
            "identifiers",
            "instruments",
            "people",
            "files",
        )
        .specific()
    )


def records_of(
    entries: Iterable[LibraryEntryPage], code: str, user: User | AnonymousUser | None
) -> list[Record]:
    """Return the records of entries for a reader, in a constant number of queries.

    The entries come from `entries_to_export`, which says who may read them.
    """
    entries = list(entries)
    titles = _titles([entry.translation_key for entry in entries])
    ids = {file.document_id for entry in entries for file in entry.files.all()}
    documents = {
        document.pk: document
        for document in open_documents(user, SiteDocument.objects.filter(pk__in=ids))
    }
    # What is written after the answer has begun is no longer in the request's language.
    with translation.override(code):
        return [
            _record(entry, code, titles.get(entry.translation_key, {}), documents)
            for entry in entries
        ]


def _titles(works: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the titles of works by the language of the pages they are live in."""
    trees = locale_trees()
    found: dict[UUID, dict[str, str]] = {}
    for work, locale_id, title in Page.objects.filter(
        translation_key__in=works, live=True
    ).values_list("translation_key", "locale_id", "title"):
        if root := trees.by_id(locale_id):
            found.setdefault(work, {})[root.code] = title
    return found


def _record(
    entry: Any, code: str, titles: Mapping[str, str], documents: Mapping[int, SiteDocument]
) -> Record:
    title, title_language = entry.title_for(code)
    focus, subjects = terms.focus_area_labels(code), terms.subject_labels(code)
    countries = terms.country_labels(code)
    told = {other.language: other.title for other in entry.other_titles.all()}
    original = _original_title(entry, title, title_language, {**titles, **told})
    return Record(
        work=entry.translation_key,
        key=_key(entry),
        type=entry.material_type,
        type_label=entry.get_material_type_display(),
        title=one_line(clean(title)),
        title_language=title_language,
        original_title=one_line(clean(original)),
        language=entry.original_language or entry.language_code,
        abstract=clean(entry.abstract),
        abstract_language=entry.language_code,
        date=entry.partial_date,
        publisher=clean(entry.publisher),
        url=f"{settings.SITE_URL}{entry.url_in(code)}",
        people=tuple(_person(person) for person in entry.people.all()),
        citations=tuple((c.system, one_line(clean(c.text))) for c in entry.citations.all()),
        identifiers=tuple(
            (i.scheme, str(i.get_scheme_display()), one_line(clean(i.value)))
            for i in entry.identifiers.all()
        ),
        focus_areas=tuple(focus[area.slug] for area in entry.focus_areas.all()),
        subjects=tuple(subjects[subject.slug] for subject in entry.subjects.all()),
        countries=tuple((c.iso2, countries[c.iso2]) for c in entry.countries.all()),
        organisation=str(entry.get_supranational_body_display()),
        instruments=tuple(
            f"{i.code}, {clean(i.article)}" if i.article else i.code
            for i in entry.instruments.all()
        ),
        versions=tuple(sorted(titles)),
        other_titles=tuple(
            (language, one_line(clean(known)))
            for language, known in ({**titles, **told}).items()
            if language != title_language
        ),
        source_url=clean(entry.source_url),
        archived_url=clean(entry.archived_url),
        rights=clean(entry.rights),
        verification=entry.verification,
        verification_label=str(entry.get_verification_display()),
        files=tuple(
            _file(file, documents[file.document_id])
            for file in entry.files.all()
            if file.document_id in documents
        ),
        **_own_facts(entry),
    )


def _key(entry: LibraryEntryPage) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", entry.slug.lower())[:40].strip("-")
    return f"{slug or entry.material_type}-{entry.translation_key.hex[:8]}"


def _original_title(
    entry: LibraryEntryPage, title: str, title_language: str, titles: Mapping[str, str]
) -> str:
    """Return the title in the work's own language, nothing where that is the one shown."""
    language = entry.original_language
    known = entry.original_title
    if not known and language and language != title_language:
        known = titles.get(language, "")
    return known if known != title else ""


def _person(person: Any) -> Person:
    return Person(
        role=person.role,
        role_label=str(person.get_role_display()),
        name=one_line(clean(person.name)),
        latin_name=one_line(clean(person.latin_name)),
        orcid=clean(person.orcid),
    )


def _file(file: EntryFile, document: SiteDocument) -> File:
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
    return File(
        url=f"{settings.SITE_URL}{address}",
        title=one_line(clean(document.title)),
        language=document.language,
        kind=file.kind,
        kind_label=str(file.get_kind_display()),
        media_type=document.content_type,
    )


def _own_facts(entry: Any) -> dict[str, str]:
    """Return what only a type of material has, under the names all types share."""
    match entry.material_type:
        case MaterialType.LEGISLATION:
            facts = {
                "number": entry.number,
                "kind_label": entry.get_kind_display(),
                "published_in": entry.published_in,
            }
        case MaterialType.CASE:
            docket = [c.text for c in entry.citations.all() if c.system == CitationSystem.DOCKET]
            facts = {"number": "; ".join(docket), "kind_label": entry.get_court_level_display()}
        case MaterialType.INSTRUMENT:
            facts = {"number": entry.code, "kind_label": entry.get_instrument_type_display()}
        case MaterialType.ARTICLE:
            facts = {"volume": entry.volume, "issue": entry.issue, "pages": entry.pages}
        case MaterialType.REPORT:
            facts = {
                "number": entry.report_number,
                "series": entry.series,
                "pages": entry.page_count or "",
            }
        case MaterialType.BRIEF:
            facts = {
                "filed_by": entry.filed_by,
                "on_behalf_of": entry.on_behalf_of,
                "kind_label": entry.get_side_display(),
            }
        case _:
            facts = {
                "edition": entry.version,
                "audience": entry.audience,
                "kind_label": entry.get_kind_display(),
            }
    return {name: one_line(clean(value)) for name, value in facts.items()}
