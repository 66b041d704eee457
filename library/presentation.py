"""An entry as its page shows it: facts, citations, files, verification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.documents import get_document_model

from core.languages import current_language, language_name
from core.listing import language_chips, language_versions
from core.restrictions import open_documents
from library.citing import cited_by
from library.concerned import concerning_context
from library.enums import MaterialType, TextStatus
from library.listing import source_of
from library.models.entry import LibraryEntryPage
from library.ratifications import instrument_ratifications
from library.relations import relations_context
from taxonomy import services as terms

if TYPE_CHECKING:
    from datetime import date


def fact(label: str, *values: dict[str, Any] | str | None) -> dict[str, Any] | None:
    """Return one row of the facts table, None where nothing is known."""
    known = [v if isinstance(v, dict) else {"text": v} for v in values if v]
    return {"label": label, "values": known} if known else None


def day(value: date | None) -> str:
    """Return a full date in the language of the interface."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def code_value(text: str, **more: Any) -> dict[str, Any]:
    """Return a citation or number: isolated in any direction, and to be copied."""
    return {"text": text, "is_code": True, "copy": True, **more}


def entry_context(entry: LibraryEntryPage, code: str, user: Any) -> dict[str, Any]:
    """Return what the entry template draws besides the page's own texts."""
    index_url = f"/{code}/{entry.site_path.rsplit('/', 2)[0]}/"
    is_instrument = entry.material_type == MaterialType.INSTRUMENT
    title, title_language = entry.title_for(code)
    versions = language_versions([entry]).get(entry.translation_key, [])
    citations = [citation.text for citation in entry.citations.all()]
    return {
        "display_title": title,
        "title_language": title_language,
        "type_label": entry.get_material_type_display(),
        "source_label": source_of(entry),
        "facts": [
            row
            for row in (*type_facts(entry, citations), *common_facts(entry, index_url))
            if row is not None
        ],
        "citations": citations,
        "files": files(entry, user),
        "languages": language_chips(versions, entry.site_path),
        "concerning": concerning_context(entry, user) if is_instrument else None,
        "ratifications": instrument_ratifications(entry, index_url) if is_instrument else None,
        **relations_context(entry, user),
        "verification": {
            "is_verified": not entry.is_unverified,
            "label": entry.get_verification_display(),
            "on": day(entry.verified_on),
            "against": entry.verified_against,
        },
        "cited_by": cited_by(entry, user, code),
        "permanent_url": f"/{code}/{entry.site_path}",
    }


def common_facts(entry: LibraryEntryPage, index_url: str) -> list[dict[str, Any] | None]:
    """Return the facts every type has."""
    countries, focus = terms.country_labels(), terms.focus_area_labels()
    subjects = terms.subject_labels()
    return [
        fact(
            _("Countries"),
            *[
                {"text": countries[c.iso2], "url": f"{index_url}country/{c.iso2.lower()}/"}
                for c in entry.countries.all()
            ],
        ),
        fact(_("Organisation"), entry.get_supranational_body_display()),
        fact(
            _("Focus areas"),
            *[
                {"text": focus[a.slug], "url": f"{index_url}focus/{a.slug}/"}
                for a in entry.focus_areas.all()
            ],
        ),
        fact(
            _("Subjects"),
            *[
                {"text": subjects[s.slug], "url": f"{index_url}subject/{s.slug}/"}
                for s in entry.subjects.all()
            ],
        ),
        fact(
            _("ILO instruments concerned"),
            *[
                {
                    "text": f"{i.code}, {i.article}" if i.article else i.code,
                    "url": f"{index_url}{i.code.lower()}/",
                    "is_code": True,
                }
                for i in entry.instruments.all()
            ],
        ),
        fact(
            _("Persons and parties"),
            *[
                {"text": f"{p.name} ({p.latin_name})" if p.latin_name else p.name, "dir": "auto"}
                for p in entry.people.all()
            ],
        ),
        fact(
            _("Title in other languages"),
            *[
                {"text": other.title, "lang": other.language}
                for other in entry.other_titles.all()
                if other.language != entry.language_code
            ],
        ),
        fact(
            _("Original title"),
            {"text": entry.original_title, "lang": entry.original_language}
            if entry.original_title
            else None,
        ),
        fact(
            _("Original language"),
            language_name(entry.original_language) if entry.original_language else None,
        ),
        fact(
            _("Identifiers"),
            *[code_value(f"{i.get_scheme_display()} {i.value}") for i in entry.identifiers.all()],
        ),
        fact(
            _("Source"),
            {"text": _("Text at the source"), "url": entry.source_url}
            if entry.source_url
            else None,
            {"text": _("Archived copy"), "url": entry.archived_url} if entry.archived_url else None,
        ),
        fact(_("Rights"), entry.rights),
    ]


def type_facts(entry: LibraryEntryPage, citation_texts: list[str]) -> list[dict[str, Any] | None]:
    """Return the facts of one type of material, the ones a reader looks for first."""
    citations = [code_value(text) for text in citation_texts]
    date = str(entry.partial_date) if entry.partial_date else ""
    match entry.material_type:
        case MaterialType.CASE:
            return [
                fact(_("Court"), entry.publisher),
                fact(_("Court level"), entry.get_court_level_display()),
                fact(_("Date of the decision"), date),
                fact(_("Citations"), *citations),
                fact(_("Outcome for the workers"), entry.get_outcome_display()),
            ]
        case MaterialType.INSTRUMENT:
            status = entry.get_status_display()
            if status and entry.status_as_of:
                status = _("%(status)s (as of %(date)s)") % {
                    "status": status,
                    "date": entry.status_as_of,
                }
            ratifications = entry.ratification_count
            counted = "" if ratifications is None else str(ratifications)
            if counted and entry.ratifications_as_of:
                counted = _("%(number)s (as of %(date)s)") % {
                    "number": counted,
                    "date": entry.ratifications_as_of,
                }
            return [
                fact(pgettext("ILO instrument", "Code"), code_value(entry.code)),
                fact(pgettext("ILO instrument", "Kind"), entry.get_instrument_type_display()),
                fact(_("Category"), entry.get_category_display()),
                fact(_("Adopted"), date),
                fact(_("Session of the Conference"), str(entry.session) if entry.session else None),
                fact(_("Entry into force"), day(entry.entry_into_force)),
                fact(_("Status"), status),
                fact(_("Ratifications"), counted),
            ]
        case MaterialType.LEGISLATION:
            return [
                fact(pgettext("legislation", "Kind"), entry.get_kind_display()),
                fact(_("Number"), code_value(entry.number) if entry.number else None),
                fact(_("Date"), date),
                fact(_("Published in"), entry.published_in or entry.publisher),
                fact(_("Status"), entry.get_status_display()),
                fact(_("In force from"), day(entry.in_force_from)),
                fact(_("In force to"), day(entry.in_force_to)),
                fact(_("Consolidated as of"), day(entry.consolidated_as_of)),
                fact(_("Citations"), *citations),
            ]
        case MaterialType.ARTICLE:
            return [
                fact(_("Journal"), entry.publisher),
                fact(_("Volume"), entry.volume),
                fact(_("Issue"), entry.issue),
                fact(_("Pages"), entry.pages),
                fact(_("Date"), date),
                fact(_("Peer reviewed"), _("Yes") if entry.is_peer_reviewed else None),
                fact(_("Citations"), *citations),
            ]
        case MaterialType.REPORT:
            return [
                fact(_("Publisher"), entry.publisher),
                fact(_("Report number"), entry.report_number),
                fact(_("Series"), entry.series),
                fact(_("Date"), date),
                fact(_("Number of pages"), str(entry.page_count) if entry.page_count else None),
                fact(_("Citations"), *citations),
            ]
        case MaterialType.BRIEF:
            return [
                fact(_("Court"), entry.publisher),
                fact(
                    _("Case"),
                    {
                        "text": entry.case.title,
                        "url": entry.case.url_in(current_language().code),
                        "lang": entry.case.language_code,
                    }
                    if entry.case and entry.case.live
                    else None,
                ),
                fact(_("Filed by"), entry.filed_by),
                fact(_("On behalf of"), entry.on_behalf_of),
                fact(_("Side"), entry.get_side_display()),
                fact(_("Date of filing"), date),
                fact(_("Outcome for the workers"), entry.get_outcome_display()),
                fact(_("Citations"), *citations),
            ]
        case _:
            return [
                fact(pgettext("toolkit", "Kind"), entry.get_kind_display()),
                fact(_("Publisher"), entry.publisher),
                fact(_("Audience"), entry.audience),
                fact(_("Version"), entry.version),
                fact(_("Date"), date),
            ]


def files(entry: LibraryEntryPage, user: Any) -> list[dict[str, Any]]:
    """Return the files a reader may open, with what she wants to know before she does."""
    of_entry = list(entry.files.all())
    documents = open_documents(user, get_document_model().objects.select_related("text"))
    shown = documents.in_bulk([file.document_id for file in of_entry])
    result = []
    for file in of_entry:
        document = shown.get(file.document_id)
        if document is None:
            continue
        text = getattr(document, "text", None)
        result.append(
            {
                "url": reverse("wagtaildocs_serve", args=[document.pk, document.filename]),
                "title": document.title,
                "language_name": document.language_name,
                "lang": document.language,
                "kind_label": file.get_kind_display(),
                "pages": text.page_count if text and text.page_count else None,
                "size": document.file_size,
                "format": document.file_extension.upper(),
                "status_label": text.get_status_display()
                if text and text.status == TextStatus.EMPTY
                else "",
            }
        )
    return result
